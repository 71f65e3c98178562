package io.penstock.fault;

import io.penstock.FileRange;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.Sharing;
import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.Mapped;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.jar.JarFile;

/**
 * Main class of JVMs in which the library is first used where something is lacking, and then again where nothing is.
 */
final class FirstUse {
    private static final int SIZE = Content.PAGE;

    /** Nobody takes them. */
    private static final int FEW = 16;

    private static final long STACK = 1 << 20;

    private static final int LEFT = Integer.getInteger("penstock.tests.left", 0);

    /** With more calls left than these there is room for the JDK to serve a use. */
    private static final int NARROW = 200;

    private static int depth;

    private FirstUse() {}

    /** What is lacking. */
    enum Lack {
        /** {@code -XX:MaxDirectMemorySize} has a small one. */
        DIRECT_MEMORY {
            @Override
            void run(Use use) throws Exception {
                List<ByteBuffer> taken = new ArrayList<>();
                try {
                    while (true) taken.add(ByteBuffer.allocateDirect(1024));
                } catch (OutOfMemoryError e) {
                    tell("direct memory");
                }
                use.first();
                taken.clear();
                while (true) { // until the cleaner has given it back
                    try {
                        ByteBuffer.allocateDirect(1 << 19);
                        return;
                    } catch (OutOfMemoryError e) {
                        Thread.sleep(10);
                    }
                }
            }
        },

        /** {@code -Xmx} has a small one, of which the system property leaves so many bytes. */
        HEAP {
            @Override
            void run(Use use) throws Exception {
                byte[] rest = new byte[LEFT];
                Object[] taken = {null};
                for (int size = 1 << 20; size >= 16; ) {
                    try {
                        taken = new Object[] {taken, new byte[size]};
                    } catch (OutOfMemoryError e) {
                        size /= 2;
                    }
                }
                rest = null;
                use.first();
                taken[0] = null;
            }
        },

        /** The process may have few. */
        DESCRIPTORS {
            @Override
            void run(Use use) throws Exception {
                List<FileInputStream> taken = new ArrayList<>();
                try {
                    while (true) taken.add(new FileInputStream("/dev/null"));
                } catch (IOException e) {
                    tell(taken.size() + " descriptors");
                }
                use.first();
                for (FileInputStream one : taken) one.close();
            }
        },

        /** The system property has so many calls of {@link FirstUse#deepen} left. */
        STACK {
            @Override
            void run(Use use) throws Exception {
                onStack(end -> deepen(0, end - LEFT, use, 1, 2, 3, 4));
            }
        },

        /** So many and fewer, the fewest first; and then in the other ways, where the library is there already. */
        EVERY_STACK {
            @Override
            void run(Use use) throws Exception {
                onStack(end -> {
                    Way first = use.way;
                    rise(0, use, 1, 2, 3, 4);
                    for (Way way : Way.values()) {
                        use.way = way;
                        if (way != first) rise(0, use, 1, 2, 3, 4);
                    }
                    if (use.broken != null) tell("broken: " + use.broken);
                });
            }
        };

        abstract void run(Use use) throws Exception;
    }

    /** In a thread, told at which depth its stack ends. */
    private static void onStack(IntConsumer body) throws InterruptedException {
        Thread thread = new Thread(null, () -> {
            try {
                deepen(0, Integer.MAX_VALUE, null, 1, 2, 3, 4);
            } catch (StackOverflowError e) {
                tell("a stack of " + depth);
            }
            body.accept(depth);
        }, "penstock-test", STACK);
        thread.start();
        thread.join();
    }

    /** To the end of the stack, and a use at each of the last calls on the way back, and at some before them. */
    private static long rise(int now, Use use, long a, long b, long c, long d) {
        long sum = a;
        try {
            sum += rise(now + 1, use, b, c, d, a) + b + c + d;
        } catch (StackOverflowError e) {
            depth = now;
        }
        int left = depth - now;
        if (left <= NARROW || left <= LEFT && left % 16 == 0) use.first();
        return sum;
    }

    /** Calls itself until that depth, or the end of the stack. */
    private static long deepen(int now, int until, Use use, long a, long b, long c, long d) {
        depth = now;
        if (now < until) return deepen(now + 1, until, use, b, c, d, a) + a + b + c + d;
        use.first();
        return a;
    }

