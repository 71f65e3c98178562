package io.penstock.internal;

import io.penstock.NativeFileChannel;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;

/** Where JDK 22 has a method more: {@code map} into an arena. {@code META-INF/versions/22} has the class that has it too. */
abstract class ArenaMapping extends NativeFileChannel {
    /** The channel that does what is not a transfer. */
    abstract FileChannel delegate();

    /** Whether {@link #enter} is going to close the channel, so that {@link Checks} have to come first. */
    abstract boolean closesOnEntry();

    /** Before each call of the delegate. */
    abstract void enter();

    /** After each call of the delegate, which has thrown if it was cut short by a close. */
    abstract void leave() throws AsynchronousCloseException;
}
