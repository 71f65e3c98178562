package io.penstock.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Makes sequences of steps at random, each from a seed, and tries them. One that fails is made as short and as simple
 * as it can be.
 */
public final class Model<S, A> {
    private static final int MOST_ATTEMPTS = 5_000;
    private static final long PATIENCE_NS = 120_000_000_000L;

    private final Function<Choices, S> beginning;
    private final Function<Choices, A> step;
    private final int most;

    /** One thing, and the choices it was made by. */
    private record Made<T>(int[] choices, T thing) {
        static <T> Made<T> by(Choices choices, Function<Choices, ? extends T> generator) {
            T thing = generator.apply(choices);
            return new Made<>(choices.made(), thing);
        }
    }

    /** What it begins with, and what is then done one after the other. */
    public record Sequence<S, A>(S beginning, List<A> steps) {
        @Override
        public String toString() {
            return steps.stream().map(step -> "\n  " + step).collect(Collectors.joining("", "  " + beginning, ""));
        }
    }

    /** Throws where the sequence shows a fault. */
    @FunctionalInterface
    interface Trial<S, A> {
        void run(Sequence<S, A> sequence) throws Exception;
    }

    Model(Function<Choices, S> beginning, Function<Choices, A> step, int most) {
        this.beginning = beginning;
        this.step = step;
        this.most = most;
    }

    /** The same for the same seed, in every JVM. */
    public Sequence<S, A> sequence(long seed) {
        return plain(draw(seed));
    }

    private List<Made<?>> draw(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Made<?>> made = new ArrayList<>();
        made.add(Made.by(Choices.random(random), beginning));
        for (int i = random.nextInt(most); i >= 0; i--) made.add(Made.by(Choices.random(random), step));
        return made;
    }

    @SuppressWarnings("unchecked")
    private Sequence<S, A> plain(List<Made<?>> made) {
        return new Sequence<>((S) made.get(0).thing, made.stream().skip(1).map(one -> (A) one.thing).toList());
    }

    /** Tries the sequence of that seed. */
    void check(long seed, Trial<S, A> trial) throws InterruptedException {
        List<Made<?>> made = draw(seed);
        Throwable thrown = failure(made, trial);
        if (thrown == null) return;
        Shrinking shrinking = new Shrinking(trial, made, thrown);
        shrinking.run();
        String told = "with the seed %d, for which there is -Dpenstock.tests.seed; of %d steps these are left after %d "
            + "attempts to do with less:%n%s%n%s";
        throw new AssertionError(told.formatted(seed, made.size() - 1, shrinking.attempts, plain(shrinking.made),
            innermost(shrinking.thrown).getMessage()), shrinking.thrown);
    }

    private Throwable failure(List<Made<?>> made, Trial<S, A> trial) throws InterruptedException {
        try {
            trial.run(plain(made));
            return null;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | AssertionError e) {
            return e;
        }
    }

    private static Throwable innermost(Throwable thrown) {
        return thrown.getCause() == null ? thrown : innermost(thrown.getCause());
    }

    /**
     * Leaves out steps, and then makes those that are left by smaller choices, until nothing more can go without the
     * failure going too.
     */
    private final class Shrinking {
        private final Trial<S, A> trial;
        private final long end = System.nanoTime() + PATIENCE_NS;
        private List<Made<?>> made;
        private Throwable thrown;
        private int attempts;

        Shrinking(Trial<S, A> trial, List<Made<?>> made, Throwable thrown) {
            this.trial = trial;
            this.made = made;
            this.thrown = thrown;
        }

        void run() throws InterruptedException {
            boolean better = true;
            while (better) {
                better = false;
                for (int length = made.size() / 2; length > 0; length /= 2) better |= leaveOut(length);
                for (int i = 0; i < made.size(); i++) better |= simplify(i);
            }
        }

        private boolean leaveOut(int length) throws InterruptedException {
            boolean better = false;
            for (int from = made.size() - length; from > 0; from--) {
                if (from + length > made.size()) continue;
                List<Made<?>> fewer = new ArrayList<>(made.subList(0, from));
                fewer.addAll(made.subList(from + length, made.size()));
                better |= fails(fewer);
            }
            return better;
        }

        private boolean simplify(int index) throws InterruptedException {
            boolean better = with(index, new int[0]);
            for (int at = 0; at < made.get(index).choices.length; at++) {
                int too = -1; // so little does not fail
                while (at < made.get(index).choices.length && made.get(index).choices[at] > too + 1) {
                    int before = made.get(index).choices[at];
                    int less = too < 0 ? 0 : too + (before - too) / 2;
                    int[] choices = made.get(index).choices.clone();
                    choices[at] = less;
                    if (with(index, choices)) better = true;
                    else too = less;
                }
            }
            return better;
        }

        /** Tries other choices for one thing, and stays with them if they are less and it still fails. */
        private boolean with(int index, int[] choices) throws InterruptedException {
            Made<?> other = Made.<Object>by(Choices.of(choices), index == 0 ? beginning : step);
            if (Arrays.compare(other.choices, made.get(index).choices) >= 0) return false;
            List<Made<?>> changed = new ArrayList<>(made);
            changed.set(index, other);
            return fails(changed);
        }

        private boolean fails(List<Made<?>> simpler) throws InterruptedException {
            if (attempts >= MOST_ATTEMPTS || System.nanoTime() > end) return false;
            attempts++;
            Throwable now = failure(simpler, trial);
            if (now == null || innermost(now).getClass() != innermost(thrown).getClass()) return false;
            made = simpler;
            thrown = now;
            return true;
        }
    }
}
