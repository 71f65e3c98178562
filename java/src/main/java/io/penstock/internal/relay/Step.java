package io.penstock.internal.relay;

/** What has become of one turn of a relay; the constants have the names of those of {@link io.penstock.Relay.Step}. */
public enum Step {
    MOVED, NEED_READ, NEED_WRITE, END
}
