package io.penstock.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts the sending thread's system calls in the output of {@code strace -f}. */
final class Trace {
    /** A path that does not exist. Looking for it marks, in the trace, where a transfer begins and ends. */
    static final String MARK = "/penstock-lab-mark";

    private Trace() {}

    /** What a command must begin with to be traced. A parent may trace even where attaching is forbidden. */
    static List<String> prefix(Path output) {
        return List.of("strace", "-f", "-qq", "-e", "signal=none", "-o", output.toString());
    }

    /** System calls between the marks of each row. */
    static Map<Row, Long> count(Path output) throws IOException {
        var counts = new EnumMap<Row, Long>(Row.class);
        Row row = null;
        String thread = null;
        try (BufferedReader lines = Files.newBufferedReader(output)) {
            for (String line; (line = lines.readLine()) != null;) {
                int mark = line.indexOf(MARK);
                if (mark >= 0) {
                    String[] words = line.substring(mark + MARK.length() + 1).split("[/\"]");
                    boolean begins = words[1].equals("begin");
                    thread = line.substring(0, line.indexOf(' ') + 1);
                    row = begins ? Row.valueOf(words[0]) : null;
                    if (begins) {
                        counts.put(row, 0L);
                    }
                } else if (row != null && line.startsWith(thread) && !line.contains(" resumed>")) {
                    counts.merge(row, 1L, Long::sum);
                }
            }
        }
        return counts;
    }
}
