package io.penstock.internal.load;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** What native libraries this process may be able to load. */
final class Platform {
    private Platform() {}

    /** Their folders in the JAR, the likeliest first. */
    static List<String> names() {
        String machine = System.getProperty("os.arch");
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT)
            + "-" + (machine.equals("amd64") ? "x86_64" : machine);
        return isMusl() ? List.of(name + "-musl", name) : List.of(name, name + "-musl");
    }

    /**
     * musl's libc, which is its dynamic loader too, is part of every process that it has started. The machine may have
     * both it and glibc.
     */
    private static boolean isMusl() {
        // A stream of a file: one of java.nio.file takes direct memory, which may be used up.
        try (BufferedReader maps = new BufferedReader(
                new InputStreamReader(new FileInputStream("/proc/self/maps"), StandardCharsets.ISO_8859_1))) {
            for (String line = maps.readLine(); line != null; line = maps.readLine()) {
                if (line.contains("/ld-musl-") || line.contains("/libc.musl-")) return true;
            }
            return false;
        } catch (IOException e) {
            return false; // which only decides the order
        }
    }
}
