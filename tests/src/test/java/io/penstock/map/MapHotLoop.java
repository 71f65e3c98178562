package io.penstock.map;

import io.penstock.MapOptions;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.StaleAccess;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Mapped;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * Main class of JVMs in which a thread uses a region in a loop and nothing else, as the JIT compiler has left it, while
 * another closes the region. The compiler is to do so at once and with all that it can, hence a JVM of its own.
 */
final class MapHotLoop {
    private static final byte[] BYTES = new byte[8];

    /** One access over and over again, each in a class of its own, so that the compiler knows which it is. */
    enum Access {
        BYTE {
            @Override
            void repeat(MappedRegion region, long at, long times) {
                for (long i = 0; i < times; i++) region.put(at, (byte) i);
            }
        },
        LONG {
            @Override
            void repeat(MappedRegion region, long at, long times) {
                for (long i = 0; i < times; i++) region.putLong(at, i);
            }
        },
        BULK {
            @Override
            void repeat(MappedRegion region, long at, long times) {
                for (long i = 0; i < times; i++) region.put(at, BYTES, 0, BYTES.length);
            }
        },
        GET {
            @Override
            void repeat(MappedRegion region, long at, long times) {
                for (long i = 0; i < times; i++) region.getLong(at);
            }
        };

        abstract void repeat(MappedRegion region, long at, long times);
    }

    private MapHotLoop() {}

    /** The arguments: file, access, answer to stale accesses, rounds. Prints of each round what the loop ended with. */
    public static void main(String[] arguments) throws Exception {
        Access access = Access.valueOf(arguments[1]);
        MapOptions options = MapOptions.DEFAULT.withStale(StaleAccess.valueOf(arguments[2]));
        try (FileChannel file = Mapped.open(Path.of(arguments[0]))) {
            for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
                MappedRegion region = NativeChannels.map(file, MapMode.READ_WRITE, 0, Content.PAGE, options);
                CountDownLatch warm = new CountDownLatch(1);
                Call call = Call.start(() -> {
                    for (int j = 0; j < 50; j++) access.repeat(region, 0, 20_000);
                    warm.countDown();
                    access.repeat(region, 0, Long.MAX_VALUE);
                    return 0L;
                });
                warm.await();
                Thread.sleep(20); // or it has not begun
                region.close();
                System.out.println(call.endsWithin(Call.PATIENCE_MS) ? call.thrown().getClass().getSimpleName()
                    : "never");
                if (!call.isDone()) return;
            }
        }
    }
}
