package io.penstock.engines;

import io.undertow.Undertow;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.server.handlers.resource.ResourceHandler;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Undertow with its static files, as it comes: {@code UndertowServer FILES}. Prints its port. */
public final class UndertowServer {
    private UndertowServer() {}

    public static void main(String[] arguments) {
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(new ResourceHandler(new PathResourceManager(Path.of(arguments[0]))))
                .build();
        server.start();
        System.out.println(((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort());
    }
}
