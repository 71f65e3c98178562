package io.penstock.lab;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel threads that go on with network work when there is too much of it to be done on the side. Whatever they do
 * is charged to neither end. In a container they may be out of sight; then they count nothing.
 */
final class Softirqs {
    private static final List<Path> STATISTICS = find();

    private Softirqs() {}

    /** CPU time of all of them so far. */
    static long nanos() throws IOException {
        long total = 0;
        for (Path statistics : STATISTICS) {
            String line = Files.readString(statistics);
            total += Long.parseLong(line.substring(0, line.indexOf(' ')));
        }
        return total;
    }

    private static List<Path> find() {
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (isSoftirqThread(process)) {
                    found.add(process.resolve("schedstat"));
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        return found;
    }

    private static boolean isSoftirqThread(Path process) {
        try {
            return Files.readString(process.resolve("comm")).startsWith("ksoftirqd/")
                    && Files.isReadable(process.resolve("schedstat"));
        } catch (IOException e) {
            return false; // it has ended meanwhile
        }
    }
}
