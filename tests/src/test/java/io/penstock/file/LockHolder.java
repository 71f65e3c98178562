package io.penstock.file;

import io.penstock.support.Call;
import io.penstock.support.Jvm;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Another process that holds a lock of a file, until it is closed. */
final class LockHolder implements Closeable {
    private static final String HELD = "held";

    private final Process process;

    LockHolder(Path path, Path output) throws IOException, InterruptedException {
        process = Jvm.start(output.toFile(), List.of(), LockHolder.class, path.toString());
        while (Files.size(output) == 0 && process.isAlive()) Thread.sleep(20);
        if (Files.readString(output).startsWith(HELD)) return;
        close();
        throw new IOException("the other process does not hold the lock: " + Files.readString(output));
    }

    /** Takes the lock and keeps it as long as it is let live. */
    public static void main(String[] args) throws Exception {
        try (FileChannel file = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
            file.lock();
            System.out.println(HELD);
            Thread.sleep(Call.PATIENCE_MS * 3);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
