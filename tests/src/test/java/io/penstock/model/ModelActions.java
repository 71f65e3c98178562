package io.penstock.model;

import io.penstock.model.Choices.Kinds;
import io.penstock.model.ModelState.Mode;
import io.penstock.model.ModelState.Setup;
import io.penstock.model.ModelState.SlotSetup;
import io.penstock.model.ModelState.Via;
import java.util.List;

/** Generators of {@link Action}s and of what they begin with; of each kind of thing, the simplest comes first. */
public final class ModelActions {
    static final int MOST = 40;
    static final int FILES = 3;
    static final int SLOTS = 5;

    private static final int LARGEST = 200_000;

    private static final Kinds<Via> VIAS = new Kinds<Via>()
        .with(3, choices -> Via.OPEN).with(3, choices -> Via.WRAP).with(3, choices -> Via.CONCURRENT)
            .with(2, choices -> Via.STOCK);

    /** Those that open. */
    private static final Kinds<Mode> MODES = new Kinds<Mode>()
        .with(16, choices -> Mode.READ_WRITE).with(4, choices -> Mode.READ).with(2, choices -> Mode.WRITE)
            .with(2, choices -> Mode.APPEND)
        .with(1, choices -> Mode.TRUNCATE);

    private static final Kinds<Action> READS_AND_WRITES = new Kinds<Action>()
        .with(4, choices -> new ReadWriteActions.Read(slot(choices), buffer(choices)))
        .with(4, choices -> new ReadWriteActions.Write(slot(choices), buffer(choices)))
        .with(4, choices -> new ReadWriteActions.ReadAt(slot(choices), buffer(choices), position(choices)))
        .with(4, choices -> new ReadWriteActions.WriteAt(slot(choices), buffer(choices), position(choices)))
        .with(1, choices -> new ReadWriteActions.ScatterAll(slot(choices), buffers(choices)))
        .with(1, choices -> new ReadWriteActions.GatherAll(slot(choices), buffers(choices)))
        .with(2, choices -> new ReadWriteActions.Scatter(slot(choices), buffers(choices), offset(choices),
            length(choices)))
        .with(2, choices -> new ReadWriteActions.Gather(slot(choices), buffers(choices), offset(choices),
            length(choices)));

    private static final Kinds<Action> TRANSFERS = new Kinds<Action>()
        .with(4, choices -> new TransferActions.TransferTo(slot(choices), position(choices), count(choices),
            new Place.Slot(slot(choices))))
        .with(4, choices -> new TransferActions.TransferTo(slot(choices), position(choices), count(choices),
            sink(choices)))
        .with(4, choices -> new TransferActions.TransferFrom(new Place.Slot(slot(choices)), slot(choices),
            position(choices), count(choices)))
        .with(5, choices -> new TransferActions.TransferFrom(source(choices), slot(choices), position(choices),
            count(choices)))
        .with(1, choices -> new TransferActions.CloseStream(stream(choices)))
        .with(3, choices -> new TransferActions.RenewStream(stream(choices)));

    private static final Kinds<Action> CHANNELS = new Kinds<Action>()
        .with(1, choices -> new ChannelActions.GetPosition(slot(choices)))
        .with(6, choices -> new ChannelActions.SetPosition(slot(choices), position(choices)))
        .with(1, choices -> new ChannelActions.GetSize(slot(choices)))
        .with(4, choices -> new ChannelActions.Truncate(slot(choices), position(choices)))
        .with(1, choices -> new ChannelActions.Force(slot(choices), choices.flag()))
        .with(7, choices -> new ChannelActions.Open(slot(choices), choices.below(FILES), choices.oneIn(10)
            ? choices.any(Mode.values()) : MODES.one(choices)))
        .with(1, choices -> new ChannelActions.Close(slot(choices)));

    private static final Kinds<Action> LOCKS = new Kinds<Action>()
        .with(3, choices -> new LockActions.Lock(slot(choices), position(choices), count(choices), choices.flag()))
        .with(3, choices -> new LockActions.TryLock(slot(choices), position(choices), count(choices), choices.flag()))
        .with(1, choices -> new LockActions.LockAll(slot(choices), choices.flag()))
        .with(4, choices -> new LockActions.Release(index(choices), choices.flag()));

