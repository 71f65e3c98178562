package io.penstock.agent.isolated;

import java.util.List;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/** Enables our events in each recording of Flight Recorder, which otherwise has to ask for them. */
final class Recordings {
    private static final List<String> EVENTS = List.of("io.penstock.Transfer", "io.penstock.Fallback");

    private Recordings() {}

    /** Enables them in current recordings and in later ones. */
    static void enableAll() {
        if (ModuleLayer.boot().findModule("jdk.jfr").isPresent()) Listener.start();
        else Stderr.say("option skipped: jfr; this JVM has no module jdk.jfr");
    }

    /** A class of its own, since the one above is loaded without the module too. */
    private static final class Listener implements FlightRecorderListener {
        static void start() {
            FlightRecorder.addListener(new Listener());
            if (FlightRecorder.isInitialized())
                FlightRecorder.getFlightRecorder().getRecordings().forEach(Listener::enable);
        }

        private static void enable(Recording recording) {
            EVENTS.forEach(recording::enable);
        }

        @Override
        public void recordingStateChanged(Recording recording) {
            if (recording.getState() == RecordingState.RUNNING) enable(recording);
        }
    }
}
