package io.penstock.map;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.NativeChannels;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.ForeignFile;
import io.penstock.support.Lib;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import org.junit.jupiter.api.Test;

/** Where a region could not be released, there is none, and the exception says why. */
@EndsInTime
class MapRefusedTest {
    @Test
    void withoutTheLibrary() throws Exception {
        assumeTrue(Lib.refused(), "only where the native library is refused");
        try (FileChannel file = Content.of(Content.PAGE).open()) {
            assertThatThrownBy(() -> NativeChannels.map(file, MapMode.READ_ONLY, 0, 1))
                .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("FileChannel.map")
                    .hasCauseInstanceOf(UnsatisfiedLinkError.class);
        }
    }

    @Test
    void withoutADescriptor() throws Exception {
        try (FileChannel file = new ForeignFile(Content.of(Content.PAGE).open())) {
            assertThatThrownBy(() -> NativeChannels.map(file, MapMode.READ_ONLY, 0, 1))
                .isInstanceOf(UnsupportedOperationException.class);
        }
    }
}
