package io.penstock.fault;

import io.penstock.NativeChannels;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Main class of JVMs in which something is scarce or unreliable, and every piece of work has to come to its end
 * nevertheless.
 */
final class ScarcityWorker {
    private ScarcityWorker() {}

    /** What a JVM takes itself, so that there is none left for the library. */
    enum Scarce {
        NOTHING,
        /** So many pipes that an ordinary user's next ones have a page or two. */
        PIPES,
        /** All descriptors, while the work is done. */
        DESCRIPTORS,
        /** Memory, in a thread whose name says so: see memory.c. The work may fail, if it says why. */
        MEMORY
    }

    private static final Path NULL = Path.of("/dev/null");

    /** By default {@code pipe-user-pages-soft} is 1024 pipes of 16 pages. */
    private static final int PIPES = 1100;

    /** The arguments: how often each piece of work is done, what is scarce, and which works; none for all. */
    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        Scarce scarce = Scarce.valueOf(arguments[1]);
        List<FaultKind> kinds = arguments.length == 2 ? List.of(FaultKind.values()) : Arrays.stream(arguments).skip(2)
            .map(FaultKind::valueOf).toList();
        FaultWorker.loadClasses();
        // Maps need a descriptor for the first time; but memory that was had once is kept.
        if (scarce != Scarce.MEMORY) for (FaultKind kind : kinds) once(kind, Scarce.NOTHING);
        List<Pipe> pipes = new ArrayList<>();
        if (scarce == Scarce.PIPES) for (int i = 0; i < PIPES; i++) pipes.add(Pipe.open());
        for (int round = 0; round < rounds; round++) {
            for (FaultKind kind : kinds) {
                try {
                    once(kind, scarce);
                } catch (Exception | AssertionError e) {
                    throw new AssertionError("%s in round %d: %s".formatted(kind, round, e), e);
                }
            }
        }
        System.out.printf("%s, %d pipes of others%n", NativeChannels.pipes(), pipes.size());
    }

    private static void once(FaultKind kind, Scarce scarce) throws Exception {
        FaultWorker.trimPipes();
        try (FaultScene scene = kind.open()) {
            Throwable thrown = null;
            if (scarce == Scarce.DESCRIPTORS) runWithoutDescriptors(kind, scene);
            else if (scarce == Scarce.MEMORY) thrown = runWithoutMemory(kind, scene);
            else scene.run();
            scene.check(thrown);
        }
    }

    private static Throwable runWithoutMemory(FaultKind kind, FaultScene scene) throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                System.out.println(kind + ": " + scene.run());
            } catch (IOException | RuntimeException | Error e) {
                System.out.println(kind + ": " + e);
                thrown.set(e);
            }
        }, "no memory");
        thread.start();
        thread.join();
        if (thrown.get() != null && !Fault.ENOMEM.isNamedIn(thrown.get().toString()))
            throw new AssertionError(thrown.get());
        return thrown.get();
    }

    private static void runWithoutDescriptors(FaultKind kind, FaultScene scene) throws IOException {
        List<FileChannel> all = new ArrayList<>();
        try {
            for (;;) all.add(FileChannel.open(NULL));
        } catch (IOException e) {
            if (!Fault.EMFILE.isNamedIn(e.getMessage())) throw e;
        }
        try {
            System.out.println(kind + ": " + scene.run());
        } finally {
            for (FileChannel one : all) one.close();
        }
    }
}