    /** What is used first. */
    enum Way {
        ASK {
            @Override
            long use(Use use) {
                return NativeChannels.isAvailable() ? 1 : 0;
            }
        },
        SEND {
            @Override
            long use(Use use) throws IOException {
                return NativeChannels.transferTo(use.file, 0, FEW, use.ends.target);
            }
        },
        RECEIVE {
            @Override
            long use(Use use) throws IOException {
                return NativeChannels.transferFrom(use.ended, use.file, 0, SIZE);
            }
        },
        RELAY {
            @Override
            long use(Use use) throws IOException {
                return NativeChannels.relay(use.ended, use.copy);
            }
        },
        COPY {
            @Override
            long use(Use use) throws IOException {
                return NativeChannels.copy(use.file, 0, SIZE, use.copy, 0, use.sharing).copied();
            }
        },
        MAP {
            @Override
            long use(Use use) throws IOException {
                try (MappedRegion region = NativeChannels.map(use.file, MapMode.READ_WRITE, 0, SIZE)) {
                    region.put(5, region.get(5));
                    return region.size();
                }
            }
        };

        abstract long use(Use use) throws IOException;
    }

    /** A use, and what it needs, which is there before. */
    private static final class Use {
        /** Looked up before, for that makes objects. */
        private static final Class<?> BROKEN = LinkageError.class;

        final Content content = Content.of(SIZE);
        final FileChannel file = Mapped.open(content.file);
        final FileChannel copy = Mapped.create(Content.fresh());
        final Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED);
        final ReadableByteChannel ended = ended();
        final Sharing sharing = Sharing.NEVER;
        Way way;
        Throwable thrown;
        Throwable broken;

        Use(Way way) throws IOException {
            this.way = way;
        }

        /** What nobody writes to any more, so that nothing waits for bytes that another use has taken. */
        private static ReadableByteChannel ended() throws IOException {
            Ends ends = Ends.open(Ends.Kind.UNIX);
            ends.target.close();
            return ends.source;
        }

        /** Where something is lacking, so that nothing is made here. */
        void first() {
            try {
                way.use(this);
            } catch (Throwable e) {
                thrown = e;
                if (BROKEN.isInstance(e)) broken = e;
            }
        }
    }

    private static void tell(String line) {
        System.out.println(line);
    }

    /** The arguments: what is lacking, and what is used. */
    public static void main(String[] arguments) throws Exception {
        loadClasses();
        Use use = new Use(Way.valueOf(arguments[1]));
        use.file.transferTo(0, SIZE, use.ends.target); // by the JDK, whose classes are not to be the ones that break
        use.ends.source.read(ByteBuffer.allocateDirect(SIZE));
        Lack.valueOf(arguments[0]).run(use);
        tell("first " + use.thrown);
        // Nothing is lacking any more, and the library not tried again yet.
        NativeChannels.transferTo(use.file, 0, SIZE, use.ends.target);
        while (!NativeChannels.isAvailable()) Thread.sleep(10);
        tell("available");
        try (Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED); FileChannel file = use.content.open()) {
            tell("sent by " + NativeChannels.transferTo(new FileRange(file, 0, SIZE), ends.target, Strategy.SENDFILE,
                TransferOptions.DEFAULT).path());
            NativeChannels.transferTo(file, 0, SIZE, ends.target);
            tell("received by " + NativeChannels.transferFrom(ends.source, new FileRange(use.file, 0, SIZE),
                TransferOptions.DEFAULT).path());
            try (MappedRegion region = NativeChannels.map(file, MapMode.READ_ONLY, 0, SIZE)) {
                tell("mapped " + (region.get(5) == use.content.bytes[5]));
            }
            tell("relayed " + relayed());
            tell("copied " + NativeChannels.copy(file, 0, SIZE, use.copy, 0, use.sharing).copied());
        }
        tell("done");
        System.exit(0);
    }

    private static long relayed() throws IOException {
        try (Ends from = Ends.open(Ends.Kind.UNIX); Ends to = Ends.open(Ends.Kind.TCP_ACCEPTED)) {
            from.target.write(ByteBuffer.allocate(100));
            from.target.close();
            return NativeChannels.relay(from.source, to.target);
        }
    }

    /**
     * Loaded, and not initialised: a class loader of the JDK that meets the end of the stack may be of no use ever
     * after.
     */
    private static void loadClasses() throws Exception {
        Path library = Path.of(NativeChannels.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (JarFile jar = new JarFile(library.toFile())) {
            for (String name : jar.stream().map(Object::toString)
                .filter(name -> name.startsWith("io/") && name.endsWith(".class")).toList())
                Class.forName(name.replace(".class", "").replace('/', '.'), false, FirstUse.class.getClassLoader());
        }
    }
}
