package io.penstock.model;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What a generator decides by: numbers at random, or those of an earlier run. A smaller number stands for a simpler
 * thing, and 0 for the simplest; so {@link Model} can make simpler what fails without knowing what it is.
 */
final class Choices {
    private final SplittableRandom random;
    private final int[] given;
    private final List<Integer> made = new ArrayList<>();

    private Choices(SplittableRandom random, int[] given) {
        this.random = random;
        this.given = given;
    }

    static Choices random(SplittableRandom random) {
        return new Choices(random, null);
    }

    /**
     * The same again, as far as it can be: a number that is too large becomes the largest, and behind the last all are
     * 0.
     */
    static Choices of(int[] given) {
        return new Choices(null, given);
    }

    /** What has been chosen so far. */
    int[] made() {
        return made.stream().mapToInt(Integer::intValue).toArray();
    }

    int below(int bound) {
        int choice;
        if (random != null) choice = random.nextInt(bound);
        else choice = made.size() < given.length ? Math.min(given[made.size()], bound - 1) : 0;
        made.add(choice);
        return choice;
    }

    /** Any number from 0 on, half of the time one of any magnitude. */
    int upTo(int most) {
        boolean evenly = below(2) == 0;
        int magnitude = evenly ? 0 : below(Integer.SIZE - Integer.numberOfLeadingZeros(most) + 1);
        return below((evenly ? most : Math.min(most, (1 << magnitude) - 1)) + 1);
    }

    boolean flag() {
        return below(2) == 1;
    }

    /** Once in so many times. */
    boolean oneIn(int times) {
        return below(times) == times - 1;
    }

    @SafeVarargs
    final <T> T any(T... values) {
        return values[below(values.length)];
    }

    /** Any of these; the last one, which is none, rarely. */
    <T> T mostly(T[] values) {
        return oneIn(20) ? values[values.length - 1] : values[below(values.length - 1)];
    }

    <T> List<T> list(int size, Function<Choices, T> element) {
        return IntStream.range(0, size).mapToObj(i -> element.apply(this)).toList();
    }

    /** Kinds of things of which some are to come more often than others. */
    static final class Kinds<T> {
        private final List<Function<Choices, ? extends T>> kinds = new ArrayList<>();

        Kinds<T> with(int weight, Function<Choices, ? extends T> kind) {
            for (int i = 0; i < weight; i++) kinds.add(kind);
            return this;
        }

        T one(Choices choices) {
            return kinds.get(choices.below(kinds.size())).apply(choices);
        }
    }
}
