package io.penstock.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.Jvm;
import io.penstock.support.Lib;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A buffer that another thread moves during a call gets wrong bytes, as in stock; the memory behind its end gets none.
 */
@EndsInTime
class RacingBufferTest {
    private static final int CALLS = Lib.proof() ? 300_000 : 30_000;

    @TempDir
    Path directory;

    /** Interpreted, since compiled code happens to look at a position once where the source does so twice. */
    @Test
    void nothingComesBehindItsEnd() throws Exception {
        Lib.assumeNative("the JDK looks at a buffer by itself");
        List<String> said = Jvm.run(List.of(), directory.resolve("said").toFile(), List.of("-Xint"), RacingBuffer.class,
            Content.of(Content.PAGE).file.toString(), Integer.toString(CALLS));
        assertThat(said).containsExactly("never", "never");
    }
}
