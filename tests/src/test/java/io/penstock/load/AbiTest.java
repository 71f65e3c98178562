package io.penstock.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.NativeChannels;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.ref.Reference;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Java and the native half were built from the same sources: names, signatures and numbers agree. */
@EndsInTime
public class AbiTest {
    private static final int EBADF = 9;
    private static final int ENOMEM = 12;
    private static final int EFAULT = 14;
    private static final long PANIC = -4096;

    private static final Set<String> CALLED = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void loads() {
        Lib.assumeNative("there is nothing to agree with");
        assertThat(NativeChannels.unavailabilityCause()).isEmpty();
    }

    /** A function that is not there, or has other parameters, would throw or crash here. */
    @Test
    void everyFunctionCanBeCalled() throws Exception {
        filesCanBeCalled();
        flowsCanBeCalled();
        gatheringsCanBeCalled();
        pipesCanBeOpenedAnew();
        mapsCanBeCalled();
        assertThat(CALLED).as("functions this test calls").containsExactlyInAnyOrder(
            natives().map(Method::getName).toArray(String[]::new));
    }

    @Test
    void filesCanBeCalled() throws Exception {
        int nobodys = Integer.MAX_VALUE;
        assertThat((long) call("copyFileRange", nobodys, nobodys, 0L, 1L)).as("an errno").isEqualTo(-EBADF);
        assertThat((long) call("pread", nobodys, 0L, 0, 0L)).as("an errno").isEqualTo(-EBADF);
        assertThat((long) call("pwrite", nobodys, 0L, 0, 0L)).as("an errno").isEqualTo(-EBADF);
        assertThat(stop((long) call("transferTo", 0, nobodys, 0L, 1L, nobodys, 1))).as("an errno").isEqualTo(EBADF);
        assertThat(stop((long) call("copy", nobodys, 0L, nobodys, 0L, 1L, true))).as("an errno").isEqualTo(EBADF);
        assertThat((long) call("share", nobodys, 0L, 0L, nobodys, 0L)).as("an errno").isEqualTo(-EBADF);
        assertThat((long) call("sameFile", nobodys, nobodys)).as("an errno").isEqualTo(-EBADF);
        assertThat((int) call("dataRanges", nobodys, false, 0L, 1L, new long[2])).as("an errno").isEqualTo(-EBADF);
        assertThat((int) call("reopenPipe", nobodys, false)).as("an errno").isNegative();
        assertThat((long) call("punchHole", nobodys, 0L, 1L)).as("an errno").isEqualTo(-EBADF);
        assertThat((long) call("setSize", nobodys, 0L)).as("an errno").isEqualTo(-EBADF);
        long memory = (long) call("allocate", 1);
        assertThat(memory).isPositive();
        call("free", memory);
        assertThat((int) call("trimPipes")).isNotNegative();
        assertThat((long[]) call("pipeCounts")).hasSize(4);
        assertThat((String) call("describe", EBADF)).contains("EBADF");
        assertThat((int) call("scatterGather", "no such device")).isNegative();
        assertThat(call("implLookup")).isInstanceOf(MethodHandles.Lookup.class);
        assertThat((String) call("version")).isNotEmpty();
    }

    @Test
    void flowsCanBeCalled() throws Exception {
        int nobodys = Integer.MAX_VALUE;
        long flow = (long) call("openFlow", 0, 0L, 0);
        assertThat(stop((long) call("stepIntoFile", flow, nobodys, false, nobodys, 0L, 1L))).as("an errno")
            .isEqualTo(EBADF);
        assertThat(stop((long) call("stepIntoStream", flow, nobodys, false, nobodys, false, 1L))).as("an errno")
            .isEqualTo(EBADF);
        assertThat((long) call("held", flow)).isZero();
        assertThat((long) call("bytesRead", flow)).isZero();
        assertThat((long) call("take", flow, new byte[1], 0)).isZero();
        call("closeFlow", flow);
    }

    @Test
    void gatheringsCanBeCalled() throws Exception {
        int nobodys = Integer.MAX_VALUE;
        for (boolean splice : new boolean[] {true, false}) {
            long gathering = (long) call("openGathering", splice);
            assertThat((long) call("gatherFile", gathering, nobodys, 0L, 1L)).as("an errno").isEqualTo(-EBADF);
            ByteBuffer bytes = ByteBuffer.allocateDirect(1);
            assertThat((long) call("gatherBytes", gathering, address(bytes), 1)).isEqualTo(1);
            assertThat((long) call("deliver", gathering, nobodys, true)).as("an errno").isEqualTo(-EBADF);
            Reference.reachabilityFence(bytes);
            call("closeGathering", gathering);
        }
    }

    @Test
    void pipesCanBeOpenedAnew() throws Exception {
        Ends ends = Ends.open(Ends.Kind.PIPE);
        try (ends; Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            Path pipe = descriptors.filter(path -> link(path).startsWith("pipe:")).findFirst().orElseThrow();
            int own = (int) call("reopenPipe", Integer.parseInt(pipe.getFileName().toString()), false);
            Path opened = Path.of("/proc/self/fd", Integer.toString(own));
            assertThat(link(opened)).isEqualTo(link(pipe));
            call("closePipe", own);
            assertThat(opened).doesNotExist();
        }
    }

