package io.penstock.fault;

import io.penstock.CopyResult;
import io.penstock.FileRange;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.NativeOpenOption;
import io.penstock.Relay;
import io.penstock.Sharing;
import io.penstock.UndeliveredException;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.ForeignFile;
import io.penstock.support.ForeignStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Main class of JVMs in which all direct memory is used up while something is done; started with a small
 * {@code -XX:MaxDirectMemorySize}.
 */
final class NoDirectMemory {
    private static final int SIZE = 100_000; // a socket takes it unread
    private static final int PREFIX = 400_000; // more than the buffer of a relay

    private static final int MANY = 1100; // of 64 KiB each

    private static final Path FULL = Path.of("/dev/full");

    private NoDirectMemory() {}

    /** To be done while there is none; returns what is to be checked afterwards. */
    @FunctionalInterface
    private interface Work {
        After run() throws Exception;
    }

    @FunctionalInterface
    private interface After {
        void check() throws Exception;
    }

    /** What is done. */
    enum Kind {
        RECEIVE {
            @Override
            Work prepare() throws Exception {
                return receive(filled().source);
            }
        },

        RECEIVE_NON_BLOCKING {
            @Override
            Work prepare() throws Exception {
                SocketChannel source = (SocketChannel) filled().source;
                source.configureBlocking(false);
                return receive(source);
            }
        },

        RECEIVE_FOREIGN {
            @Override
            Work prepare() throws Exception {
                return receive(foreign());
            }
        },

        SEND_FOREIGN {
            @Override
            Work prepare() throws Exception {
                FileChannel file = content().open();
                ForeignStream target = room(SIZE);
                return () -> {
                    long n = NativeChannels.transferTo(file, 0, SIZE, target);
                    return () -> checkSame(n, content().bytes, Content.copyOf(target.written()));
                };
            }
        },

        /** With a header on the heap, which native code cannot reach. */
        GATHER {
            @Override
            Work prepare() throws Exception {
                FileChannel file = content().open();
                Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED);
                return () -> {
                    long n = NativeChannels.gather(ByteBuffer.wrap(content().range(0, 1000)),
                        List.of(new FileRange(file, 1000, SIZE - 1000)), null, ends.target);
                    return () -> {
                        ends.finish();
                        checkSame(n, content().bytes, all((SocketChannel) ends.source));
                    };
                };
            }
        },

        GATHER_FOREIGN {
            @Override
            Work prepare() throws Exception {
                FileChannel file = content().open();
                ForeignStream target = room(SIZE);
                return () -> {
                    long n = NativeChannels.gather(ByteBuffer.wrap(content().range(0, 1000)),
                        List.of(new FileRange(file, 1000, SIZE - 1000)), null, target);
                    return () -> checkSame(n, content().bytes, Content.copyOf(target.written()));
                };
            }
        },

        RELAY {
            @Override
            Work prepare() throws Exception {
                Ends in = filled();
                Ends out = Ends.open(Ends.Kind.TCP_ACCEPTED);
                return () -> {
                    long n = NativeChannels.relay(in.source, out.target);
                    return () -> checkSame(n, content().bytes, all((SocketChannel) out.source));
                };
            }
        },

        RELAY_FOREIGN {
            @Override
            Work prepare() {
                ForeignStream target = room(SIZE);
                return () -> {
                    long n = NativeChannels.relay(foreign(), target);
                    return () -> checkSame(n, content().bytes, Content.copyOf(target.written()));
                };
            }
        },

        /** More than there is memory for that does not count. */
        MANY_RELAYS {
            @Override
            Work prepare() {
                List<Relay> relays = new ArrayList<>();
                return () -> {
                    for (int i = 0; i < MANY; i++) {
                        Relay relay = Relay.of(new ForeignStream(new byte[10], 10, ForeignStream.AtEnd.STOPS),
                            room(10));
                        check(relay.step() == Relay.Step.MOVED && relay.bytesTransferred() == 10, "relay " + i);
                        relays.add(relay);
                    }
                    return () -> check(relays.size() == MANY, "relays");
                };
            }
        },

