/** Regions of files for Netty's transports. */
module io.penstock.netty {
    requires io.netty.common;
    requires transitive io.netty.transport;
    requires transitive io.penstock;
    requires static org.jspecify;

    exports io.penstock.netty;
}
