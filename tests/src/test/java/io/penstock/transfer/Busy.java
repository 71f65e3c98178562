package io.penstock.transfer;

import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.FullRelay;
import io.penstock.support.Lib;
import io.penstock.support.Mapped;
import io.penstock.support.Mover;
import io.penstock.support.Stalled;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Main class of JVMs that are in the middle of relays and transfers when the VM starts a command, that of {@code
 * -XX:OnOutOfMemoryError}. Tells which descriptors it has by then.
 */
final class Busy {
    static final int RELAYS = 10;

    private Busy() {}

    public static void main(String[] arguments) throws Exception {
        List<FullRelay> relays = FullRelay.open(RELAYS);
        try (FileChannel file = Mapped.open(Path.of(arguments[0]));
                Stalled sending = Stalled.start(Lib.ThreadKind.PLATFORM, Mover.SPLICE, Ends.Kind.UNIX,
                    Stalled.Progress.SOME)) {
            MappedByteBuffer left; // so that something stands in for the closed region
            try (MappedRegion region = NativeChannels.map(file, MapMode.READ_WRITE, 0, Content.PAGE)) {
                left = region.buffer(0, Content.PAGE);
            }
            tell();
            byte[] none = outOfMemory();
            System.out.println("done " + none + " " + left + " " + sending.call.isDone());
        }
        for (FullRelay relay : relays) relay.close();
    }

    private static void tell() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : open.toList()) {
                try {
                    System.out.println("own " + descriptor.getFileName() + " -> " + Files.readSymbolicLink(descriptor));
                } catch (NoSuchFileException e) {
                    continue; // closed since it was listed
                }
            }
        }
    }

    /** There is none, since no array may be so long; the VM takes it for a lack of memory. */
    private static byte[] outOfMemory() {
        try {
            return new byte[Integer.MAX_VALUE];
        } catch (OutOfMemoryError e) {
            return null;
        }
    }
}
