package io.penstock.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.InterruptedTransferException;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.FileMaker;
import io.penstock.support.HugeFile;
import io.penstock.support.Lib;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A {@code transferFrom} another file that is under way and far from done, when something ends it. */
@EndsInTime
class LargeCopyTest {
    private static HugeFile huge;

    private enum Cut {
        CLOSE_FILE,
        CLOSE_SOURCE,
        INTERRUPT
    }

    @BeforeAll
    static void make() throws IOException {
        huge = new HugeFile();
    }

    @AfterAll
    static void remove() throws IOException {
        huge.close();
    }

    static Stream<Arguments> cases() {
        return Arrays.stream(Lib.ThreadKind.values())
            .flatMap(thread -> Stream.of(FileMaker.OPENED, FileMaker.WRAPPED, FileMaker.CONCURRENT)
            .flatMap(maker -> Arrays.stream(Cut.values()).map(cut -> arguments(thread, maker, cut))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void cutShort(Lib.ThreadKind thread, FileMaker maker, Cut cut) throws Exception {
        thread.assume();
        Lib.assumeNative("the JDK's own copy ends by the rules of its version");
        Path path = Content.fresh();
        try (FileChannel source = huge.open();
                FileChannel file = maker.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Call call = Call.start(thread, () -> file.transferFrom(source, 0, HugeFile.SIZE));
            while (Files.size(path) == 0 && !call.isDone()) Thread.onSpinWait();
            Channel closed = cut == Cut.CLOSE_FILE ? file : source;
            if (cut == Cut.INTERRUPT) call.interrupt();
            else closed.close();
            Throwable thrown = call.thrownIfAny();
            long moved = cut == Cut.INTERRUPT && thrown instanceof InterruptedTransferException e ? e.bytesTransferred()
                : call.value();
            assertThat(moved).as("bytes moved").isPositive().isEqualTo(Files.size(path));
            assumeTrue(moved < HugeFile.SIZE, "the copy was over before anything could end it");
            assertThat(file.isOpen()).as("file open").isEqualTo(cut == Cut.CLOSE_SOURCE);
            assertThat(source.isOpen()).as("source open").isEqualTo(cut == Cut.CLOSE_FILE);
            assertThat(call.interruptedAfter()).as("interrupted").isEqualTo(cut == Cut.INTERRUPT);
        } finally {
            Files.delete(path);
        }
    }
}
