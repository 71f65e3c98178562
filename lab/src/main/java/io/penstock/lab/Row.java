package io.penstock.lab;

import java.util.List;

/** One path from a file to its target: a row of the tables. */
enum Row {
    READ_WRITE("1.1", "read + write", Offload.GATHER, Route.THROUGH_A_BUFFER,
            "read() copies 8 KiB, the textbook's buffer, from page cache to user memory;",
            "write() copies it back into the kernel. Two system calls every 8 KiB."),
    MAP_WRITE("1.2", "mmap + write", Offload.GATHER, Route.THROUGH_A_MAPPING,
            "mmap() shows the page cache itself as user memory: only write() copies.",
            "The price is page faults and page tables; small files never earn it back."),
    SENDFILE_COPY("1.3", "sendfile, no scatter-gather", Offload.NONE, Route.COPIED_FOR_THE_DEVICE,
            "sendfile() stays in the kernel, but this device wants packets in one piece:",
            "the kernel copies the pages together once before it hands a packet over."),
    SENDFILE("1.4", "sendfile, scatter-gather", Offload.GATHER, Route.GATHERED_BY_THE_DEVICE,
            "sendfile() puts references to cached pages into the socket; the device",
            "gathers header and pages itself (DMA). The processor copies nothing."),
    SENDFILE_SEGMENT("1.4+", "1.4 + segmentation offload", Offload.GATHER_AND_SEGMENT, Route.GATHERED_BY_THE_DEVICE,
            "As 1.4, with packets of up to 64 KiB down the stack in one piece (TSO, GSO),",
            "as network cards do by default. Other rows do without, to be comparable."),
    SPLICE("1.5", "splice, file to socket", Offload.GATHER, Route.THROUGH_A_PIPE,
            "splice() passes references from file to pipe, and from pipe to socket. It",
            "works between any two descriptors, for the price of a second system call."),
    SPLICE_FILE("1.5f", "splice, file to file", Offload.GATHER, Route.THROUGH_A_PIPE_TO_A_FILE,
            "The same pipe into another file, whose page cache is its own: there the",
            "bytes are copied once. No network, hence not on the link."),
    NIO_MAP("2.1", "NIO FileChannel.map + write", Offload.GATHER, Route.THROUGH_A_MAPPING,
            "The JDK's own 1.2: a MappedByteBuffer handed to SocketChannel.write.",
            "The mapping stays until the garbage collector finds the buffer."),
    NIO_TRANSFER("2.2", "NIO FileChannel.transferTo", Offload.GATHER, Route.GATHERED_BY_THE_DEVICE,
            "The JDK's own 1.4: sendfile(), at most 2 GiB a call, between some more",
            "system calls and locks, which only small files make noticeable."),
    AUTO("auto", "Penstock's own choice", Offload.GATHER, Route.GATHERED_BY_THE_DEVICE,
            "NativeChannels.transferTo as usually called: the two ends decide the",
            "path, and it falls back where the kernel refuses. Drawn: what to expect.");

    final String id;
    final String title;

    /** What the device does in this row, where the lab may set it. */
    final Offload offload;

    final Route route;

    /** Two lines that teach. */
    final List<String> lines;

    Row(String id, String title, Offload offload, Route route, String... lines) {
        this.id = id;
        this.title = title;
        this.offload = offload;
        this.route = route;
        this.lines = List.of(lines);
    }

    boolean isStock() {
        return this == NIO_MAP || this == NIO_TRANSFER;
    }

    boolean usesLink() {
        return this != SPLICE_FILE;
    }
}
