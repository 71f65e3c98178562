package io.penstock;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Runs code in methods that jcstress calls, which declare no exception. One that is thrown fails the test. */
public final class Must {
    /** Something that may fail, and must not. */
    @FunctionalInterface
    public interface Call<T> {
        T call() throws IOException;
    }

    /** The same without a result. */
    @FunctionalInterface
    public interface Action {
        void run() throws IOException;
    }

    private Must() {}

    public static <T> T get(Call<T> call) {
        try {
            return call.call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void run(Action action) {
        get(() -> {
            action.run();
            return null;
        });
    }
}
