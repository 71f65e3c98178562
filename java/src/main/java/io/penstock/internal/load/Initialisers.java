package io.penstock.internal.load;

/**
 * Runs the initialisers of our classes, all of them before the first use of any, while there is {@link Room}: one that
 * meets the end of the stack later would leave its class of no use for ever.
 */
final class Initialisers {
    private static final String HERE = "internal.load";

    /** By their names: they are above this package, which nothing else in it knows. */
    private static final String[] TYPES = {
        "Advice", "MapOptions", "MappedRegion", "NativeOpenOption", "Populate", "Relay$Step", "ScatterGatherSupport",
        "Sharing", "StaleAccess", "Strategy", "TransferOptions", "TransferPath", "internal.memory.Buffers",
        "internal.end.End", "internal.event.Events", "internal.jni.Failures", "internal.copy.FileCopy",
        "internal.flow.Flow", "internal.transfer.KernelSend", "internal.jdk.MapHandles", "internal.map.Mapping",
        "internal.gather.Message", "internal.turn.Rate", "internal.transfer.Receive",
        "internal.end.SelectableEnd$Kind", "internal.transfer.StreamReceive", "internal.relay.Step",
        "internal.relay.StreamRelaying", "internal.turn.Turns", "internal.thread.CancellableThread",
        "internal.thread.VirtualWaits"
    };

    private Initialisers() {}

    /** Again it does nothing. Those of what was found in the JDK run once it is found. */
    static void run() {
        String here = Initialisers.class.getPackageName();
        if (!here.endsWith(HERE)) return; // a tool has renamed the packages one by one
        String root = here.substring(0, here.length() - HERE.length());
        for (String type : TYPES) {
            try {
                Class.forName(root + type, true, Initialisers.class.getClassLoader());
            } catch (ClassNotFoundException | NoClassDefFoundError e) {
                continue; // a tool that minimises JARs has found nothing that uses it
            }
        }
    }
}
