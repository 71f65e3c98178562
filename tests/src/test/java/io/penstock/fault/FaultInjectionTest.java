package io.penstock.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.Command;
import io.penstock.support.Content;
import io.penstock.support.Jvm;
import io.penstock.support.Lib;
import io.penstock.support.OnFirstJdk;
import io.penstock.support.Proof;
import io.penstock.support.Strace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Each system call that the library makes is made to fail with each error, in a JVM of its own: what comes of it is
 * either the right bytes by another way, or an exception that names the error, with every byte accounted for.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@OnFirstJdk
class FaultInjectionTest {
    private static final long PATIENCE_SECONDS = 30;

    /**
     * All that {@code rust/src/sys} makes, but for {@code memfd_create}, which has a test of its own, those that cannot
     * fail, {@code close}, and what is made only in the place of another.
     */
    private static final Set<String> CALLS =
        Set.of("sendfile", "splice", "copy_file_range", "ioctl", "mmap", "munmap", "pipe2", "fcntl", "poll",
        "write", "pwrite64", "sendto", "read", "pread64", "recvfrom", "lseek", "fallocate", "fstatfs", "madvise",
            "mlock",
        "munlock", "msync", "mincore", "process_vm_readv", "getsockopt");

    /**
     * Not all work here has what else is documented of these: it allows no other way, or does without this one only,
     * which is a detour; or not on all releases of the JDK.
     */
    private static final Set<String> SHOWN_ELSEWHERE = Set.of("copy_file_range", "ioctl", "madvise", "newfstatat");

    /** What a C library makes of {@code fstat}: one of them, by its release. */
    private static final Set<String> FSTAT = Set.of("newfstatat", "fstat");

    /** Of those {@code poll} and {@code getsockopt}, since a target may never be full. */
    private static final int RARE = 2;

    /** The first few times: always would be a wait without end. */
    private static final String PASSING = "1..7";

    /**
     * Memory of the JVM, as opposed to pages of files, is not to fail: allocations go to the heap of the C library,
     * whatever their size.
     */
    private static final String NO_MAPS_FOR_MALLOC = "33554432";

    /** The file that closed regions are covered with. */
    private static final String COVER = "/memfd:penstock-closed";

    /** A system call, and the one that is made in its place where it is refused. */
    private record Detour(FaultKind kind, String call, Fault fault, String times, String instead) {
        Detour(FaultKind kind, String call, Fault fault, String instead) {
            this(kind, call, fault, "1+", instead);
        }
    }

    private static final List<Detour> DETOURS = List.of(
        new Detour(FaultKind.SEND, "sendfile", Fault.EINVAL, "write"),
        new Detour(FaultKind.SEND_TO_PIPE, "sendfile", Fault.ENOSYS, "write"),
        new Detour(FaultKind.SEND_TO_FILE, "sendfile", Fault.EPERM, "write"),
        new Detour(FaultKind.GATHER, "splice", Fault.EINVAL, "pread64"),
        new Detour(FaultKind.GATHER, "pipe2", Fault.EMFILE, "pread64"),
        new Detour(FaultKind.RECEIVE, "splice", Fault.EINVAL, "pwrite64"),
        new Detour(FaultKind.RECEIVE, "pipe2", Fault.EMFILE, "pwrite64"),
        new Detour(FaultKind.RECEIVE, "fcntl", Fault.EPERM, "pwrite64"),
        new Detour(FaultKind.RECEIVE_FROM_PIPE, "splice", Fault.ENOSYS, "pwrite64"),
        new Detour(FaultKind.RECEIVE_FILE, "copy_file_range", Fault.EXDEV, "pwrite64"),
        new Detour(FaultKind.RELAY, "splice", Fault.EINVAL, "sendto"),
        new Detour(FaultKind.RELAY, "pipe2", Fault.EMFILE, "sendto"),
        new Detour(FaultKind.COPY, "ioctl", Fault.EOPNOTSUPP, "copy_file_range"),
        new Detour(FaultKind.COPY, "copy_file_range", Fault.EXDEV, "pwrite64"),
        new Detour(FaultKind.COPY, "fallocate", Fault.EOPNOTSUPP, "copy_file_range"),
        new Detour(FaultKind.COPY_OF_PATHS, "fallocate", Fault.ENOSPC, "ftruncate"),
        new Detour(FaultKind.MAP, "fallocate", Fault.EOPNOTSUPP, "ftruncate"),
        new Detour(FaultKind.MAP, "madvise", Fault.EINVAL, "1", "process_vm_readv"),
        new Detour(FaultKind.MAP, "madvise", Fault.EPERM, "1", "process_vm_readv"),
        new Detour(FaultKind.MAP, "fstatfs", Fault.EPERM, "mmap"));

