package io.penstock.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.StaleAccess;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.Jvm;
import io.penstock.support.Lib;
import io.penstock.support.OnFirstJdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one thread does to a region is seen by others whose loops the JIT compiler has taken apart. */
@EndsInTime
@OnFirstJdk
class MapVisibilityTest {
    private static final int ROUNDS = Lib.proof() ? 100 : 10;

    @TempDir
    Path directory;

    @BeforeEach
    void possible() {
        Lib.assumeNative("maps that can be closed need it");
    }

    @ParameterizedTest
    @EnumSource(MapHotLoop.Access.class)
    void aCloseIsSeen(MapHotLoop.Access access) throws Exception {
        for (StaleAccess stale : StaleAccess.values()) {
            Path file = Files.write(directory.resolve("file"), new byte[Content.PAGE]);
            List<String> said = Jvm.run(List.of(), directory.resolve("output").toFile(),
                List.of("-XX:-TieredCompilation", "-XX:-BackgroundCompilation"),
                MapHotLoop.class, file.toString(), access.name(), stale.name(), Integer.toString(ROUNDS));
            assertThat(said).as("%s", stale).hasSize(ROUNDS).doesNotContain("never");
            if (stale == StaleAccess.ZERO) assertThat(said).containsOnly("IllegalStateException");
            else assertThat(said).as("an access that was under way may fault")
                .isSubsetOf("IllegalStateException", "InternalError");
        }
    }
}
