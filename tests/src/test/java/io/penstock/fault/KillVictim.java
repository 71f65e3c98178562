package io.penstock.fault;

import io.penstock.FileRange;
import io.penstock.NativeChannels;
import io.penstock.Sharing;
import io.penstock.TransferOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Main class of JVMs that are killed while they write a file; those that come after them go on at its end. */
final class KillVictim {
    /** Slow enough to be met in the middle. */
    private static final TransferOptions SLOWLY = TransferOptions.DEFAULT.withMaxBytesPerSecond(20_000_000);

    private KillVictim() {}

    /** Where the bytes come from. */
    enum Work {
        UPLOAD {
            @Override
            void run(FileChannel target, long done, String source) throws IOException {
                try (SocketChannel socket =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(),
                            Integer.parseInt(source)))) {
                    NativeChannels.transferFrom(socket, new FileRange(target, done, Long.MAX_VALUE), SLOWLY);
                }
            }
        },
        COPY {
            @Override
            void run(FileChannel target, long done, String source) throws IOException {
                try (FileChannel file = FileChannel.open(Path.of(source))) {
                    NativeChannels.copy(new FileRange(file, done, Long.MAX_VALUE), target, done, Sharing.AUTO, SLOWLY);
                }
            }
        },
        FILE_TO_FILE {
            @Override
            void run(FileChannel target, long done, String source) throws IOException {
                try (FileChannel file = FileChannel.open(Path.of(source))) {
                    NativeChannels.transferTo(new FileRange(file, done, Long.MAX_VALUE), target.position(done), SLOWLY);
                }
            }
        };

        abstract void run(FileChannel target, long done, String source) throws IOException;
    }

    /** The arguments: what to do, the file to write, and the port or the file to read. */
    public static void main(String[] arguments) throws IOException {
        try (FileChannel target =
                FileChannel.open(Path.of(arguments[1]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            Work.valueOf(arguments[0]).run(target, target.size(), arguments[2]);
        }
    }
}
