package io.penstock.netty;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringSocketChannel;
import io.penstock.support.Content;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/** A TCP connection whose sending end is Netty's, on an event loop of its own; the receiving end blocks. */
public final class NettyPair implements Closeable {
    public enum Transport {
        NIO(NioSocketChannel.class, null),
        EPOLL(EpollSocketChannel.class, Epoll.unavailabilityCause()),
        URING(IoUringSocketChannel.class, IoUring.unavailabilityCause());

        private final Class<? extends Channel> type;
        private final Throwable missing;

        Transport(Class<? extends Channel> type, Throwable missing) {
            this.type = type;
            this.missing = missing;
        }

        private IoHandlerFactory handler() {
            return switch (this) {
                case NIO -> NioIoHandler.newFactory();
                case EPOLL -> EpollIoHandler.newFactory();
                case URING -> IoUringIoHandler.newFactory();
            };
        }
    }

    private final EventLoopGroup group;
    public final Channel sender;
    public final SocketChannel receiver;

    /** Skips the test where there is no such transport. */
    public NettyPair(Transport transport) throws IOException {
        assumeTrue(transport.missing == null, () -> "Netty's " + transport + " is not to be had: " + transport.missing);
        group = new MultiThreadIoEventLoopGroup(1, transport.handler());
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.setOption(StandardSocketOptions.SO_RCVBUF, Content.PIPE);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            sender = new Bootstrap().group(group).channel(transport.type).handler(new ChannelInboundHandlerAdapter())
                .connect(server.getLocalAddress()).syncUninterruptibly().channel();
            receiver = server.accept();
        }
    }

    /** All that comes until the sender closes. */
    byte[] receive() throws IOException {
        return receiver.socket().getInputStream().readAllBytes();
    }

    @Override
    public void close() throws IOException {
        receiver.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
