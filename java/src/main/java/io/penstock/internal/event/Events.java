package io.penstock.internal.event;

import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.internal.load.Room;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;

/**
 * The events of JDK Flight Recorder. All else of the library does without module {@code jdk.jfr}, which a runtime may
 * lack, and nothing of it is started where nobody records.
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

    /** Found out when somebody records, since registering an event starts the recorder, which takes long. */
    private record Types(EventType transfer, EventType fallback) {
        private static volatile Types known;

        /**
         * Null where there is no room for it now, or the recorder cannot have them: it must not cost anybody a
         * transfer.
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

    /** Whether somebody records ours. */
    public static boolean areOn() {
        if (!PRESENT || !FlightRecorder.isInitialized()) return false;
        Types types = Types.get();
        return types != null && types.areOn();
    }

    /** A transfer that begins now, for {@link #end}. Only if events {@linkplain #areOn are on}. */
    public static Object begin() {
        TransferEvent event = new TransferEvent();
        event.begin();
        return event;
    }

    /**
     * Writes down a transfer, and its fallback if there was one.
     *
     * @param first the path that runs if nothing stands against it
     */
    public static void end(Object begun, String operation, Object source, Object target, TransferPath first,
            TransferResult result) {
        end(begun, operation, source, target, first.name(), result.path().name(), result.bytesTransferred(),
            result.systemCalls(), result.fallbackReason());
    }

    /** The same for what has no such path or result. */
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