        RELAY_PREFIX {
            @Override
            Work prepare() throws Exception {
                Ends in = Ends.open(Ends.Kind.TCP_ACCEPTED);
                in.finish();
                Ends out = Ends.open(Ends.Kind.TCP_ACCEPTED);
                Content prefix = Content.of(PREFIX);
                return () -> {
                    Call reader = Call.start(() -> { // its reads need no direct memory
                        Content.assertSame(prefix.bytes, ((SocketChannel) out.source).socket().getInputStream()
                            .readAllBytes());
                        return 0L;
                    });
                    long n;
                    try (Relay relay = Relay.of(in.source, out.target, ByteBuffer.wrap(prefix.bytes))) {
                        n = relay.run();
                    }
                    return () -> {
                        check(n == PREFIX, n + " bytes delivered");
                        reader.value();
                    };
                };
            }
        },

        /** Of channels that are not the JDK's. */
        COPY_FOREIGN {
            @Override
            Work prepare() throws Exception {
                ForeignFile from = new ForeignFile(content().open());
                Path path = Content.fresh();
                ForeignFile to = new ForeignFile(FileChannel.open(path, StandardOpenOption.WRITE));
                return () -> {
                    CopyResult result = NativeChannels.copy(from, 0, SIZE, to, 0, Sharing.AUTO);
                    return () -> checkSame(result.bytesTransferred(), content().bytes, Files.readAllBytes(path));
                };
            }
        },

        /** Into a buffer on the heap. */
        REGION {
            @Override
            Work prepare() throws Exception {
                MappedRegion region = NativeChannels.map(content().open(), FileChannel.MapMode.READ_ONLY, 0, SIZE);
                return () -> {
                    ByteBuffer buffer = ByteBuffer.allocate(SIZE);
                    region.read(0, buffer);
                    return () -> checkSame(SIZE, content().bytes, buffer.array());
                };
            }
        },

        /** What would be refused is looked at before an interrupt is heeded. */
        INTERRUPTED {
            @Override
            Work prepare() throws Exception {
                FileChannel file = NativeChannels.open(Content.fresh(), StandardOpenOption.WRITE,
                    NativeOpenOption.CONCURRENT);
                return () -> {
                    Thread.currentThread().interrupt();
                    try {
                        file.write(ByteBuffer.allocate(1), 0);
                        throw new AssertionError("written");
                    } catch (ClosedByInterruptException e) {
                        check(Thread.interrupted(), "still interrupted");
                    }
                    return () -> check(!file.isOpen(), "closed");
                };
            }
        },

        /** Bytes that no file takes. */
        UNDELIVERED {
            @Override
            Work prepare() throws Exception {
                return undelivered(filled().source);
            }
        },

        UNDELIVERED_NON_BLOCKING {
            @Override
            Work prepare() throws Exception {
                SocketChannel source = (SocketChannel) filled().source;
                source.configureBlocking(false);
                return undelivered(source);
            }
        },

        UNDELIVERED_FOREIGN {
            @Override
            Work prepare() throws Exception {
                return undelivered(foreign());
            }
        },

        /** Bytes that are in a pipe when the target breaks. */
        UNDELIVERED_RELAY {
            @Override
            Work prepare() throws Exception {
                Ends in = filled();
                Pipe out = Pipe.open();
                out.source().close();
                return () -> {
                    try {
                        throw new AssertionError(NativeChannels.relay(in.source, out.sink()) + " bytes delivered");
                    } catch (UndeliveredException e) {
                        return () -> checkUndelivered(e);
                    }
                };
            }
        },

