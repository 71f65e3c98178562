/** Zero-copy transfers between files, sockets and pipes. */
module io.penstock {
    requires static jdk.jfr; // for its events; all else works in a runtime without it
    requires static org.jspecify; // annotations for compilers

    exports io.penstock;
}
