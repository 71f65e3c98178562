package io.penstock.internal.turn;

import java.io.IOException;

/** What an operation holds between its turns and releases while foreign code runs, or while it sleeps. */
public interface Hold {
    /** Tells whether the channels are open, as far as it can see; a sleep ends if they are not. */
    boolean isOpen();

    /** Tells whether an interrupt ends the operation, and hence its sleep. */
    default boolean heedsInterrupts() {
        return true;
    }

    /** Releases the channels: any thread, also this one, may now close or use them. */
    default void release() throws IOException {}

    /** Takes hold of the channels again; throws if they have become unusable. */
    default void regain() throws IOException {}
}