    private static String link(Path path) {
        try {
            return Files.readSymbolicLink(path).toString();
        } catch (IOException e) { // of the directory itself, which has been read
            return "";
        }
    }

    private static long address(ByteBuffer buffer) throws ReflectiveOperationException {
        Method address = Class.forName("io.penstock.internal.jdk.BufferHandles")
            .getDeclaredMethod("address", ByteBuffer.class, int.class);
        address.setAccessible(true);
        return (long) address.invoke(null, buffer, 0);
    }

    /** Nothing is mapped at address 0. */
    @Test
    void mapsCanBeCalled() throws Exception {
        int nobodys = Integer.MAX_VALUE;
        assertThat((long) call("mapFile", nobodys, 0, 0L, 1L, 0L, 0, false)).as("an errno").isEqualTo(-EBADF);
        assertThat((long) call("extendMap", 0L, 0L, nobodys, 0, 0L, 0L, 0)).as("an errno").isEqualTo(-EBADF);
        assertThat((long) call("releaseMap", 0L, 0L, 0)).isZero();
        assertThat((long) call("adviseMap", 0L, 4096L, 0)).as("an errno").isEqualTo(-ENOMEM);
        assertThat((long) call("populateMap", 0L, 4096L, false)).as("an errno").isEqualTo(-ENOMEM);
        assertThat((long) call("lockMap", 0L, 4096L, false)).as("an errno").isEqualTo(-ENOMEM);
        assertThat((long) call("syncMap", 0L, 4096L)).as("an errno").isEqualTo(-ENOMEM);
        assertThat((long) call("residentBytes", 0L, 4096L)).as("an errno").isEqualTo(-ENOMEM);
        assertThat((long) call("copyMemory", 0L, 0L, 1)).as("an errno").isEqualTo(-EFAULT);
        assertThat((long) call("adviseMap", 0L, 0L, 99)).isEqualTo(PANIC);
    }

    /** A number that no strategy has is a bug of ours: an InternalError in Java, not a dead JVM. */
    @Test
    void panicsStayInside() throws Exception {
        assertThat((long) call("transferTo", 99, 0, 0L, 0L, 0, 1)).isEqualTo(PANIC);
        assertThat((long) call("transferTo", 1, 0, 0L, 0L, 0, -1)).isEqualTo(PANIC);
        assertThat((long) call("pread", 0, 0L, -1, 0L)).isEqualTo(PANIC);
    }

    /** Java checks them, and native code once more: it would take them for very large ones. */
    @Test
    void negativeNumbersAreRefused() throws Exception {
        for (long negative : new long[] {-1, -4096, Long.MIN_VALUE}) {
            assertThat((long) call("transferTo", 0, 0, negative, 1L, 0, 1)).isEqualTo(PANIC);
            assertThat((long) call("transferTo", 0, 0, 0L, negative, 0, 1)).isEqualTo(PANIC);
            assertThat((long) call("copyFileRange", 0, 0, negative, 1L)).isEqualTo(PANIC);
            assertThat((long) call("pwrite", 0, 0L, 0, negative)).isEqualTo(PANIC);
            assertThat((long) call("copy", 0, negative, 0, 0L, 1L, true)).isEqualTo(PANIC);
            assertThat((long) call("copy", 0, 0L, 0, negative, 1L, true)).isEqualTo(PANIC);
            assertThat((long) call("share", 0, 0L, negative, 0, 0L)).isEqualTo(PANIC);
            assertThatThrownBy(() -> call("dataRanges", 0, false, negative, 1L, new long[2]))
                .hasCauseInstanceOf(InternalError.class);
            assertThat((long) call("punchHole", 0, 0L, negative)).isEqualTo(PANIC);
            assertThat((long) call("setSize", 0, negative)).isEqualTo(PANIC);
            assertThat((long) call("mapFile", 0, 0, negative, 1L, 0L, 0, false)).isEqualTo(PANIC);
            assertThat((long) call("mapFile", 0, 0, 0L, negative, 0L, 0, false)).isEqualTo(PANIC);
            assertThat((long) call("mapFile", 0, 0, 0L, 1L, negative, 0, false)).isEqualTo(PANIC);
        }
    }

    private static int stop(long word) throws ReflectiveOperationException {
        Method stop = Class.forName("io.penstock.internal.jni.Outcome").getDeclaredMethod("stop", long.class);
        stop.setAccessible(true);
        return (int) stop.invoke(null, word);
    }

    private static Stream<Method> natives() throws ClassNotFoundException {
        Class<?> natives = Class.forName("io.penstock.internal.jni.Native");
        Class<?> members = Class.forName("io.penstock.internal.jdk.Members");
        return Stream.of(natives, members).flatMap(owner -> Arrays.stream(owner.getDeclaredMethods()))
            .filter(method -> Modifier.isNative(method.getModifiers()));
    }

    public static Object call(String name, Object... arguments) throws Exception {
        Method method = natives().filter(one -> one.getName().equals(name)).findFirst().orElseThrow();
        method.setAccessible(true);
        CALLED.add(name);
        return method.invoke(null, arguments);
    }
}
