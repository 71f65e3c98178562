package io.penstock.internal.event;

import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.internal.load.Room;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;

/**
 * Writes the events of JDK Flight Recorder. The rest of the library does without module {@code jdk.jfr}, which a
 * runtime may lack, and no part of the recorder starts unless a recording runs.
 */
public final class Events {
    private static final boolean PRESENT = isPresent();

    private Events() {}

    private static boolean isPresent() {
        try {
            Class.forName("jdk.jfr.Event", false, Events.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** Looked up only while a recording runs: registering an event starts the recorder, which takes long. */
    private record Types(EventType transfer, EventType fallback) {
        private static volatile Types known;

        /**
         * Returns the types, or null if there is no room now or the recorder refuses them: a transfer must not fail
         * because of it.
         */
        static Types get() {
            Types types = known;
            if (types != null) return types;
            if (Room.lack() != null) return null;
            try {
                new TransferEvent();
                new FallbackEvent();
                return known = new Types(
                    EventType.getEventType(TransferEvent.class), EventType.getEventType(FallbackEvent.class));
            } catch (LinkageError | RuntimeException e) {
                return null;
            }
        }

        boolean areOn() {
            return transfer.isEnabled() || fallback.isEnabled();
        }
    }

    /** Tells whether a recording takes our events. */
    public static boolean areOn() {
        if (!PRESENT || !FlightRecorder.isInitialized()) return false;
        Types types = Types.get();
        return types != null && types.areOn();
    }

    /** Begins the event of a transfer, for {@link #end}. Only called if events {@linkplain #areOn are on}. */
    public static Object begin() {
        TransferEvent event = new TransferEvent();
        event.begin();
        return event;
    }

    /**
     * Writes the event of a transfer, and that of its fallback if there was one.
     *
     * @param first the path of first choice
     */
    public static void end(Object begun, String operation, Object source, Object target, TransferPath first,
            TransferResult result) {
        end(begun, operation, source, target, first.name(), result.path().name(), result.bytesTransferred(),
            result.systemCalls(), result.fallbackReason());
    }

    /** Writes the event of an operation that has no such path or result. */
    public static void end(Object begun, String operation, Object source, Object target,
            String first, String path, long bytes, long systemCalls, String fallbackReason) {
        TransferEvent event = (TransferEvent) begun;
        event.end();
        if (event.shouldCommit()) {
            event.operation = operation;
            event.source = source.toString();
            event.target = target.toString();
            event.path = path;
            event.bytes = bytes;
            event.systemCalls = systemCalls;
            event.commit();
        }
        FallbackEvent fallback = new FallbackEvent();
        if (fallbackReason == null || !fallback.shouldCommit()) return;
        fallback.source = source.toString();
        fallback.target = target.toString();
        fallback.wanted = first;
        fallback.ran = path;
        fallback.reason = fallbackReason;
        fallback.commit();
    }
}
