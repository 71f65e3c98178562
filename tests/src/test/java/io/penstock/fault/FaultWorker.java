package io.penstock.fault;

import io.penstock.NativeChannels;
import io.penstock.PipeStatistics;
import io.penstock.UndeliveredException;
import io.penstock.support.Descriptors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Main class of JVMs with one thread whose system calls are made to fail. Everything but the work itself is done in the
 * main thread, and all classes are loaded before, so that hardly any of those calls is the JVM's. Told on standard
 * input what to do next; each answer is a line.
 */
final class FaultWorker {
    private final BlockingQueue<FaultScene> works = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
    private volatile Throwable thrown;

    private FaultWorker() {}

    public static void main(String[] arguments) throws Exception {
        loadClasses();
        FaultWorker worker = new FaultWorker();
        worker.start();
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        FaultScene scene = null;
        for (String line; (line = commands.readLine()) != null; ) {
            switch (line) {
                case "go" -> {
                    worker.works.add(scene);
                    System.out.println(worker.done.take());
                }
                case "check" -> {
                    System.out.println(worker.check(scene));
                    scene.close();
                }
                case "count" -> System.out.println(Descriptors.inUse() + " descriptors, " + used(NativeChannels.pipes())
                    + " pipes in use");
                default -> {
                    trimPipes();
                    scene = FaultKind.valueOf(line).open();
                    System.out.println("ready " + scene.mapped());
                }
            }
        }
    }

    private static int used(PipeStatistics pipes) {
        return pipes.open() - pipes.idle();
    }

    static void loadClasses() throws Exception {
        NativeChannels.isAvailable(); // which loads the library
        Path library = Path.of(NativeChannels.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (JarFile jar = new JarFile(library.toFile())) {
            for (String name : jar.stream().map(Object::toString).filter(name -> name.startsWith("io/")).toList())
                load(name);
        }
        Path tests = Path.of(FaultWorker.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.list(tests.resolve("io/penstock/fault"))) {
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith("Fault")).toList())
                load(tests.relativize(file).toString());
        }
    }

    /** With its initialiser, but for that of what only a search for members makes. */
    private static void load(String file) throws ClassNotFoundException {
        if (!file.endsWith(".class") || file.contains("FaultInjectionTest")) return;
        String name = file.replace(".class", "").replace('/', '.');
        Class.forName(name, !name.endsWith("$Known"), FaultWorker.class.getClassLoader());
    }

    /** Closes all idle pipes, so that the next work has to make its own. */
    static void trimPipes() throws ReflectiveOperationException {
        Method trim = Class.forName("io.penstock.internal.jni.Native").getDeclaredMethod("trimPipes");
        trim.setAccessible(true);
        for (int i = 0; i < 2; i++) trim.invoke(null);
    }

    private void start() throws InterruptedException {
        Thread thread = new Thread(this::work, "penstock-worker");
        thread.setDaemon(true);
        thread.start();
        System.out.println(done.take());
    }

    private void work() {
        try {
            done.add(Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString());
            for (;;) done.add(outcome(works.take()));
        } catch (IOException | InterruptedException e) {
            done.add("the worker ends: " + e);
        }
    }

    private String outcome(FaultScene scene) {
        thrown = null;
        try {
            return "returned " + scene.run().replace('\n', ' ');
        } catch (IOException | RuntimeException | Error e) {
            thrown = e;
            return "thrown " + (e + details(e)).replace('\n', ' ');
        }
    }

    /** Where the errno is named: not in messages that are the JDK's. */
    private static String details(Throwable thrown) {
        Throwable failed = thrown instanceof UndeliveredException ? thrown.getCause() : thrown;
        return failed.getSuppressed().length == 0 ? "" : ", suppressed: " + Arrays.toString(failed.getSuppressed());
    }

    private String check(FaultScene scene) {
        try {
            scene.check(thrown);
            return "right";
        } catch (Exception | AssertionError e) {
            e.printStackTrace();
            return "wrong " + e.toString().replace('\n', ' ');
        }
    }
}
