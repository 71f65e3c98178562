package io.penstock.internal.gather;

import io.penstock.ScatterGatherSupport;
import io.penstock.internal.jni.Native;
import io.penstock.internal.load.Library;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;

/** Asks the network device of a socket whether it gathers. */
public final class ScatterGather {
    private ScatterGather() {}

    /** See {@link io.penstock.NativeChannels#scatterGatherSupport}. */
    public static ScatterGatherSupport of(SocketChannel socket) throws IOException {
        var address = socket.getLocalAddress();
        if (!socket.isConnected()) throw new NotYetConnectedException();
        if (Library.failure() != null || !(address instanceof InetSocketAddress inet))
            return ScatterGatherSupport.UNKNOWN;
        NetworkInterface device = NetworkInterface.getByInetAddress(inet.getAddress());
        if (device == null) return ScatterGatherSupport.UNKNOWN;
        int answer = Native.scatterGather(device.getName());
        if (answer < 0) return ScatterGatherSupport.UNKNOWN;
        return answer == 1 ? ScatterGatherSupport.ENABLED : ScatterGatherSupport.DISABLED;
    }
}
