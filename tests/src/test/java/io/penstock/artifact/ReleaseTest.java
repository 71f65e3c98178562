package io.penstock.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.Lib;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The documentation names the release that it is about. */
class ReleaseTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        README.md                           | 'io.penstock:penstock:%s'
        README.md                           | <artifactId>penstock</artifactId><version>%s</version>
        CHANGELOG.md                        | ## [%s]
        examples/maven-consumer/pom.xml     | <version>%s</version>
        examples/netty-consumer/pom.xml     | <version>%s</version>
        examples/jmh-consumer/pom.xml       | <version>%s</version>
        examples/gradle-consumer/build.gradle | 'io.penstock:penstock:%s'
        """)
    void named(Path file, String form) throws Exception {
        String release = Lib.release();
        assertThat(Files.readString(file)).contains(form.formatted(release));
        List<String> later = Files.readAllLines(file).stream().filter(line -> line.matches("## \\[.*")).toList();
        if (!later.isEmpty())
            assertThat(later.get(0)).as("the newest of the changes").startsWith("## [" + release + "]");
    }
}
