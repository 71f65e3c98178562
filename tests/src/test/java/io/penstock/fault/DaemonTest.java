package io.penstock.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.EndsInTime;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Work of the library's own threads goes on where memory is short, and a bug in it is told, and not the end of it. */
@EndsInTime
class DaemonTest {
    private static final String NAME = "daemon of a test";

    private final AtomicInteger calls = new AtomicInteger();
    private final BlockingQueue<Integer> ended = new LinkedBlockingQueue<>();

    @Test
    void goesOnWithoutMemory() throws Exception {
        start(daemon(() -> {
            if (calls.incrementAndGet() < 3) throw new OutOfMemoryError("so it was");
            ended.add(calls.get());
            return false;
        }));
        assertThat(ended.take()).as("calls until there was memory").isEqualTo(3);
    }

    @Test
    void bugIsTold() throws Exception {
        Object daemon = daemon(() -> {
            if (calls.incrementAndGet() == 1) throw new IllegalStateException("a bug");
            ended.add(calls.get());
            return false;
        });
        BlockingQueue<Throwable> told = new LinkedBlockingQueue<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
            if (thread.getName().equals(NAME)) told.add(e);
            else if (before != null) before.uncaughtException(thread, e);
        });
        try {
            start(daemon);
            assertThat(told.take()).isInstanceOf(IllegalStateException.class).hasMessage("a bug");
            assertThat(calls).as("it is not called again by itself").hasValue(1);
            start(daemon);
            assertThat(ended.take()).as("whoever asks for it has it called again").isEqualTo(2);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    private static Object daemon(BooleanSupplier work) throws Exception {
        Constructor<?> constructor =
            Class.forName("io.penstock.internal.thread.Daemon")
                .getDeclaredConstructor(String.class, long.class, BooleanSupplier.class);
        constructor.setAccessible(true);
        return constructor.newInstance(NAME, 1_000_000L, work);
    }

    private static void start(Object daemon) throws Exception {
        Method start = daemon.getClass().getDeclaredMethod("start");
        start.setAccessible(true);
        assertThat((boolean) start.invoke(daemon)).as("a thread runs").isTrue();
    }
}
