package io.penstock;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Main class of JVMs in which something is scarce or unreliable, and every piece of work has to come to its end nevertheless. */
final class Works {
    private Works() {}

    /** What a JVM takes itself, so that there is none left for the library. */
    enum Scarce {
        NOTHING,
        /** So many pipes that an ordinary user's next ones have a page or two. */
        PIPES,
        /** All descriptors, while the work is done. */
        DESCRIPTORS
    }

    private static final Path NULL = Path.of("/dev/null");

    /** By default {@code pipe-user-pages-soft} is 1024 pipes of 16 pages. */
    private static final int PIPES = 1100;

    /** The arguments: how often each piece of work is done, what is scarce, and which works; none for all. */
    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        Scarce scarce = Scarce.valueOf(arguments[1]);
        List<FaultKind> kinds = arguments.length == 2 ? List.of(FaultKind.values()) : Arrays.stream(arguments).skip(2).map(FaultKind::valueOf).toList();
        FaultWorker.loadClasses();
        for (FaultKind kind : kinds) once(kind, Scarce.NOTHING); // maps need a descriptor for the first time
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
            if (scarce == Scarce.DESCRIPTORS) runWithoutDescriptors(kind, scene);
            else scene.run();
            scene.check(null);
        }
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
