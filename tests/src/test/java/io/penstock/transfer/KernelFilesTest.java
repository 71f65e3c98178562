package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.NativeChannels;
import io.penstock.Sharing;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.FileSystem;
import io.penstock.support.Proof;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Files that the kernel makes up as they are read, each with rules of its own: some are not to be read by the byte.
 * What the JDK copies, we copy.
 */
@EndsInTime
class KernelFilesTest {
    /** To be read in pieces of all of it, or not at all. */
    private static final String WHOLE = "tracing_cpumask";

    /** Those that wait, or have no end. */
    private static final Set<String> ENDLESS =
        Set.of("kmsg", "kcore", "kpagecount", "kpageflags", "kpagecgroup", "trace_pipe", "snapshot");

    private static final int TRIES = 10;

    private int same;

    @Test
    void ofTracing() throws Exception {
        try (FileSystem system = FileSystem.mountTracing()) {
            assertThat(differing(system.root)).as("files that are copied otherwise, or not").isEmpty();
            assertThat(Files.exists(system.root.resolve(WHOLE))).isTrue();
        }
    }

    @Test
    void ofProc() throws Exception {
        assertThat(differing(Path.of("/proc"))).as("files that are copied otherwise, or not").isEmpty();
        assertThat(differing(Path.of("/proc/sys/kernel"))).as("files that are copied otherwise, or not").isEmpty();
        assertThat(same).isPositive();
    }

    private List<String> differing(Path directory) throws IOException {
        List<String> differing = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile)
                .filter(file -> !ENDLESS.contains(file.getFileName().toString())).sorted().toList()) {
                String difference = difference(file);
                // it may have changed and changed back
                for (int again = 0; difference != null && again < TRIES; again++) difference = difference(file);
                if (difference != null) differing.add(file + ": " + difference);
            }
        }
        Proof.line("files of the kernel in %s that are copied as the JDK copies them: %d", directory.getFileName(),
            same);
        return differing;
    }

    /** Null too where the JDK cannot read it, or where it is never the same. */
    private String difference(Path file) throws IOException {
        byte[] before = read(file);
        if (before == null) return null;
        byte[] whole;
        byte[] part;
        try {
            whole = copied(file, true);
            part = copied(file, false);
        } catch (IOException e) {
            return e.toString();
        }
        if (!Arrays.equals(before, read(file))) return null;
        same++;
        return Arrays.equals(before, whole) && Arrays.equals(before, part) ? null : "%d and %d bytes, not %d"
            .formatted(whole.length, part.length, before.length);
    }

    /**
     * By the JDK's copy of paths: its ways to read all bytes take some of these files to be empty, or to end after a
     * few.
     */
    private static byte[] read(Path file) throws IOException {
        Path target = Content.fresh();
        try {
            Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-------"));
            return Files.readAllBytes(target);
        } catch (IOException e) {
            return null;
        } finally {
            Files.deleteIfExists(target);
        }
    }

    /** By the path, or by channels. */
    private static byte[] copied(Path file, boolean byPath) throws IOException {
        Path target = Content.fresh();
        if (byPath) {
            NativeChannels.copy(file, target, Sharing.AUTO);
        } else {
            try (FileChannel from = FileChannel.open(file);
                    FileChannel to = FileChannel.open(target, StandardOpenOption.WRITE)) {
                NativeChannels.copy(from, 0, Long.MAX_VALUE, to, 0, Sharing.AUTO);
            }
        }
        byte[] bytes = Files.readAllBytes(target);
        Files.delete(target);
        return bytes;
    }
}
