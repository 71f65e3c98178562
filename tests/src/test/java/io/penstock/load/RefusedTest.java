package io.penstock.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.NativeChannels;
import io.penstock.Strategy;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.TargetKind;
import java.nio.channels.FileChannel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Without the native library everything works by the JDK, and says so. */
@EndsInTime
class RefusedTest {
    @BeforeEach
    void refused() {
        assumeTrue(Lib.refused(), "only where the native library is refused");
    }

    @Test
    void tellsWhy() {
        assertThat(NativeChannels.isAvailable()).isFalse();
        assertThat(NativeChannels.unavailabilityCause()).hasValueSatisfying(cause ->
            assertThat(cause).hasMessageContaining(System.getProperty("penstock.library")));
    }

    @ParameterizedTest
    @EnumSource(value = TargetKind.class, mode = EnumSource.Mode.EXCLUDE, names = "TCP_NON_BLOCKING")
    void carriesAnyway(TargetKind kind) throws Exception {
        Content content = Content.of(Content.MIB);
        try (FileChannel file = content.open(); TargetKind.Sink sink = kind.open()) {
            TransferResult result = Lib.transfer(Strategy.AUTO, file, 0, Long.MAX_VALUE, sink.channel());
            assertThat(result.bytesTransferred()).isEqualTo(Content.MIB);
            assertThat(result.path()).isIn(TransferPath.STOCK_NIO, TransferPath.BUFFER);
            assertThat(result.systemCalls()).isEqualTo(-1);
            assertThat(result.fallbackReason()).isNotBlank();
            sink.assertReceived(content.bytes);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void strategiesAreRefused(Strategy strategy) throws Exception {
        try (FileChannel file = Content.of(Content.PAGE).open(); TargetKind.Sink sink = TargetKind.TCP.open()) {
            assertThatThrownBy(() -> Lib.transfer(strategy, file, 0, 1, sink.channel()))
                .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("AUTO");
            sink.assertReceived(new byte[0]);
        }
    }
}