    /** A system call that a kind of work does without, where the kernel does not want it. */
    private record Shortcut(FaultKind kind, String call) {}

    private static final List<Shortcut> SHORTCUTS = List.of(
        new Shortcut(FaultKind.SEND, "sendfile"),
        new Shortcut(FaultKind.SEND_TO_PIPE, "sendfile"),
        new Shortcut(FaultKind.SEND_TO_FILE, "sendfile"),
        new Shortcut(FaultKind.GATHER, "splice"),
        new Shortcut(FaultKind.RECEIVE, "splice"),
        new Shortcut(FaultKind.RECEIVE_FROM_PIPE, "splice"),
        new Shortcut(FaultKind.RECEIVE_FILE, "copy_file_range"),
        new Shortcut(FaultKind.RELAY, "splice"),
        new Shortcut(FaultKind.COPY, "ioctl"),
        new Shortcut(FaultKind.COPY, "copy_file_range"),
        new Shortcut(FaultKind.COPY, "fallocate"));

    /**
     * What file systems and kernels have been seen to say where they only mean that this call is not for these files,
     * and 524 without a name.
     */
    private static final List<String> NOT_THIS_WAY =
        List.of("EPERM", "ENXIO", "EIO", "EBADF", "ENOMEM", "EACCES", "EXDEV", "ENODEV", "EINVAL", "ENOTTY",
        "ETXTBSY", "ESPIPE", "EROFS", "ENOSYS", "ENODATA", "EOVERFLOW", "EOPNOTSUPP", "ESTALE", "EREMOTEIO", "524");

    private Process process;
    private BufferedReader answers;
    private Writer commands;
    private String thread;
    private Path errors;

    private final Map<FaultKind, Map<String, Integer>> made = new EnumMap<>(FaultKind.class);
    private final List<String> wrong = new ArrayList<>();
    private final Set<String> met = new TreeSet<>();
    private int runs;
    private int failed;
    private int thrown;

    @BeforeAll
    void start() throws Exception {
        Lib.assumeNative("the JDK's system calls are not ours");
        Command.assume("strace");
        errors = Content.fresh();
        ProcessBuilder builder =
            new ProcessBuilder(Jvm.command(List.of(), List.of("-Xms64m", "-Xmx64m", "-XX:+UseSerialGC", "-ea"),
            FaultWorker.class))
            .redirectError(errors.toFile());
        builder.environment().put("MALLOC_MMAP_THRESHOLD_", NO_MAPS_FOR_MALLOC);
        process = builder.start();
        answers = process.inputReader();
        commands = process.outputWriter();
        thread = answer();
        assertThat(thread).containsOnlyDigits();
        loadJdk();
    }

    /**
     * The JVM reads classes of the JDK by calls that are to fail, and dies of it: each kind of work is done before, and
     * fails once, but for maps, whose first one is a test.
     */
    private void loadJdk() throws Exception {
        for (FaultKind kind : FaultKind.values()) {
            if (kind == FaultKind.MAP || kind == FaultKind.MAP_BLOCKS) continue;
            assertThat(run(kind).verdict).isEqualTo("right");
            assertThat(run(kind, "trace=write",
                "inject=write,sendto,splice,pwrite64,copy_file_range,sendfile:error=ENOSPC").verdict)
                .isEqualTo("right");
        }
    }

    @AfterAll
    void stop() {
        if (process != null) process.destroyForcibly();
    }

    private String answer() throws Exception {
        String line = CompletableFuture.supplyAsync(this::readLine).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (line == null) throw new AssertionError("the JVM has ended with %d: %s"
            .formatted(process.waitFor(), Files.readString(errors)));
        return line;
    }

