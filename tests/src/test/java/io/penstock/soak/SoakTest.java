package io.penstock.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.Jvm;
import io.penstock.support.Lib;
import io.penstock.support.OnFirstJdk;
import io.penstock.support.Proof;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link Soak} for some seconds; {@code make soak} runs it for as long as one likes. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@OnFirstJdk
class SoakTest {
    private static final int SECONDS = Lib.proof() ? 60 : 5;

    @TempDir
    Path directory;

    @Test
    void everythingIsGivenBack() throws Exception {
        Lib.assumeNative("the JDK's transfers lose count where they are disturbed");
        List<String> said = Jvm.run(Residue.PLAIN_MALLOC, directory.resolve("said").toFile(),
            List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch"), Soak.class, "--seconds=" + SECONDS);
        String last = said.get(said.size() - 1);
        assertThat(last).startsWith("verdict: right, ");
        Proof.line("soak of %d seconds: %s", SECONDS, last.substring("verdict: right, ".length()));
    }
}
