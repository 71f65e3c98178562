package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.FileRange;
import io.penstock.NativeChannels;
import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.internal.value.Transferred;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.TargetKind;
import java.nio.channels.FileChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What a transfer says it did. */
@EndsInTime
class ResultTest {
    private static TransferResult transfer(Strategy strategy, TransferOptions options, int size, TargetKind kind)
            throws Exception {
        Content content = Content.of(size);
        try (FileChannel file = content.open(); TargetKind.Sink sink = kind.open()) {
            TransferResult result =
                NativeChannels.transferTo(new FileRange(file, 0, size), sink.channel(), strategy, options);
            sink.assertReceived(content.bytes);
            return result;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "TCP_NON_BLOCKING", "UNIX", "PIPE", "FILE_MIDDLE"})
    void onePageIsOneSendfile(TargetKind kind) throws Exception {
        Lib.assumeNative("the JDK does not tell its system calls");
        assertThat(transfer(Strategy.AUTO, TransferOptions.DEFAULT, Content.PAGE, kind))
            .isEqualTo(new Transferred(Content.PAGE, TransferPath.SENDFILE, 1, null));
    }

    /** A strategy chosen by hand is the path that ran: the numbers on both sides of the native call mean the same. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void pathIsTheStrategy(Strategy strategy) throws Exception {
        Lib.assumeNative("strategies are refused");
        TransferResult result = transfer(strategy, TransferOptions.DEFAULT, Content.PAGE, TargetKind.TCP);
        assertThat(result.path()).isEqualTo(TransferPath.valueOf(strategy.name()));
        assertThat(result.bytesTransferred()).isEqualTo(Content.PAGE);
        assertThat(result.systemCalls()).isBetween(1L, 4L);
        assertThat(result.fallbackReason()).isNull();
    }

    /** The kernel does not let sendfile write to such a file, so the next best path runs and the result says why. */
    @Test
    void appendingFallsBack() throws Exception {
        Lib.assumeNative("stock has its own ways");
        TransferResult result = transfer(Strategy.AUTO, TransferOptions.DEFAULT, Content.PAGE, TargetKind.FILE_APPEND);
        assertThat(result.bytesTransferred()).isEqualTo(Content.PAGE);
        assertThat(result.path()).isEqualTo(TransferPath.READ_WRITE);
        assertThat(result.fallbackReason()).isNotBlank();
    }

    @ParameterizedTest
    @EnumSource(names = {"FOREIGN", "FOREIGN_MISER"})
    void foreignTargetsGetABuffer(TargetKind kind) throws Exception {
        TransferResult result = transfer(Strategy.AUTO, TransferOptions.DEFAULT, Content.PAGE, kind);
        assertThat(result.bytesTransferred()).isEqualTo(Content.PAGE);
        assertThat(result.path()).isIn(TransferPath.BUFFER, TransferPath.STOCK_NIO);
        assertThat(result.systemCalls()).isEqualTo(-1);
    }

    @Test
    void nothingToCarry() throws Exception {
        try (FileChannel file = Content.of(Content.PAGE).open(); TargetKind.Sink sink = TargetKind.TCP.open()) {
            for (Strategy strategy : Lib.strategies()) {
                assertThat(Lib.transfer(strategy, file, 0, 0, sink.channel()).bytesTransferred()).isZero();
                TransferResult pastEnd = Lib.transfer(strategy, file, Content.PAGE + 1, 1, sink.channel());
                assertThat(pastEnd.bytesTransferred()).isZero();
                if (!Lib.refused()) assertThat(pastEnd.path()).isEqualTo(TransferPath.NONE);
            }
            sink.assertReceived(new byte[0]);
        }
    }

    @Test
    void bufferSizeIsBytesPerRead() throws Exception {
        Lib.assumeNative("strategies are refused");
        TransferOptions pages = TransferOptions.DEFAULT.withBufferSize(Content.PAGE);
        assertThat(transfer(Strategy.READ_WRITE, pages, Content.PIPE, TargetKind.FILE_EMPTY).systemCalls())
            .as("a read and a write per page").isEqualTo(2 * Content.PIPE / Content.PAGE);
        TransferOptions bytes = TransferOptions.DEFAULT.withBufferSize(1);
        assertThat(transfer(Strategy.READ_WRITE, bytes, 1000, TargetKind.FILE_EMPTY).systemCalls()).isEqualTo(2000);
    }

    /** Native code reports in one number, whose fields must not spill into each other over many calls. */
    @Test
    void countsAddUp() throws Exception {
        Lib.assumeNative("strategies are refused");
        TransferOptions bytes = TransferOptions.DEFAULT.withBufferSize(16);
        TransferResult result = transfer(Strategy.READ_WRITE, bytes, Content.MIB, TargetKind.FILE_EMPTY);
        assertThat(result).isEqualTo(new Transferred(Content.MIB, TransferPath.READ_WRITE, 2 * Content.MIB / 16, null));
    }

    @Test
    void optionsAreChecked() {
        int most = TransferOptions.MAX_BUFFER_SIZE;
        assertThat(TransferOptions.DEFAULT.withBufferSize(1).withBufferSize(most).bufferSize()).isEqualTo(most);
        for (int bad : new int[] {Integer.MIN_VALUE, -1, 0, most + 1})
            assertThatThrownBy(() -> TransferOptions.DEFAULT.withBufferSize(bad))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(Integer.toString(bad));
        for (int bad : new int[] {Integer.MIN_VALUE, -1, 0, TransferOptions.MAX_CHUNK + 1})
            assertThatThrownBy(() -> TransferOptions.DEFAULT.withMaxChunk(bad))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(Integer.toString(bad));
        for (long bad : new long[] {Long.MIN_VALUE, -1, 0})
            assertThatThrownBy(() -> TransferOptions.DEFAULT.withMaxBytesPerSecond(bad))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(Long.toString(bad));
    }
}
