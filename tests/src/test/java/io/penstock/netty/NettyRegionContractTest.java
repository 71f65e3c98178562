package io.penstock.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.netty.util.IllegalReferenceCountException;
import io.penstock.netty.NativeFileRegions;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import java.nio.channels.FileChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Netty's {@code FileRegion} promises, and what its native transports take for granted. */
@EndsInTime
class NettyRegionContractTest {
    private static final Content CONTENT = Content.of(100);

    /** Native transports know Netty's class only, and must never see another channel in it. */
    @ParameterizedTest
    @EnumSource
    void whatNettyIsTold(RegionFile make) throws Exception {
        try (FileChannel file = make.open(CONTENT.file)) {
            assertThat(NativeFileRegions.of(file, 0, 1) instanceof DefaultFileRegion).isEqualTo(make.hasDescriptor());
        }
    }

    @ParameterizedTest
    @EnumSource
    void contract(RegionFile make) throws Exception {
        FileChannel file = make.open(CONTENT.file);
        FileRegion region = NativeFileRegions.of(file, 10, 20);
        assertThat(region.position()).isEqualTo(10);
        assertThat(region.count()).isEqualTo(20);
        assertThat(region.transferred()).isZero();
        try (Ends ends = Ends.open(Ends.Kind.UNIX)) {
            assertThat(region.transferTo(ends.target, 15)).isEqualTo(5);
            assertThat(region.transferTo(ends.target, 20)).isZero();
            assertThat(region.transferred()).isEqualTo(5);
            assertThatThrownBy(() -> region.transferTo(ends.target, 21)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> region.transferTo(ends.target, -1)).isInstanceOf(IllegalArgumentException.class);
            assertThat(region.retain(2).touch().touch("here")).isSameAs(region);
            assertThat(region.release(2)).isFalse();
            assertThat(file.isOpen()).isTrue();
            assertThat(region.release()).isTrue();
            assertThat(file.isOpen()).isFalse();
            assertThatThrownBy(() -> region.transferTo(ends.target, 0))
                .isInstanceOf(IllegalReferenceCountException.class);
        }
    }

    @Test
    void badArguments() throws Exception {
        try (FileChannel file = CONTENT.open()) {
            assertThatThrownBy(() -> NativeFileRegions.of(null, 0, 0)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> NativeFileRegions.of(file, -1, 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> NativeFileRegions.shared(file, 0, -1))
                .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