    private static final Kinds<Action> MAPS = new Kinds<Action>()
        .with(4, choices -> new MapActions.Map(slot(choices), choices.mostly(MapActions.Access.values()),
            mapPosition(choices), mapSize(choices)))
        .with(3, choices -> new MapActions.ReadMapped(index(choices), size(choices), size(choices)))
        .with(3, choices -> new MapActions.WriteMapped(index(choices), size(choices), size(choices)))
        .with(1, choices -> new MapActions.ForceMapped(index(choices)));

    private static final Kinds<Action> PLAIN = new Kinds<Action>()
        .with(30, READS_AND_WRITES::one).with(30, TRANSFERS::one).with(20, CHANNELS::one).with(8, LOCKS::one)
            .with(10, MAPS::one);

    private static final Kinds<Action> ACTIONS = new Kinds<Action>()
        .with(90, PLAIN::one).with(6, choices -> new Action.Behind(PLAIN.one(choices)))
            .with(4, choices -> new Action.Interrupted(PLAIN.one(choices)));

    private ModelActions() {}

    public static Model<Setup, Action> model() {
        return new Model<>(ModelActions::setup, ACTIONS::one, MOST);
    }

    private static Setup setup(Choices choices) {
        return new Setup(choices.list(FILES, ModelActions::size),
            choices.list(SLOTS, each -> new SlotSetup(VIAS.one(each), each.below(FILES), MODES.one(each))));
    }

    private static int slot(Choices choices) {
        return choices.below(SLOTS);
    }

    /** Of a lock or a mapping. */
    private static int index(Choices choices) {
        return choices.below(6);
    }

    /** Sizes of files and lengths of ranges. */
    private static int size(Choices choices) {
        if (choices.flag()) return choices.upTo(LARGEST);
        return choices.any(0, 1, 4095, 4096, 4097, 8191, 8192, 8193, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537);
    }

    /** Those at the largest number begin past every file's end, and end past every position there is. */
    private static long position(Choices choices) {
        return choices.oneIn(20) ? choices.any(-1L, Long.MIN_VALUE, Long.MAX_VALUE) : size(choices);
    }

    private static long count(Choices choices) {
        return choices.oneIn(4) ? choices.any(Long.MAX_VALUE, 1L << 32) : position(choices);
    }

    private static BufferSpec buffer(Choices choices) {
        BufferSpec.Memory memory = choices.mostly(BufferSpec.Memory.values());
        int capacity = choices.oneIn(4) ? choices.any(0, 1, 4096, 8192) : choices.upTo(20_000);
        int front = choices.any(0, 0, 0, 1, 7, 100);
        int limit = Math.max(0, capacity - choices.any(0, 0, 0, 1, 5000));
        return new BufferSpec(memory, capacity, Math.min(front, limit), limit);
    }

    private static List<BufferSpec> buffers(Choices choices) {
        return choices.oneIn(50) ? null : choices.list(choices.below(7), ModelActions::buffer);
    }

    /** Of the first of several buffers. */
    private static int offset(Choices choices) {
        return choices.any(0, 0, 0, 1, 2, -1);
    }

    /** How many of several buffers. */
    private static int length(Choices choices) {
        return choices.any(0, 1, 1, 2, 2, 3, 5, -1);
    }

    private static Place.Sink sink(Choices choices) {
        return choices.mostly(Place.Sink.values());
    }

    private static Place.Source source(Choices choices) {
        return choices.mostly(Place.Source.values());
    }

    private static Place stream(Choices choices) {
        return choices.flag() ? source(choices) : sink(choices);
    }

    /** None so large that a file would be extended to it. */
    private static long mapPosition(Choices choices) {
        return choices.oneIn(20) ? -1 : size(choices);
    }

    private static long mapSize(Choices choices) {
        return choices.oneIn(20) ? choices.any(-1L, 1L << 31, Long.MAX_VALUE) : size(choices);
    }
}
