package io.penstock.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.Command;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.OnFirstJdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code make demo} prints. */
@EndsInTime
@OnFirstJdk
class LabTest {
    @TempDir
    Path directory;

    /** In a locale that has ASCII only. */
    @Test
    void readableInEachLocale() throws Exception {
        Lib.assumeNative("most rows are the library's");
        Content content = Content.of(Content.MIB);
        List<String> said = Command.runLong("env", "LC_ALL=C", ProcessHandle.current().info().command().orElseThrow(),
            "-cp", Files.readString(Path.of("lab/build/classpath")), "io.penstock.lab.Lab", "--file=" + content.file,
                "--link=loopback", "--rounds=1",
            "--output=" + directory);
        assertThat(said).anyMatch(line -> line.contains("min-max")).anyMatch(line -> line.contains("matches"))
            .noneMatch(line -> line.contains("?"));
        assertThat(Files.readString(directory.resolve("report.md"))).contains("min–max").doesNotContain("?");
    }
}
