package io.penstock;

import io.penstock.World.Mode;
import io.penstock.World.Setup;
import io.penstock.World.SlotSetup;
import io.penstock.World.Via;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** Generators of {@link Action}s and of what they begin with. They shrink towards small numbers and simple things. */
final class ModelActions {
    static final int FILES = 3;
    static final int SLOTS = 5;

    private static final int LARGEST = 200_000;
    private static final Arbitrary<Integer> SLOT = Arbitraries.integers().between(0, SLOTS - 1);
    private static final Arbitrary<Integer> INDEX = Arbitraries.integers().between(0, 5);
    private static final Arbitrary<Boolean> FLAG = Arbitraries.of(false, true);

    private ModelActions() {}

    static Arbitrary<Setup> setups() {
        Arbitrary<SlotSetup> slot = Combinators.combine(vias(), Arbitraries.integers().between(0, FILES - 1), modes()).as(SlotSetup::new);
        return Combinators.combine(sizes().list().ofSize(FILES), slot.list().ofSize(SLOTS)).as(Setup::new);
    }

    private static Arbitrary<Via> vias() {
        return Arbitraries.frequency(Tuple.of(3, Via.OPEN), Tuple.of(3, Via.WRAP), Tuple.of(3, Via.CONCURRENT), Tuple.of(2, Via.STOCK));
    }

    /** Those that open. */
    private static Arbitrary<Mode> modes() {
        return Arbitraries.frequency(
            Tuple.of(16, Mode.READ_WRITE), Tuple.of(4, Mode.READ), Tuple.of(2, Mode.WRITE), Tuple.of(2, Mode.APPEND), Tuple.of(1, Mode.TRUNCATE));
    }

    /** Sizes of files and lengths of ranges. */
    private static Arbitrary<Integer> sizes() {
        Arbitrary<Integer> boundary = Arbitraries.of(0, 1, 4095, 4096, 4097, 8191, 8192, 8193, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537);
        return Arbitraries.oneOf(boundary, Arbitraries.integers().between(0, LARGEST));
    }

    /** Those at the largest number begin past every file's end, and end past every position there is. */
    private static Arbitrary<Long> positions() {
        Arbitrary<Long> odd = Arbitraries.of(-1L, Long.MIN_VALUE, Long.MAX_VALUE);
        return Arbitraries.frequencyOf(Tuple.of(19, sizes().map(Integer::longValue)), Tuple.of(1, odd));
    }

    private static Arbitrary<Long> counts() {
        return Arbitraries.frequencyOf(Tuple.of(3, positions()), Tuple.of(1, Arbitraries.of(Long.MAX_VALUE, 1L << 32)));
    }

    static Arbitrary<BufferSpec> buffers() {
        Arbitrary<BufferSpec.Memory> memory = mostly(BufferSpec.Memory.values());
        Arbitrary<Integer> capacity = Arbitraries.frequencyOf(
            Tuple.of(1, Arbitraries.of(0, 1, 4096, 8192)), Tuple.of(3, Arbitraries.integers().between(0, 20_000)));
        return Combinators.combine(memory, capacity, Arbitraries.of(0, 0, 0, 1, 7, 100), Arbitraries.of(0, 0, 0, 1, 5000))
            .as((kind, size, front, back) -> {
                int limit = Math.max(0, size - back);
                return new BufferSpec(kind, size, Math.min(front, limit), limit);
            });
    }

    static Arbitrary<List<Action>> sequences(int most) {
        Arbitrary<Action> plain = Arbitraries.frequencyOf(
            Tuple.of(30, readsAndWrites()), Tuple.of(30, transfers()), Tuple.of(20, channels()), Tuple.of(8, locks()), Tuple.of(10, maps()));
        Arbitrary<Action> any = Arbitraries.frequencyOf(
            Tuple.of(90, plain), Tuple.of(6, plain.map(Action.Behind::new)), Tuple.of(4, plain.map(Action.Interrupted::new)));
        return any.list().ofMinSize(1).ofMaxSize(most).withSizeDistribution(RandomDistribution.uniform());
    }

    /** Any of these; the last one, which is none, rarely. */
    private static <T> Arbitrary<T> mostly(T[] values) {
        List<T> real = List.of(values).subList(0, values.length - 1);
        return Arbitraries.frequencyOf(Tuple.of(19, Arbitraries.of(real)), Tuple.of(1, Arbitraries.just(values[values.length - 1])));
    }

