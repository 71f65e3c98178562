package io.penstock.internal.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The event of a transfer that did not go by its first choice, which {@link Events} writes. */
@Name("io.penstock.Fallback")
@Label("Fallback")
@Category("Penstock")
@Description("A transfer, relay or copy whose bytes did not go by the path of first choice")
@Enabled(false)
@StackTrace(false)
final class FallbackEvent extends Event {
    @Label("Source")
    String source;

    @Label("Target")
    String target;

    @Label("Wanted")
    @Description("The path of first choice")
    String wanted;

    @Label("Ran")
    @Description("The path that ran")
    String ran;

    @Label("Reason")
    String reason;
}
