package io.penstock.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollMode;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Netty's native transport, on one event loop. What its {@code spliceTo} needs is deprecated, like itself. */
@SuppressWarnings("deprecation")
final class Netty implements AutoCloseable {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private Sink[] sinks;
    private int next;

    /** A connection to a sink, and the numbers that the sink will send. */
    record Sink(EpollSocketChannel channel, CompletableFuture<long[]> answer) {
        /** Ends the connection: what the sink got. */
        long[] finish() {
            shut();
            return got();
        }

        private void shut() {
            channel.shutdownOutput().syncUninterruptibly();
        }

        private long[] got() {
            long[] got = answer.join();
            channel.close().syncUninterruptibly();
            return got;
        }
    }

    /** Splices from a source into a file. */
    long receive(int source, int count, File file) throws IOException {
        EpollSocketChannel from = connect(source, new CompletableFuture<>(), 0);
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

    /** Splices from a source to a sink, and returns what the sink got. */
    long[] relay(int source, int count, int target) throws IOException {
        EpollSocketChannel from = connect(source, new CompletableFuture<>(), 0);
        open(target, 1, 0);
        ChannelFuture done = from.spliceTo(sinks[0].channel, count);
        // In vain if the source ends while the last bytes are on their way: so ask for more, and close the connection.
        done.addListener(any -> from.close());
        from.writeAndFlush(Unpooled.buffer().writeLong(2L * count));
        done.syncUninterruptibly();
        from.closeFuture().syncUninterruptibly();
        return finish();
    }

    /** Opens the connections that others use; the send buffer is in bytes, 0 for what it is otherwise. */
    void open(int target, int connections, int sendBuffer) {
        sinks = new Sink[connections];
        Arrays.setAll(sinks, i -> connect(target, sendBuffer));
    }

    /** Another connection to a sink. */
    Sink connect(int target, int sendBuffer) {
        CompletableFuture<long[]> answer = new CompletableFuture<>();
        return new Sink(connect(target, answer, sendBuffer), answer);
    }

    /** Sends so many bytes of a file from its start. */
    void send(Sink sink, FileChannel file, int size) {
        sink.channel.writeAndFlush(new DefaultFileRegion(file, 0, size).retain()).syncUninterruptibly();
    }

    /**
     * Sends so many regions of a file from its event loop, as a handler would, to one connection after the other, and
     * waits for the last of each.
     */
    long send(FileChannel file, Walk walk) {
        ChannelFuture[] last = new ChannelFuture[sinks.length];
        inLoop(() -> {
            for (int i = 0; i < walk.times(); i++) {
                // Released once it is sent, and the channel with it, unless something else retains it.
                last[next] =
                    sinks[next].channel.writeAndFlush(new DefaultFileRegion(file, walk.next(), walk.size()).retain());
                next = (next + 1) % sinks.length;
            }
        });
        for (ChannelFuture sent : last) if (sent != null) sent.syncUninterruptibly();
        return walk.bytes();
    }

    /** Sends one byte, a header, and a range of a file to each connection, and waits until all have them. */
    void sendToAll(FileChannel file, int size) {
        ChannelFuture[] last = new ChannelFuture[sinks.length];
        inLoop(() -> {
            for (int i = 0; i < sinks.length; i++) {
                sinks[i].channel.write(Unpooled.wrappedBuffer(new byte[1]));
                last[i] = sinks[i].channel.writeAndFlush(new DefaultFileRegion(file, 0, size).retain());
            }
        });
        for (ChannelFuture sent : last) sent.syncUninterruptibly();
    }

    /** Sends a whole file so many times, opened and closed each time. */
    long sendFiles(File file, int times) {
        long size = file.length();
        ChannelFuture[] last = new ChannelFuture[1];
        inLoop(() -> {
            // opens it when it is sent
            for (int i = 0; i < times; i++)
                last[0] = sinks[0].channel.writeAndFlush(new DefaultFileRegion(file, 0, size));
        });
        last[0].syncUninterruptibly();
        return times * size;
    }

    private void inLoop(Runnable work) {
        group.next().submit(work).syncUninterruptibly();
    }

    /** Ends these connections: the sums of what the sinks got. */
    long[] finish() {
        for (Sink sink : sinks) sink.shut(); // a slow sink ends all of them in one round
        long[] sums = new long[2];
        for (Sink sink : sinks) {
            long[] got = sink.got();
            for (int i = 0; i < sums.length; i++) sums[i] += got[i];
        }
        return sums;
    }

    /** Opens a {@link Server}'s port, and serves requests from its event loop. */
    int serve(FileChannel file) {
        ServerBootstrap server = new ServerBootstrap().group(group).channel(EpollServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Answers(file));
                    }
                });
        Channel listening = server.bind(InetAddress.getLoopbackAddress(), 0).syncUninterruptibly().channel();
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    private static final class Answers extends SimpleChannelInboundHandler<ByteBuf> {
        private final FileChannel file;
        private final ByteBuf received = Unpooled.buffer();

        Answers(FileChannel file) {
            this.file = file;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf part) {
            received.discardReadBytes().writeBytes(part);
            while (received.readableBytes() >= Long.BYTES)
                context.writeAndFlush(new DefaultFileRegion(file, 0, received.readLong()).retain());
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private EpollSocketChannel connect(int port, CompletableFuture<long[]> numbers, int sendBuffer) {
        Bootstrap bootstrap = new Bootstrap().group(group).channel(EpollSocketChannel.class)
                .option(EpollChannelOption.EPOLL_MODE, EpollMode.LEVEL_TRIGGERED)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(new Numbers(numbers));
        if (sendBuffer > 0) bootstrap.option(ChannelOption.SO_SNDBUF, sendBuffer);
        return (EpollSocketChannel) bootstrap.connect(Peer.address(port)).syncUninterruptibly().channel();
    }

    /** Reads the two numbers that a sink sends. */
    private static final class Numbers extends SimpleChannelInboundHandler<ByteBuf> {
        private final ByteBuf received = Unpooled.buffer();
        private final CompletableFuture<long[]> numbers;

        Numbers(CompletableFuture<long[]> numbers) {
            this.numbers = numbers;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf part) {
            received.writeBytes(part);
            if (received.readableBytes() == 2 * Long.BYTES)
                numbers.complete(new long[] {received.readLong(), received.readLong()});
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