    private static Arbitrary<Action> readsAndWrites() {
        Arbitrary<List<BufferSpec>> several = buffers().list().ofMinSize(0).ofMaxSize(6).withSizeDistribution(RandomDistribution.uniform()).injectNull(0.02);
        Arbitrary<Integer> offset = Arbitraries.of(0, 0, 0, 1, 2, -1);
        Arbitrary<Integer> length = Arbitraries.of(0, 1, 1, 2, 2, 3, 5, -1);
        return Arbitraries.frequencyOf(
            Tuple.of(4, Combinators.combine(SLOT, buffers()).as(ReadWriteActions.Read::new)),
            Tuple.of(4, Combinators.combine(SLOT, buffers()).as(ReadWriteActions.Write::new)),
            Tuple.of(4, Combinators.combine(SLOT, buffers(), positions()).as(ReadWriteActions.ReadAt::new)),
            Tuple.of(4, Combinators.combine(SLOT, buffers(), positions()).as(ReadWriteActions.WriteAt::new)),
            Tuple.of(2, Combinators.combine(SLOT, several, offset, length).as(ReadWriteActions.Scatter::new)),
            Tuple.of(2, Combinators.combine(SLOT, several, offset, length).as(ReadWriteActions.Gather::new)),
            Tuple.of(1, Combinators.combine(SLOT, several).as(ReadWriteActions.ScatterAll::new)),
            Tuple.of(1, Combinators.combine(SLOT, several).as(ReadWriteActions.GatherAll::new)));
    }

    private static Arbitrary<Action> transfers() {
        Arbitrary<Place> slot = SLOT.map(Place.Slot::new);
        Arbitrary<Place> sink = mostly(Place.Sink.values()).map(place -> place);
        Arbitrary<Place> source = mostly(Place.Source.values()).map(place -> place);
        return Arbitraries.frequencyOf(
            Tuple.of(4, Combinators.combine(SLOT, positions(), counts(), slot).as(TransferActions.TransferTo::new)),
            Tuple.of(4, Combinators.combine(SLOT, positions(), counts(), sink).as(TransferActions.TransferTo::new)),
            Tuple.of(4, Combinators.combine(slot, SLOT, positions(), counts()).as(TransferActions.TransferFrom::new)),
            Tuple.of(5, Combinators.combine(source, SLOT, positions(), counts()).as(TransferActions.TransferFrom::new)),
            Tuple.of(1, Arbitraries.oneOf(sink, source).map(TransferActions.CloseStream::new)),
            Tuple.of(3, Arbitraries.oneOf(sink, source).map(TransferActions.RenewStream::new)));
    }

    private static Arbitrary<Action> channels() {
        Arbitrary<Mode> mode = Arbitraries.frequencyOf(Tuple.of(9, modes()), Tuple.of(1, Arbitraries.of(Mode.values())));
        return Arbitraries.frequencyOf(
            Tuple.of(1, SLOT.map(ChannelActions.GetPosition::new)),
            Tuple.of(6, Combinators.combine(SLOT, positions()).as(ChannelActions.SetPosition::new)),
            Tuple.of(1, SLOT.map(ChannelActions.GetSize::new)),
            Tuple.of(4, Combinators.combine(SLOT, positions()).as(ChannelActions.Truncate::new)),
            Tuple.of(1, Combinators.combine(SLOT, FLAG).as(ChannelActions.Force::new)),
            Tuple.of(7, Combinators.combine(SLOT, Arbitraries.integers().between(0, FILES - 1), mode).as(ChannelActions.Open::new)),
            Tuple.of(1, SLOT.map(ChannelActions.Close::new)));
    }

    private static Arbitrary<Action> locks() {
        return Arbitraries.frequencyOf(
            Tuple.of(3, Combinators.combine(SLOT, positions(), counts(), FLAG).as(LockActions.Lock::new)),
            Tuple.of(3, Combinators.combine(SLOT, positions(), counts(), FLAG).as(LockActions.TryLock::new)),
            Tuple.of(1, Combinators.combine(SLOT, FLAG).as(LockActions.LockAll::new)),
            Tuple.of(4, Combinators.combine(INDEX, FLAG).as(LockActions.Release::new)));
    }

    private static Arbitrary<Action> maps() {
        // No position so large that a file would be extended to it.
        Arbitrary<Long> position = Arbitraries.frequencyOf(Tuple.of(19, sizes().map(Integer::longValue)), Tuple.of(1, Arbitraries.of(-1L)));
        Arbitrary<Long> size = Arbitraries.frequencyOf(
            Tuple.of(19, sizes().map(Integer::longValue)), Tuple.of(1, Arbitraries.of(-1L, 1L << 31, Long.MAX_VALUE)));
        return Arbitraries.frequencyOf(
            Tuple.of(4, Combinators.combine(SLOT, mostly(MapActions.Access.values()), position, size).as(MapActions.Map::new)),
            Tuple.of(3, Combinators.combine(INDEX, sizes(), sizes()).as(MapActions.ReadMapped::new)),
            Tuple.of(3, Combinators.combine(INDEX, sizes(), sizes()).as(MapActions.WriteMapped::new)),
            Tuple.of(1, INDEX.map(MapActions.ForceMapped::new)));
    }
}
