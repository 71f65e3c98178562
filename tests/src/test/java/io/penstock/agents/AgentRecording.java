package io.penstock.agents;

import java.io.IOException;
import java.nio.file.Path;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Our events in a file of Flight Recorder. In a class of its own, since some runtimes lack that. */
final class AgentRecording {
    private AgentRecording() {}

    static long bytes(Path recording, String operation) throws IOException {
        return RecordingFile.readAllEvents(recording).stream()
            .filter(event -> event.getEventType().getName().equals("io.penstock.Transfer")
                && event.getString("operation").equals(operation))
            .mapToLong((RecordedEvent event) -> event.getLong("bytes")).sum();
    }
}
