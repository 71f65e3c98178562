package io.penstock.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.FileRegion;
import io.penstock.NativeChannels;
import io.penstock.netty.NativeFileRegions;
import io.penstock.netty.NettyPair.Transport;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.HugeFile;
import io.penstock.support.Lib;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Regions of files of every make, over Netty's transports. */
@EndsInTime
class NettyRegionTest {
    private static final Content CONTENT = Content.of(3 * Content.MIB + 5);

    static Stream<Arguments> all() {
        return Arrays.stream(Transport.values())
            .flatMap(transport -> Arrays.stream(RegionFile.values()).map(make -> Arguments.of(transport, make)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void carries(Transport transport, RegionFile make) throws Exception {
        try (NettyPair pair = new NettyPair(transport)) {
            FileChannel file = make.open(CONTENT.file);
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            for (long[] range : new long[][] {{0, 1}, {1, 0}, {4095, 70_000}, {0, CONTENT.bytes.length},
                {CONTENT.bytes.length - 9, 9}, {CONTENT.bytes.length, 0}}) {
                byte[] head = "%d+%d:".formatted(range[0], range[1]).getBytes();
                pair.sender.write(Unpooled.wrappedBuffer(head));
                pair.sender.write(NativeFileRegions.shared(file, range[0], range[1]));
                expected.write(head);
                expected.write(CONTENT.range(range[0], range[1]));
            }
            ChannelFuture last = pair.sender.writeAndFlush(NativeFileRegions.of(file, 7, 100_000))
                .addListener(ChannelFutureListener.CLOSE);
            expected.write(CONTENT.range(7, 100_000));
            Content.assertSame(expected.toByteArray(), pair.receive());
            last.sync();
            assertThat(file.isOpen()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void sharedFileStaysOpen(Transport transport) throws Exception {
        try (NettyPair pair = new NettyPair(transport);
                FileChannel file = NativeChannels.open(CONTENT.file, StandardOpenOption.READ)) {
            for (int i = 0; i < 100; i++) {
                FileRegion region = NativeFileRegions.shared(file, i, 1);
                pair.sender.writeAndFlush(region).sync();
                assertThat(region.refCnt()).isZero();
            }
            pair.sender.close().sync();
            Content.assertSame(CONTENT.range(0, 100), pair.receive());
            assertThat(file.isOpen()).isTrue();
            assertThat(file.size()).isEqualTo(CONTENT.bytes.length);
        }
    }

    /** Netty would wait for ever, or spin, if such a region returned that nothing has moved. */
    @ParameterizedTest
    @MethodSource("all")
    void pastTheEnd(Transport transport, RegionFile make) throws Exception {
        try (NettyPair pair = new NettyPair(transport); FileChannel file = make.open(CONTENT.file)) {
            long from = CONTENT.bytes.length - 100;
            ChannelFuture write = pair.sender.writeAndFlush(NativeFileRegions.shared(file, from, 101));
            assertThat(write.awaitUninterruptibly().cause()).isInstanceOf(IOException.class);
            pair.sender.close().sync();
            byte[] sent = pair.receive();
            // a buffer may be lost
            if (transport == Transport.URING) Content.assertPrefix(CONTENT.range(from, 100), sent);
            else Content.assertSame(CONTENT.range(from, 100), sent);
        }
    }

    /** Netty's io_uring calculates with 32 bits, and would send other bytes of the file than it is asked for. */
    @ParameterizedTest
    @MethodSource("all")
    void beyond32Bits(Transport transport, RegionFile make) throws Exception {
        Path path = Content.fresh();
        long at = (5L << 30) + 1;
        try (FileChannel sparse = FileChannel.open(path, StandardOpenOption.WRITE)) {
            sparse.write(ByteBuffer.wrap(CONTENT.bytes), at);
        }
        try (NettyPair pair = new NettyPair(transport); FileChannel file = make.open(path)) {
            ChannelFuture write = pair.sender.writeAndFlush(NativeFileRegions.shared(file, at, CONTENT.bytes.length))
                .addListener(ChannelFutureListener.CLOSE);
            byte[] sent = pair.receive();
            if (transport == Transport.URING && make.hasDescriptor()) {
                assertThat(write.awaitUninterruptibly().cause()).isInstanceOf(IOException.class)
                    .hasMessageContaining("io_uring");
                assertThat(sent).isEmpty();
            } else {
                Content.assertSame(CONTENT.bytes, sent);
            }
        } finally {
            Files.delete(path);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void huge(Transport transport) throws Exception {
        Lib.assumeProof("reads 4 GiB");
        try (HugeFile huge = new HugeFile(); NettyPair pair = new NettyPair(transport)) {
            Call verify = huge.verify(pair.receiver);
            FileChannel file = NativeChannels.wrap(huge.open());
            pair.sender.writeAndFlush(NativeFileRegions.of(file, 0, HugeFile.SIZE))
                .addListener(ChannelFutureListener.CLOSE).sync();
            assertThat(verify.value()).isEqualTo(HugeFile.SIZE);
        }
    }

    /** A channel that has to wait again and again, each time in the middle of a region. */
    @ParameterizedTest
    @EnumSource
    void slowReader(Transport transport) throws Exception {
        try (NettyPair pair = new NettyPair(transport)) {
            int times = Lib.proof() ? 200 : 5;
            FileChannel file = NativeChannels.open(CONTENT.file, StandardOpenOption.READ);
            for (int i = 0; i < times; i++) pair.sender.write(NativeFileRegions.shared(file, 0, CONTENT.bytes.length));
            pair.sender.writeAndFlush(NativeFileRegions.of(file, 0, 0)).addListener(ChannelFutureListener.CLOSE);
            for (int i = 0; i < times; i++)
                Content.assertSame(CONTENT.bytes, pair.receiver.socket().getInputStream()
                .readNBytes(CONTENT.bytes.length));
            assertThat(pair.receive()).isEmpty();
        }
    }

    /** Here and not above: what follows needs the module jdk.jfr as soon as it is loaded. */
    @Nested
    class Recorded {
        /** Over NIO the regions are ours to send. */
        @Test
        void oursOverNio() throws Exception {
            assumeTrue(ModuleLayer.boot().findModule("jdk.jfr").isPresent(), "this runtime has no module jdk.jfr");
            Path dump = Content.fresh();
            try (Recording recording = new Recording(); NettyPair pair = new NettyPair(Transport.NIO)) {
                recording.enable("io.penstock.Transfer");
                recording.start();
                FileChannel file = NativeChannels.open(CONTENT.file, StandardOpenOption.READ);
                ChannelFuture write = pair.sender.writeAndFlush(NativeFileRegions.of(file, 0, CONTENT.bytes.length))
                    .addListener(ChannelFutureListener.CLOSE);
                Content.assertSame(CONTENT.bytes, pair.receive());
                write.sync();
                recording.stop();
                recording.dump(dump);
            }
            List<RecordedEvent> events = RecordingFile.readAllEvents(dump);
            assertThat(events.stream().mapToLong(event -> event.getLong("bytes")).sum())
                .isEqualTo(CONTENT.bytes.length);
            assertThat(events).extracting(event -> event.getString("path"))
                .contains(Lib.refused() ? "STOCK_NIO" : "SENDFILE");
        }
    }
}
