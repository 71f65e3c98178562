package io.penstock.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.penstock.model.Model.Sequence;
import io.penstock.model.ModelState.Setup;
import io.penstock.storm.Storm;
import io.penstock.support.Call;
import io.penstock.support.Lib;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Any sequence of operations has the same results on stock channels and on ours; see {@link AllowedDifference}. Each
 * run begins with a seed of its own, so that more is tried than one run has time for; it is printed, and a sequence
 * that fails is told with its own.
 */
class ModelTest {
    private static final int SEQUENCES = Lib.proof() ? 5_500 : 300;
    private static final long OPERATIONS_IN_PROOF = 100_000;

    @Test
    void sameAsStock() throws Exception {
        Model<Setup, Action> model = ModelActions.model();
        AtomicLong operations = new AtomicLong();
        long first = Storm.anySeed();
        int run = 0;
        String result = "FAILED";
        try {
            for (; run < SEQUENCES; run++)
                model.check(first + run, sequence -> apart(sequence, UnaryOperator.identity(), operations));
            result = "no divergence";
        } finally {
            System.out.printf("model: %,d operations in %,d sequences from the seed %d on, %s%n", operations.get(), run,
                first, result);
        }
        if (Lib.proof()) assertThat(operations.get()).as("operations").isGreaterThanOrEqualTo(OPERATIONS_IN_PROOF);
    }

    /** In a thread of its own: interrupts stay there, and it ends or is said to hang. */
    private static void apart(Sequence<Setup, Action> sequence, UnaryOperator<Action> planted, AtomicLong operations)
            throws InterruptedException {
        Call.start(() -> run(sequence, planted, operations)).value();
    }

    private static long run(Sequence<Setup, Action> sequence, UnaryOperator<Action> planted, AtomicLong operations)
            throws Exception {
        try (ModelState stock = new ModelState(sequence.beginning(), false);
                ModelState ours = new ModelState(sequence.beginning(), true)) {
            for (Action action : sequence.steps()) {
                operations.incrementAndGet();
                Observation expected = Observation.of(stock, action);
                check(action, expected.differences(Observation.of(ours, planted.apply(action))));
            }
            List<String> differences = new ArrayList<>();
            Observation.compare(differences, "streams and files", stock.finish(), ours.finish());
            check("the end", differences);
        }
        return sequence.steps().size();
    }

    private static void check(Object where, List<String> differences) {
        if (differences.isEmpty()) return;
        fail("at %s:%n%s", where, String.join("\n", differences));
    }

    /** A bug that is planted is told by the least that shows it, and again by the seed that is told with it. */
    @Test
    void whatFailsIsMadeSmall() {
        Model<Setup, Action> model = ModelActions.model();
        AtomicLong operations = new AtomicLong();
        UnaryOperator<Action> planted = action -> action instanceof ReadWriteActions.ReadAt read ? new Moving(read)
            : action;
        AssertionError found = null;
        long seed = 1;
        for (; found == null; seed++) found = failure(model, seed, sequence -> apart(sequence, planted, operations));
        assertThat(found.getMessage())
            .contains("at ReadAt[", "channels, locks and streams: ours  [at 1 of 0, at 0 of 0,")
            .satisfies(text -> assertThat(steps(text))
            .containsExactly("ReadAt[slot=0, buffer=HEAP(0..0 of 0), position=0]"));
        assertThat(found.getMessage())
            .contains("Setup[sizes=[0, 0, 0], slots=[" + "SlotSetup[via=OPEN, file=0, mode=READ_WRITE], "
            .repeat(ModelActions.SLOTS).replaceAll(", $", "]]"));

        Matcher told = Pattern.compile("with the seed (\\d+),").matcher(found.getMessage());
        assertThat(told.find()).isTrue();
        AssertionError again =
            failure(model, Long.parseLong(told.group(1)), sequence -> apart(sequence, planted, operations));
        assertThat(again).hasMessage(found.getMessage());
    }

    /** One that takes three steps in order, of two channels, and numbers that are not the least. */
    @Test
    void whatIsNeededStays() {
        Model<Setup, Action> model = ModelActions.model();
        Model.Trial<Setup, Action> trial = sequence -> {
            boolean isSet = false;
            boolean isCut = false;
            for (Action action : sequence.steps()) {
                isSet |= action instanceof ChannelActions.SetPosition set && set.slot() == 3 && set.position() > 5000;
                isCut |= isSet && action instanceof ChannelActions.Truncate cut && cut.slot() != 3;
                if (isCut && action instanceof Action.Behind behind && behind.action() instanceof ReadWriteActions.Read)
                    fail("planted");
            }
        };
        AssertionError found = null;
        for (long seed = 1; found == null; seed++) found = failure(model, seed, trial);
        assertThat(steps(found.getMessage()))
            .containsExactly("SetPosition[slot=3, position=8191]", "Truncate[slot=0, size=0]",
            "Behind[action=Read[slot=0, buffer=HEAP(0..0 of 0)]]");
    }

    /** Sequences are long and short, and every kind of operation is among them. */
    @Test
    void everyKindIsTried() {
        Model<Setup, Action> model = ModelActions.model();
        List<Sequence<Setup, Action>> sequences = new ArrayList<>();
        long first = Storm.anySeed();
        for (int i = 0; i < 1000; i++) sequences.add(model.sequence(first + i));
        assertThat(sequences).extracting(sequence -> sequence.steps().size()).contains(1, ModelActions.MOST)
            .allMatch(size -> size > 0 && size <= ModelActions.MOST);
        List<Action> all = sequences.stream().flatMap(sequence -> sequence.steps().stream()).toList();
        List<Class<?>> kinds = new ArrayList<>(List.of(Action.Behind.class, Action.Interrupted.class));
        for (Class<?> actions : List.of(ReadWriteActions.class, TransferActions.class, ChannelActions.class,
            LockActions.class, MapActions.class))
            for (Class<?> kind : actions.getDeclaredClasses()) if (Action.class.isAssignableFrom(kind)) kinds.add(kind);
        assertThat(kinds).hasSizeGreaterThan(25)
            .allSatisfy(kind -> assertThat(all).as("seeds from %d on", first).hasAtLeastOneElementOfType(kind));
    }

    private static AssertionError failure(Model<Setup, Action> model, long seed, Model.Trial<Setup, Action> trial) {
        try {
            model.check(seed, trial);
            return null;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } catch (AssertionError e) {
            return e;
        }
    }

    /** The operations that a failure tells. */
    private static List<String> steps(String message) {
        return message.lines().skip(2).takeWhile(line -> line.startsWith("  ")).map(String::strip).toList();
    }

    /** What the deliberate bug {@code read-moves-position} does, by other means. */
    private record Moving(ReadWriteActions.ReadAt read) implements Action {
        @Override
        public Object run(ModelState world) throws Exception {
            FileChannel channel = world.channel(read.slot());
            Object value = read.run(world);
            channel.position(channel.position() + 1);
            return value;
        }
    }
}
