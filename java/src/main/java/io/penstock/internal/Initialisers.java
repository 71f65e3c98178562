package io.penstock.internal;

import io.penstock.Advice;
import io.penstock.MapOptions;
import io.penstock.MappedRegion;
import io.penstock.NativeOpenOption;
import io.penstock.Populate;
import io.penstock.Relay;
import io.penstock.ScatterGatherSupport;
import io.penstock.Sharing;
import io.penstock.StaleAccess;
import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.TransferPath;

/**
 * Runs the initialisers of our classes, all of them before the first use of any, while there is {@link Room}: one that meets
 * the end of the stack later would leave its class of no use for ever.
 */
final class Initialisers {
    private Initialisers() {}

    /** Again it does nothing. Those of what was found in the JDK run once it is found. */
    static void run() throws ClassNotFoundException {
        Class<?>[] types = {
            Advice.class, MapOptions.class, MappedRegion.class, NativeOpenOption.class, Populate.class, Relay.Step.class,
            ScatterGatherSupport.class, Sharing.class, StaleAccess.class, Strategy.class, TransferOptions.class,
            TransferPath.class,
            Buffers.class, End.class, Events.class, Failures.class, FileCopy.class, Flow.class, KernelSend.class,
            MapHandles.class, Mapping.class, Message.class, Rate.class, Receive.class, SelectableEnd.Kind.class, StreamReceive.class,
            Step.class, StreamRelaying.class, Turns.class, Waiter.class, Watch.class
        };
        for (Class<?> type : types) Class.forName(type.getName(), true, type.getClassLoader());
    }
}