        /** By the JDK's own channels, which the agent has changed. */
        STOCK_RECEIVE {
            @Override
            Work prepare() throws Exception {
                SocketChannel source = (SocketChannel) filled().source;
                source.configureBlocking(false);
                Path path = Content.fresh();
                FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE);
                return () -> {
                    long n = file.transferFrom(source, 0, Long.MAX_VALUE);
                    return () -> checkSame(n, content().bytes, Files.readAllBytes(path));
                };
            }
        };

        /** Makes ready what needs direct memory, such as the JDK's own writes. */
        abstract Work prepare() throws Exception;
    }

    /** The arguments: the kinds. */
    public static void main(String[] arguments) throws Exception {
        NativeChannels.isAvailable(); // loads the library
        Map<Kind, Work> works = new EnumMap<>(Kind.class);
        for (String argument : arguments) works.put(Kind.valueOf(argument), Kind.valueOf(argument).prepare());
        List<ByteBuffer> all = takeAll();
        Map<Kind, After> afters = new EnumMap<>(Kind.class);
        for (Map.Entry<Kind, Work> work : works.entrySet()) {
            forgetIdle();
            try {
                afters.put(work.getKey(), work.getValue().run());
            } catch (Exception | Error e) {
                afters.put(work.getKey(), () -> {
                    throw new AssertionError(e.toString(), e);
                });
            }
        }
        all.clear();
        System.gc();
        for (Map.Entry<Kind, After> after : afters.entrySet()) {
            try {
                after.getValue().check();
                System.out.println(after.getKey() + ": done");
            } catch (Exception | AssertionError e) {
                System.out.println(after.getKey() + ": " + e);
            }
        }
        System.exit(0);
    }

    /** The JVM tries hard before it says no, so it is asked for few sizes. */
    private static List<ByteBuffer> takeAll() {
        List<ByteBuffer> all = new ArrayList<>();
        for (int size : new int[] {64 * 1024, 1024, 1}) {
            try {
                for (;;) all.add(ByteBuffer.allocateDirect(size));
            } catch (OutOfMemoryError e) {
                System.out.printf("no more after %d buffers%n", all.size());
            }
        }
        return all;
    }

    /** Buffers that the work before has left. */
    private static void forgetIdle() throws ReflectiveOperationException {
        Field idle = Class.forName("io.penstock.internal.memory.Buffers").getDeclaredField("IDLE");
        idle.setAccessible(true);
        ((Collection<?>) idle.get(null)).clear();
    }

    private static Content content() {
        return Content.of(SIZE);
    }

    /** Two ends that have all of the content between them. */
    private static Ends filled() throws IOException {
        Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED);
        ByteBuffer all = ByteBuffer.wrap(content().bytes);
        while (all.hasRemaining()) ends.target.write(all);
        ends.finish();
        return ends;
    }

    private static ForeignStream foreign() {
        return new ForeignStream(content().bytes, SIZE, ForeignStream.AtEnd.STOPS);
    }

    private static ForeignStream room(int size) {
        return new ForeignStream(new byte[size], size, ForeignStream.AtEnd.STOPS);
    }

    private static Work receive(ReadableByteChannel source) throws IOException {
        Path path = Content.fresh();
        FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE);
        return () -> {
            long n = NativeChannels.transferFrom(source, file, 0, SIZE);
            return () -> checkSame(n, content().bytes, Files.readAllBytes(path));
        };
    }

    private static Work undelivered(ReadableByteChannel source) throws IOException {
        FileChannel file = FileChannel.open(FULL, StandardOpenOption.WRITE);
        return () -> {
            try {
                throw new AssertionError(NativeChannels.transferFrom(source, file, 0, SIZE) + " bytes written");
            } catch (UndeliveredException e) {
                return () -> checkUndelivered(e);
            }
        };
    }

    private static void checkUndelivered(UndeliveredException e) {
        check(e.bytesRead() > 0 && e.bytesTransferred() == 0, e.toString());
        Content.assertSame(content().range(0, e.bytesRead()), e.undelivered());
    }

    private static byte[] all(SocketChannel socket) throws IOException {
        return socket.socket().getInputStream().readAllBytes();
    }

    private static void checkSame(long moved, byte[] expected, byte[] arrived) {
        check(moved == expected.length, moved + " bytes moved");
        Content.assertSame(expected, arrived);
    }

    private static void check(boolean right, String what) {
        if (!right) throw new AssertionError(what);
    }
}
