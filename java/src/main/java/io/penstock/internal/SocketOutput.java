package io.penstock.internal;

/** The handles of the output of sockets as a constant, as in {@link FileHandles}: initialised once there are some. */
final class SocketOutput {
    static final SelectableHandles HANDLES = SelectableEnd.Kind.SOCKET_OUT.handles();

    private SocketOutput() {}

    /** Now, while there is room for it. */
    static void initialise() {}
}
