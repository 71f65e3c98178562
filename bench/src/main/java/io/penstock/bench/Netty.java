package io.penstock.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollMode;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Netty's native transport, on one event loop. What its {@code spliceTo} needs is deprecated, like itself. */
@SuppressWarnings("deprecation")
final class Netty implements AutoCloseable {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private EpollSocketChannel sink;
    private CompletableFuture<long[]> answer;

    /** Splices from a source into a file. */
    long receive(int source, int count, File file) throws IOException {
        EpollSocketChannel from = connect(source, new CompletableFuture<>());
        FileDescriptor to = FileDescriptor.from(file);
        try {
            ChannelFuture done = from.spliceTo(to, 0, count);
            from.writeAndFlush(Unpooled.buffer().writeLong(count));
            done.syncUninterruptibly();
            return count;
        } finally {
            to.close();
            from.close().syncUninterruptibly();
        }
    }

    /** Splices from a source to a sink, and answers what that got. */
    long[] relay(int source, int count, int target) throws IOException {
        EpollSocketChannel from = connect(source, new CompletableFuture<>());
        open(target);
        ChannelFuture done = from.spliceTo(sink, count);
        // In vain if the source ends while the last bytes are on their way: so ask for more, and close the connection.
        done.addListener(any -> from.close());
        from.writeAndFlush(Unpooled.buffer().writeLong(2L * count));
        done.syncUninterruptibly();
        from.closeFuture().syncUninterruptibly();
        return finish();
    }

    /** Opens the connection that {@link #send} uses. */
    void open(int target) {
        answer = new CompletableFuture<>();
        sink = connect(target, answer);
    }

    /** Sends so many regions of a file from its event loop, as a handler would, and waits for the last. */
    long send(FileChannel file, Walk walk) {
        return group.next().submit(() -> {
            ChannelFuture last = null;
            for (int i = 0; i < walk.times(); i++) {
                // Released once it is sent, and the channel with it, unless somebody else holds it too.
                last = sink.writeAndFlush(new DefaultFileRegion(file, walk.next(), walk.size()).retain());
            }
            return last;
        }).syncUninterruptibly().getNow().syncUninterruptibly().isSuccess() ? walk.bytes() : -1;
    }

    /** Ends that connection: what the sink got. */
    long[] finish() throws IOException {
        sink.shutdownOutput().syncUninterruptibly();
        long[] got = answer.join();
        sink.close().syncUninterruptibly();
        return got;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private EpollSocketChannel connect(int port, CompletableFuture<long[]> numbers) {
        Channel channel = new Bootstrap().group(group).channel(EpollSocketChannel.class)
                .option(EpollChannelOption.EPOLL_MODE, EpollMode.LEVEL_TRIGGERED)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(new Numbers(numbers))
                .connect(Peer.address(port)).syncUninterruptibly().channel();
        return (EpollSocketChannel) channel;
    }

    /** Reads the two numbers that a sink answers. */
    private static final class Numbers extends SimpleChannelInboundHandler<ByteBuf> {
        private final ByteBuf received = Unpooled.buffer();
        private final CompletableFuture<long[]> numbers;

        Numbers(CompletableFuture<long[]> numbers) {
            this.numbers = numbers;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf part) {
            received.writeBytes(part);
            if (received.readableBytes() == 2 * Long.BYTES) numbers.complete(new long[] {received.readLong(), received.readLong()});
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            numbers.completeExceptionally(cause);
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            numbers.completeExceptionally(new IOException("the connection has ended early"));
        }
    }
}
