package io.penstock.internal.turn;

import java.io.IOException;

/** What an operation keeps between its turns and lets go of while others' code runs, or while it sleeps. */
public interface Hold {
    /** Whether the channels are, as far as one can see; a sleep ends if they are not. */
    boolean isOpen();

    /** Whether an interrupt ends the operation, and hence its sleep. */
    default boolean heedsInterrupts() {
        return true;
    }

    /** Lets go: this thread, like any other, may now close the channels or use them. */
    default void release() throws IOException {}

    /** Takes hold again; throws if the channels have become unusable. */
    default void regain() throws IOException {}
}
