package io.penstock.internal.load;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Knows which native libraries this process may be able to load. */
final class Platform {
    private Platform() {}

    /** Returns their folders in the JAR, the likeliest first. */
    static List<String> names() {
        String machine = System.getProperty("os.arch");
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT)
            + "-" + (machine.equals("amd64") ? "x86_64" : machine);
        return isMusl() ? List.of(name + "-musl", name) : List.of(name, name + "-musl");
    }

    /**
     * Tells whether this process runs on musl: its libc, which is also its dynamic loader, is mapped into every process
     * that it has started. A machine may have both musl and glibc.
     */
    private static boolean isMusl() {
        // A FileInputStream: a stream of java.nio.file takes direct memory, which may be used up.
        try (BufferedReader maps = new BufferedReader(
                new InputStreamReader(new FileInputStream("/proc/self/maps"), StandardCharsets.ISO_8859_1))) {
            for (String line = maps.readLine(); line != null; line = maps.readLine()) {
                if (line.contains("/ld-musl-") || line.contains("/libc.musl-")) return true;
            }
            return false;
        } catch (IOException e) {
            return false; // this only decides the order
        }
    }
}
