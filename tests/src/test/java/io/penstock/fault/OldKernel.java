package io.penstock.fault;

import io.penstock.CopyResult;
import io.penstock.MapOptions;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.Sharing;
import io.penstock.StaleAccess;
import io.penstock.support.Content;
import io.penstock.support.Mapped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

/** Main class of JVMs whose kernel lacks calls: what uses them, in other ways. */
final class OldKernel {
    private OldKernel() {}

    /** The argument: a directory. Tells how it went. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        Content content = Content.of(3 * Content.PAGE);
        Path copy = directory.resolve("copy");
        System.out.println("copied " + NativeChannels.copy(content.file, copy, Sharing.AUTO).bytesTransferred());
        try (FileChannel source = Mapped.open(Content.fresh()); FileChannel target = Mapped.open(Content.fresh())) {
            source.write(ByteBuffer.wrap(content.bytes), Content.MIB);
            CopyResult result = NativeChannels.copy(source, 0, Long.MAX_VALUE, target, 0, Sharing.NEVER);
            System.out.println("copied %d, of that %d from holes"
                .formatted(result.bytesTransferred(), result.copied() - content.bytes.length));
        }
        try (FileChannel source = content.open(); FileChannel target = Mapped.open(copy)) {
            System.out.println("moved " + NativeChannels.transferTo(source, target));
            MappedRegion zero = NativeChannels.map(target, MapMode.READ_ONLY, 0, 1,
                MapOptions.DEFAULT.withStale(StaleAccess.ZERO));
            ByteBuffer zeros = zero.buffer(0, 1);
            zero.close();
            if (zeros.get(0) != 0) throw new AssertionError("not zero");
            MappedRegion region = NativeChannels.map(target, MapMode.READ_WRITE, 0, content.bytes.length);
            ByteBuffer buffer = region.buffer(0, content.bytes.length);
            System.out.println("mapped " + (buffer.get(5) == content.bytes[5]));
            region.close();
            try {
                target.write(buffer, 0);
                throw new AssertionError("a closed region can be read");
            } catch (IOException e) {
                System.out.println("closed: " + e.getMessage());
            }
        }
    }
}
