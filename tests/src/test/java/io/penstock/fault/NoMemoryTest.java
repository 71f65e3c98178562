package io.penstock.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.EndsInTime;
import io.penstock.support.Jvm;
import io.penstock.support.Lib;
import io.penstock.support.OnPurpose;
import io.penstock.support.Program;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * JVMs whose direct memory or heap is used up: transfers do without, and no byte that has been taken out of a stream is
 * lost unseen.
 */
@EndsInTime
class NoMemoryTest {
    private static final List<String> LITTLE_DIRECT_MEMORY = List.of("-XX:MaxDirectMemorySize=2m");

    @TempDir
    Path directory;

    @BeforeEach
    void possible() {
        Lib.assumeNative("the JDK decides what memory its transfers take");
    }

    @Test
    @OnPurpose("a transfer needs a buffer, and direct memory (`-XX:MaxDirectMemorySize`) is used up")
    void withoutDirectMemory() throws Exception {
        Stream<NoDirectMemory.Kind> kinds = Arrays.stream(NoDirectMemory.Kind.values())
            .filter(kind -> kind != NoDirectMemory.Kind.STOCK_RECEIVE && !kind.name().startsWith("UNDELIVERED"));
        assertDone(LITTLE_DIRECT_MEMORY, kinds);
    }

    @Test
    void undelivered() throws Exception {
        assertDone(LITTLE_DIRECT_MEMORY, Arrays.stream(NoDirectMemory.Kind.values())
            .filter(kind -> kind.name().startsWith("UNDELIVERED")));
    }

    /** From JDK 25 on stock does it too. */
    @Test
    void withTheAgent() throws Exception {
        List<String> options = Stream.concat(LITTLE_DIRECT_MEMORY.stream(), Stream.of(Program.agent(""))).toList();
        assertDone(options, Stream.of(NoDirectMemory.Kind.STOCK_RECEIVE));
    }

    private void assertDone(List<String> options, Stream<NoDirectMemory.Kind> kinds) throws Exception {
        String[] names = kinds.map(Enum::name).toArray(String[]::new);
        List<String> said = Jvm.run(List.of(), said(), options, NoDirectMemory.class, names);
        assertThat(said).filteredOn(line -> line.contains(": "))
            .containsAll(Arrays.stream(names).map(name -> name + ": done").toList());
    }

    /** Where the heap has no room for the bytes, they are lost, and the exception says how many. */
    @Test
    void withoutHeap() throws Exception {
        List<String> said = Jvm.run(List.of(), said(), List.of("-Xmx24m", "-XX:+UseSerialGC"), NoHeap.class);
        assertThat(said).contains("65536 here", "65536 read, 0 written, 0 here");
        assertThat(said).anyMatch(line ->
            line.contains("65536 bytes were read, 0 written, the rest is lost, by java.lang.OutOfMemoryError"));
    }

    private File said() {
        return directory.resolve("said").toFile();
    }
}
