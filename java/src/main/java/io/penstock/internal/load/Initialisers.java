package io.penstock.internal.load;

/**
 * Runs the initialisers of our classes, all of them before the first use of any, while there is {@link Room}: one that
 * overflowed the stack later would make its class unusable for ever.
 */
final class Initialisers {
    private static final String HERE = "internal.load";

    /** The classes by name: they are above this package, and no other class here knows them. */
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

    /**
     * Runs the initialisers; a second call does nothing. Those for members of the JDK run once the members are found.
     */
    static void run() {
        String here = Initialisers.class.getPackageName();
        if (!here.endsWith(HERE)) return; // a tool has renamed the packages one by one
        String root = here.substring(0, here.length() - HERE.length());
        for (String type : TYPES) {
            try {
                Class.forName(root + type, true, Initialisers.class.getClassLoader());
            } catch (ClassNotFoundException | NoClassDefFoundError e) {
                continue; // a tool that minimises JARs has removed it as unused
            }
        }
    }
}
