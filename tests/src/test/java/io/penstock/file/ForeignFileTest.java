package io.penstock.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.NativeChannels;
import io.penstock.Strategy;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.ForeignFile;
import io.penstock.support.Lib;
import io.penstock.support.Stalled;
import io.penstock.support.TargetKind;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A FileChannel that is not the JDK's has no descriptor we could use: the bytes go by its own methods. */
@EndsInTime
class ForeignFileTest {
    private static final int SIZE = Content.MIB + 1;

    @ParameterizedTest
    @EnumSource(TargetKind.class)
    void asSource(TargetKind kind) throws Exception {
        if (kind == TargetKind.TCP_NON_BLOCKING) return; // see nonBlocking
        Content content = Content.of(SIZE);
        try (FileChannel file = new ForeignFile(content.open()); TargetKind.Sink sink = kind.open()) {
            file.position(17);
            TransferResult result = Lib.transfer(Strategy.AUTO, file, 1, Long.MAX_VALUE, sink.channel());
            assertThat(result.bytesTransferred()).isEqualTo(SIZE - 1);
            assertThat(result.path()).isIn(TransferPath.BUFFER, TransferPath.STOCK_NIO);
            assertThat(file.position()).isEqualTo(17);
            sink.assertReceived(content.range(1, SIZE));
        }
    }

    @Test
    void nonBlocking() throws Exception {
        Content content = Content.of(Stalled.SIZE);
        try (FileChannel file = new ForeignFile(content.open()); Ends ends = Ends.small(Ends.Kind.TCP_ACCEPTED)) {
            ends.blocking(false);
            long moved = NativeChannels.transferTo(file, 0, Stalled.SIZE, ends.target);
            assertThat(moved).isPositive().isLessThan(Stalled.SIZE);
            ends.finish();
            Content.assertSame(content.range(0, moved), Drain.all(ends.source));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void strategiesAreRefused(Strategy strategy) throws Exception {
        try (FileChannel file = new ForeignFile(Content.of(SIZE).open());
                TargetKind.Sink sink = TargetKind.TCP.open()) {
            assertThatThrownBy(() -> Lib.transfer(strategy, file, 0, 1, sink.channel()))
                .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("AUTO");
            sink.assertReceived(new byte[0]);
        }
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void asTarget(Strategy strategy) throws Exception {
        Content content = Content.of(SIZE);
        Path path = Content.fresh();
        try (FileChannel file = content.open();
                FileChannel target = new ForeignFile(FileChannel.open(path, StandardOpenOption.WRITE))) {
            if (strategy == Strategy.AUTO) {
                assertThat(Lib.transfer(strategy, file, 0, Long.MAX_VALUE, target).bytesTransferred()).isEqualTo(SIZE);
                assertThat(target.position()).isEqualTo(SIZE);
                assertThat(path).hasBinaryContent(content.bytes);
            } else {
                assertThatThrownBy(() -> Lib.transfer(strategy, file, 0, 1, target))
                    .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("AUTO");
                assertThat(path).isEmptyFile();
            }
        } finally {
            Files.delete(path);
        }
    }
}
