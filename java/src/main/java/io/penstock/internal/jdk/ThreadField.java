package io.penstock.internal.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * The field where a channel keeps the thread that uses its descriptor in one direction, for {@code close} to signal.
 * Before JDK 27 it holds a number, 0 for none; from 27 on the {@code Thread}.
 *
 * @param set stores this thread
 * @param clear stores no thread
 */
public record ThreadField(MethodHandle set, MethodHandle clear) {
    /** Finds the field of that name, or before JDK 27 of the older one. */
    static ThreadField find(Members channel, String name, String older) throws ReflectiveOperationException {
        Members threads = Members.of("sun.nio.ch.NativeThread");
        boolean byNumber = ThreadHandles.areNumbers();
        MethodHandle setter = byNumber ? channel.setter(older, long.class) : channel.setter(name, Thread.class);
        MethodHandle current = byNumber ? threads.staticMethod("current", long.class)
            : threads.staticMethod("threadToSignal", Thread.class);
        Object none = byNumber ? 0L : null;
        return new ThreadField(
            MethodHandles.collectArguments(setter, 1, current), MethodHandles.insertArguments(setter, 1, none));
    }

    public void set(Object channel) {
        try {
            set.invokeExact(channel);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    public void clear(Object channel) {
        try {
            clear.invokeExact(channel);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }
}
