package io.penstock.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** Asks the network device of a socket whether it gathers. */
public final class ScatterGather {
    private ScatterGather() {}

    /** See {@link io.penstock.NativeChannels#scatterGather}. */
    public static Optional<Boolean> of(SocketChannel socket) throws IOException {
        var address = socket.getLocalAddress();
        if (!socket.isConnected()) throw new NotYetConnectedException();
        if (Library.failure() != null || !(address instanceof InetSocketAddress inet)) return Optional.empty();
        NetworkInterface device = NetworkInterface.getByInetAddress(inet.getAddress());
        if (device == null) return Optional.empty();
        int answer = Native.scatterGather(device.getName());
        return answer < 0 ? Optional.empty() : Optional.of(answer == 1);
    }
}