    private String readLine() {
        try {
            return answers.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String ask(String command) throws Exception {
        commands.append(command).append('\n').flush();
        return answer();
    }

    /** What a piece of work came to: the worker's words, and the calls that strace saw. */
    private record Run(String outcome, String verdict, List<String> calls) {}

    /** Of {@code mmap} only those calls are meant that map files: the JVM makes others. */
    private Run run(FaultKind kind, String... expressions) throws Exception {
        String ready = ask(kind.name());
        assertThat(ready).startsWith("ready ");
        List<String> options = new ArrayList<>();
        for (String expression : expressions) Collections.addAll(options, "-e", expression);
        if (Arrays.asList(expressions).contains("trace=mmap"))
            Collections.addAll(options, "-P", ready.substring("ready ".length()), "-P", COVER);
        Strace strace = Strace.attach(thread, options.toArray(String[]::new));
        List<String> calls = List.of();
        String outcome;
        try {
            outcome = ask("go");
        } finally {
            calls = strace.detach();
        }
        return new Run(outcome, ask("check"), calls);
    }

    @ParameterizedTest
    @FieldSource("DETOURS")
    @Order(2)
    void detour(Detour detour) throws Exception {
        Run run = run(detour.kind, "trace=%s,%s".formatted(detour.call, detour.instead), "inject=%s:error=%s:when=%s"
            .formatted(detour.call, detour.fault, detour.times));
        assertThat(run.verdict).isEqualTo("right");
        assertThat(run.outcome).startsWith("returned ");
        List<String> after = run.calls.stream().dropWhile(line -> !line.endsWith("(INJECTED)")).skip(1).toList();
        assertThat(after).as("after the refusal")
            .anyMatch(line -> line.startsWith(detour.instead + "(") && !line.endsWith("(INJECTED)"));
    }

    /** With the first call, or with the second, when bytes have gone that way. */
    @ParameterizedTest
    @FieldSource("SHORTCUTS")
    @Order(2)
    void shortcutThatIsBarred(Shortcut shortcut) throws Exception {
        List<String> failures = new ArrayList<>();
        for (String error : NOT_THIS_WAY) {
            for (String when : Lib.proof() ? List.of("1+", "1", "2", "2+") : List.of("1+", "2")) {
                Run run = run(shortcut.kind, "trace=" + shortcut.call, "inject=%s:error=%s:when=%s"
                    .formatted(shortcut.call, error, when));
                boolean met = Strace.injected(run.calls) > 0 || when.startsWith("2"); // some are made once
                if (met && run.verdict.equals("right") && run.outcome.startsWith("returned ")) continue;
                failures.add("%s, times %s: %s; %s".formatted(error, when, run.outcome, run.verdict));
            }
        }
        assertThat(failures).as("%s, %s", shortcut.kind, shortcut.call).isEmpty();
    }

    /**
     * Those that may say of a file that it ends where it does not, and which call of them is one that reads the file.
     */
    private static final List<Shortcut> BLIND = List.of(
        new Shortcut(FaultKind.SEND, "sendfile"),
        new Shortcut(FaultKind.SEND_TO_PIPE, "sendfile"),
        new Shortcut(FaultKind.SEND_TO_FILE, "sendfile"),
        new Shortcut(FaultKind.GATHER, "splice"),
        new Shortcut(FaultKind.RECEIVE_FILE, "copy_file_range"),
        new Shortcut(FaultKind.COPY, "copy_file_range"));

    /** A read has the last word. */
    @ParameterizedTest
    @FieldSource("BLIND")
    @Order(2)
    void shortcutThatSeesNothing(Shortcut shortcut) throws Exception {
        for (String when : shortcut.call.equals("splice") ? List.of("1") : List.of("1", "1+", "2")) {
            Run run = run(shortcut.kind, "trace=" + shortcut.call, "inject=%s:retval=0:when=%s"
                .formatted(shortcut.call, when));
            assertThat(run.verdict).isEqualTo("right");
            assertThat(run.outcome).startsWith("returned ").doesNotContain("bytesTransferred=0,");
            if (shortcut.kind != FaultKind.COPY && shortcut.kind != FaultKind.GATHER)
                assertThat(run.outcome).contains("bytesTransferred=300007,");
            assertThat(Strace.injected(run.calls)).as("calls that saw nothing").isPositive();
        }
    }

    /** A shortcut that is barred, and a plain way that does not work either. */
    private record DeadEnd(FaultKind kind, String shortcut, String plain, Fault fault) {}

    private static final List<DeadEnd> DEAD_ENDS = List.of(
        new DeadEnd(FaultKind.SEND, "sendfile", "pread64", Fault.EIO),
        new DeadEnd(FaultKind.SEND_TO_FILE, "sendfile", "write", Fault.ENOSPC),
        new DeadEnd(FaultKind.GATHER, "splice", "pread64", Fault.EIO),
        new DeadEnd(FaultKind.RECEIVE, "splice", "pwrite64", Fault.ENOSPC),
        new DeadEnd(FaultKind.RECEIVE_FILE, "copy_file_range", "pwrite64", Fault.ENOSPC),
        new DeadEnd(FaultKind.RELAY, "splice", "sendto", Fault.ECONNRESET),
        new DeadEnd(FaultKind.COPY_UNSHARED, "fallocate", "pwrite64", Fault.ENOSPC),
        new DeadEnd(FaultKind.COPY, "copy_file_range", "pread64", Fault.EIO));

    /** Its error is the one that is told: by this call, or where some bytes have gone, by the next. */
    @ParameterizedTest
    @FieldSource("DEAD_ENDS")
    @Order(2)
    void plainWayThatFailsToo(DeadEnd end) throws Exception {
        Run run = run(end.kind, "trace=%s,%s".formatted(end.shortcut, end.plain), "inject=%s:error=EACCES:when=1+"
            .formatted(end.shortcut),
            "inject=%s:error=%s:when=1+".formatted(end.plain, end.fault));
        assertThat(run.verdict).isEqualTo("right");
        assertThat(run.outcome).doesNotContain("EACCES", "Permission denied");
        if (run.outcome.startsWith("thrown ")) assertThat(end.fault.isNamedIn(run.outcome)).as(run.outcome).isTrue();
        assertThat(run.calls).as("the plain way")
            .anyMatch(line -> line.startsWith(end.plain + "(") && line.endsWith("(INJECTED)"));
    }

    @Test
    @Order(3)
    void everyCallFails() throws Exception {
        for (FaultKind kind : FaultKind.values()) {
            Run undisturbed = run(kind);
            assertThat(undisturbed.verdict).as(kind.name()).isEqualTo("right");
            made.put(kind, Strace.counts(undisturbed.calls));
        }
        String before = ask("count");
        int pair = 0;
        for (FaultKind kind : FaultKind.values()) {
            for (String call : new TreeSet<>(made.get(kind).keySet())) {
                if (!CALLS.contains(call) && !FSTAT.contains(call)) continue;
                for (Fault fault : Fault.values()) {
                    for (String when : times(fault, made.get(kind).get(call)))
                        if (Lib.proof() || ++pair % 27 == 0) fail(kind, call, fault, when);
                }
            }
        }
        String after = ask("count");
        report();
        assertThat(wrong).isEmpty();
        assertThat(after).as("in use at the end").isEqualTo(before);
    }

    /** Before Linux 6.3 a flag of it is refused. */
    @Test
    @Order(1)
    void secondFormOfTheFirstMap() throws Exception {
        Run run = run(FaultKind.MAP, "trace=memfd_create", "inject=memfd_create:error=EINVAL:when=1");
        assertThat(run.outcome).startsWith("returned ");
        assertThat(run.verdict).isEqualTo("right");
        assertThat(run.calls).filteredOn(line -> line.startsWith("memfd_create(")).hasSize(2);
    }

    /**
     * By a sandbox, with one of two errors, for as long as the process lives: what comes of it is what docs/loading.md
     * says.
     */
    @Test
    @Order(4)
    void refusedForGood() throws Exception {
        Map<String, Set<FaultKind>> otherwise = new TreeMap<>();
        Map<String, Set<FaultKind>> exceptions = new TreeMap<>();
        for (FaultKind kind : FaultKind.values()) {
            for (String call : new TreeSet<>(Strace.counts(run(kind).calls).keySet())) {
                if (!CALLS.contains(call)) continue;
                for (Fault fault : List.of(Fault.EPERM, Fault.ENOSYS)) {
                    int before = thrown;
                    int injected = failed;
                    fail(kind, call, fault, "1+");
                    if (failed > injected)
                        (thrown > before ? exceptions : otherwise).computeIfAbsent(call, name -> new TreeSet<>())
                        .add(kind);
                }
            }
        }
        assertThat(wrong).isEmpty();
        Set<String> documented = new TreeSet<>();
        for (String row : Files.readAllLines(Path.of("docs/loading.md")).stream()
            .dropWhile(line -> !line.startsWith("| refused |")).skip(2).toList()) {
            String[] cells = row.split("\\|");
            Set<String> calls = Arrays.stream(cells[1].split(",")).map(name -> name.strip().replace("`", ""))
                .collect(Collectors.toCollection(TreeSet::new));
            documented.addAll(calls);
            if (Collections.disjoint(calls, CALLS)) continue;
            assertDocumented(row, cells[2], calls, otherwise);
            assertDocumented(row, cells[3], calls, exceptions);
        }
        Set<String> seen = new TreeSet<>(otherwise.keySet());
        seen.addAll(exceptions.keySet());
        assertThat(documented).containsAll(seen);
        Proof.line("system calls that are refused: %d calls, in all kinds of work, with EPERM and ENOSYS: as in "
            + "docs/loading.md", seen.size());
    }

    private static void assertDocumented(String row, String cell, Set<String> calls, Map<String, Set<FaultKind>> met) {
        boolean none = Collections.disjoint(calls, met.keySet());
        if (none && !Collections.disjoint(calls, SHOWN_ELSEWHERE)) return;
        assertThat(cell.strip().equals("–")).as("nothing is said: %s; %s", row, met).isEqualTo(none);
    }

    /** Which of so many calls are to fail. */
    private static List<String> times(Fault fault, int count) {
        List<String> times = new ArrayList<>(List.of("1", fault.isPassing() ? PASSING : "1+"));
        if (count > 1) times.add("2");
        if (count > 2) times.add(Integer.toString(count));
        return times;
    }

    private void fail(FaultKind kind, String call, Fault fault, String when) throws Exception {
        String name = "%s, %s of %s, times %s".formatted(kind, fault, call, when);
        Run run;
        try {
            run = run(kind, "trace=" + call, "inject=%s:error=%s:when=%s".formatted(call, fault.injected(), when));
        } catch (Exception | AssertionError e) {
            throw new AssertionError(name + ": " + e + "\n" + String.join("\n", wrong), e);
        }
        runs++;
        int injected = Strace.injected(run.calls);
        failed += injected;
        if (injected > 0) met.add(call + " " + fault);
        if (!run.verdict.equals("right")) wrong.add("%s: %s; %s".formatted(name, run.outcome, run.verdict));
        if (run.outcome.startsWith("returned ")) return;
        thrown++;
        boolean itsKind = run.outcome.matches("thrown (java\\.\\S*Exception|io\\.penstock\\.UndeliveredException).*");
        boolean isWindow = kind == FaultKind.SEND_MAP_WRITE && call.equals("mmap");
        // else it would be a full target to wait for
        Fault told = isWindow && fault == Fault.EAGAIN ? Fault.ENOMEM : fault;
        if (!itsKind || !told.isNamedIn(run.outcome)) wrong.add("%s: %s".formatted(name, run.outcome));
    }

    /** In the long run every call has to have failed with every error; some are made only where something was slow. */
    private void report() {
        Set<String> seen = new TreeSet<>();
        made.values().forEach(counts -> seen.addAll(counts.keySet()));
        assertThat(seen).as("system calls that were made").containsAll(CALLS).containsAnyElementsOf(FSTAT);
        Proof.line("system calls that fail: %,d runs, %,d calls failed, %d of %d pairs of call and error, %,d "
            + "exceptions, %,d wrong",
            runs, failed, met.size(), (CALLS.size() + 2) * Fault.values().length, thrown, wrong.size());
        if (Lib.proof()) assertThat(met).as("pairs")
            .hasSizeGreaterThanOrEqualTo((CALLS.size() + 1 - RARE) * Fault.values().length);
    }
}
