import io.penstock.Relay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Passes TCP connections on to another server: any number of them, both directions, in one thread. */
public final class RelayServer {
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 2 || arguments.length > 3 || !arguments[1].matches("\\d{1,5}")
                || arguments.length == 3 && !arguments[2].matches("\\d{1,5}")) {
            System.err.println("usage: java -cp penstock.jar RelayServer.java HOST PORT [port]; "
                + "connections to the last port go to HOST PORT");
            System.exit(2);
        }
        InetSocketAddress backend = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        int port = arguments.length == 3 ? Integer.parseInt(arguments[2]) : 0;
        if (backend.isUnresolved()) {
            System.err.println("unknown host: " + arguments[0]);
            System.exit(2);
        }
        Selector selector = Selector.open();
        ServerSocketChannel server = ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        System.out.println(server.socket().getLocalPort());
        for (;;) {
            selector.select(key -> {
                if (key.attachment() instanceof Connection connection) connection.go();
                else accept(server, selector, backend);
            });
        }
    }

    private static void accept(ServerSocketChannel server, Selector selector, InetSocketAddress backend) {
        try {
            SocketChannel near = server.accept();
            if (near != null) new Connection(near, selector).start(backend);
        } catch (IOException e) {
            System.err.println(e);
        }
    }

    private static final class Connection {
        private final SocketChannel near;
        private final SocketChannel far = SocketChannel.open();
        private final SelectionKey nearKey;
        private final SelectionKey farKey;
        private final Relay forth;
        private final Relay back;

        Connection(SocketChannel near, Selector selector) throws IOException {
            this.near = near;
            near.configureBlocking(false);
            far.configureBlocking(false);
            nearKey = near.register(selector, 0, this);
            farKey = far.register(selector, SelectionKey.OP_CONNECT, this);
            forth = Relay.of(near, far);
            back = Relay.of(far, near);
        }

        void start(InetSocketAddress backend) {
            try {
                far.connect(backend);
            } catch (IOException e) {
                System.err.println(e);
                close();
            }
            go();
        }

        void go() {
            if (!far.isOpen()) return; // closed by what the other key had to say
            try {
                if (!far.isConnected() && !far.finishConnect()) return;
                Relay.Step there = forth.step();
                Relay.Step here = back.step();
                nearKey.interestOps(reads(there) | writes(here));
                farKey.interestOps(reads(here) | writes(there));
                if (there == Relay.Step.END && here == Relay.Step.END) close();
            } catch (IOException e) {
                System.err.println(e); // this connection's; the others go on
                close();
            }
        }

        /** What to wait for in order to read; a relay that could go on at once waits for either side. */
        private static int reads(Relay.Step step) {
            return step == Relay.Step.NEED_READ || step == Relay.Step.MOVED ? SelectionKey.OP_READ : 0;
        }

        private static int writes(Relay.Step step) {
            return step == Relay.Step.NEED_WRITE || step == Relay.Step.MOVED ? SelectionKey.OP_WRITE : 0;
        }

        private void close() {
            try (near; far; forth; back) {
                nearKey.cancel();
            } catch (IOException e) {
                System.err.println(e);
            }
        }
    }
}
