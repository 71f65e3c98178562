package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.NativeChannels;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The sender resets the connection in the middle of an upload: what had come is in the file and counted, then the reset
 * is told.
 */
@EndsInTime
class ReceiveResetTest {
    private static final Content CONTENT = Content.of(Content.MIB);
    private static final int SENT = 300_000;

    @ParameterizedTest
    @EnumSource(names = {"TCP_ACCEPTED", "TCP_CONNECTED"})
    void inTheMiddle(Ends.Kind kind) throws Exception {
        Path path = Content.fresh();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE); Ends ends = Ends.open(kind)) {
            Call call = Call.start(() -> NativeChannels.transferFrom(ends.source, file, 0, Long.MAX_VALUE));
            for (ByteBuffer some = ByteBuffer.wrap(CONTENT.bytes, 0, SENT); some.hasRemaining(); )
                ends.target.write(some);
            while (Files.size(path) < SENT) Thread.sleep(1);
            reset((SocketChannel) ends.target);
            assertThat(call.value()).isEqualTo(SENT);
            Content.assertSame(CONTENT.range(0, SENT), Files.readAllBytes(path));
            assertThatThrownBy(() -> NativeChannels.transferFrom(ends.source, file, SENT, 1))
                .isInstanceOf(SocketException.class).hasMessageContaining("reset");
        } finally {
            Files.delete(path);
        }
    }

    private static void reset(SocketChannel socket) throws IOException {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        socket.close();
    }
}
