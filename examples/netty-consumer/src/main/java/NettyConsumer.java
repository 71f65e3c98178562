import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.penstock.NativeChannels;
import io.penstock.netty.NativeFileRegions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;

/**
 * Sends a file over a channel of Netty's and checks what arrives. Fails where it would have had to do without the
 * native library.
 */
public final class NettyConsumer {
    private NettyConsumer() {}

    public static void main(String[] args) throws Exception {
        byte[] content = new byte[3_000_001];
        new Random(1).nextBytes(content);
        Path path = Files.write(Files.createTempFile("consumer", null), content);
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Channel channel = new Bootstrap().group(group).channel(NioSocketChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(server.getLocalSocketAddress()).sync().channel();
            try (Socket receiver = server.accept()) {
                FileChannel file = NativeChannels.open(path, StandardOpenOption.READ);
                channel.writeAndFlush(NativeFileRegions.of(file, 0, content.length))
                    .addListener(written -> channel.close());
                if (!Arrays.equals(content, receiver.getInputStream().readAllBytes()))
                    throw new AssertionError("other bytes arrived than were sent");
            }
        } finally {
            group.shutdownGracefully().sync();
            Files.delete(path);
        }
        System.out.println("moved " + content.length + " bytes, native: " + NativeChannels.isAvailable());
        if (!NativeChannels.isAvailable())
            throw new AssertionError("no native library", NativeChannels.unavailabilityCause().orElse(null));
    }
}
