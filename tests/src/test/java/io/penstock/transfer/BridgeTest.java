package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.FileRange;
import io.penstock.NativeChannels;
import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mapped;
import io.penstock.support.SocketPair;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.junit.jupiter.api.Test;

/** A channel made of a stream is copied through a buffer, and the result says what to hand over in its place. */
@EndsInTime
class BridgeTest {
    private static final int SIZE = 5_021;
    private static final String ADVICE = "hand over the SocketChannel, FileChannel or Socket itself";

    private final Content content = Content.of(SIZE);

    /** Takes everything. */
    private static final class Foreign implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) {
            int n = source.remaining();
            source.position(source.limit());
            return n;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private static void assertTold(TransferResult result) {
        assertThat(result.bytesTransferred()).isEqualTo(SIZE);
        assertThat(result.path()).isEqualTo(TransferPath.BUFFER);
        if (!Lib.refused()) assertThat(result.fallbackReason()).contains(ADVICE);
    }

    @Test
    void overASocket() throws Exception {
        try (SocketPair pair = SocketPair.open(); FileChannel from = content.open();
                FileChannel to = Mapped.open(Content.fresh())) {
            WritableByteChannel target = Channels.newChannel(pair.near().getOutputStream());
            ReadableByteChannel source = Channels.newChannel(pair.far().getInputStream());
            assertTold(NativeChannels.transferTo(FileRange.of(from), target, TransferOptions.DEFAULT));
            assertTold(NativeChannels.transferFrom(source, new FileRange(to, 0, SIZE), TransferOptions.DEFAULT));
            TransferResult direct = NativeChannels.transferTo(FileRange.of(from), pair.near(), TransferOptions.DEFAULT);
            if (!Lib.refused()) assertThat(direct.fallbackReason()).as("of the socket itself").isNull();
        }
    }

    /** Of other makes nothing is known that could be handed over. */
    @Test
    void foreignChannelsHaveNoAdvice() throws Exception {
        try (FileChannel from = content.open(); WritableByteChannel foreign = new Foreign()) {
            TransferResult result = NativeChannels.transferTo(FileRange.of(from), foreign, TransferOptions.DEFAULT);
            assertThat(result.bytesTransferred()).isEqualTo(SIZE);
            assertThat(result.fallbackReason()).isNotBlank().doesNotContain(ADVICE);
        }
    }
}
