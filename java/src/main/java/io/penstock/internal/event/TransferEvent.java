package io.penstock.internal.event;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The event of a transfer, relay or copy, which {@link Events} writes whether it succeeded or failed. */
@Name("io.penstock.Transfer")
@Label("Transfer")
@Category("Penstock")
@Description("A transfer between channels, from its call to its end; a relay, from its making to its end")
@Enabled(false)
@StackTrace(false)
final class TransferEvent extends Event {
    @Label("Operation")
    @Description("transferTo, transferFrom, gather, relay or copy")
    String operation;

    @Label("Source")
    String source;

    @Label("Target")
    String target;

    @Label("Bytes")
    @Description("Bytes that reached the target; of a copy also those in holes and shared blocks")
    @DataAmount
    long bytes;

    @Label("Path")
    @Description("What carried the bytes, the last if there were several: a TransferPath, or FICLONERANGE")
    String path;

    @Label("System Calls")
    @Description("Calls that moved, or tried to move, data; -1 if the JDK made them")
    long systemCalls;
}
