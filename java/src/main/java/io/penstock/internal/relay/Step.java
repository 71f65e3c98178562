package io.penstock.internal.relay;

/** Tells how one turn of a relay ended; the constants have the names of those of {@link io.penstock.Relay.Step}. */
public enum Step {
    MOVED, NEED_READ, NEED_WRITE, END
}
