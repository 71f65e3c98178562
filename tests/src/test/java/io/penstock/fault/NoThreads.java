package io.penstock.fault;

import io.penstock.Cancellation;
import io.penstock.CopyResult;
import io.penstock.FileRange;
import io.penstock.NativeChannels;
import io.penstock.Sharing;
import io.penstock.TransferOptions;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.Lib;
import io.penstock.support.Mapped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** Main class of JVMs in which no thread can be started while something is done. Their user must have few. */
final class NoThreads {
    private static final int SIZE = 8 * Content.MIB; // more than a socket takes unread
    private static final int FEW = 1000;
    private static final long STACK = 64 * 1024;

    private static volatile boolean over;

    private NoThreads() {}

    /** What is done. Each needs a thread of the library's own, of which there is none yet. */
    enum Work {
        /** A pipe becomes idle. */
        RECEIVE {
            @Override
            void run() throws Exception {
                try (Ends ends = Ends.open(Ends.Kind.UNIX); FileChannel file = Mapped.open(Content.fresh())) {
                    ends.target.write(ByteBuffer.allocate(2000));
                    takeAll();
                    check(NativeChannels.transferFrom(ends.source, file, 0, 1000) == 1000, "bytes received");
                    giveBack();
                    check(NativeChannels.transferFrom(ends.source, file, 0, 1000) == 1000, "bytes received later");
                    check(runs("penstock-trim"), "pipes are closed after all");
                }
            }
        },

        /** A virtual thread waits. The JDK has its own threads for that, from the first time on. */
        SEND_VIRTUAL {
            @Override
            void run() throws Exception {
                Content content = Content.of(SIZE);
                send(content);
                while (runs("penstock-watch")) Thread.sleep(10);
                takeAll();
                send(content);
                sendUntilClosed(content);
            }
        },

        /** Holes are looked for: those that are not found are copied. */
        COPY {
            @Override
            void run() throws Exception {
                try (FileChannel source = Mapped.open(Content.fresh());
                        FileChannel target = Mapped.open(Content.fresh())) {
                    source.write(ByteBuffer.wrap(Content.of(Content.PAGE).bytes), SIZE);
                    takeAll();
                    CopyResult copied = NativeChannels.copy(source, 0, Long.MAX_VALUE, target, 0, Sharing.NEVER);
                    check(copied.copied() == SIZE + Content.PAGE, "bytes copied");
                    giveBack();
                    CopyResult later = NativeChannels.copy(source, 0, Long.MAX_VALUE, target, 0, Sharing.NEVER);
                    check(later.copied() == Content.PAGE && later.skipped() == SIZE, "bytes copied later");
                }
            }
        },

        CANCEL {
            @Override
            void run() throws Exception {
                Cancellation cancellation = new Cancellation();
                try (Ends ends = Ends.small(Ends.Kind.UNIX); FileChannel file = Content.of(SIZE).open()) {
                    TransferOptions options = TransferOptions.DEFAULT.withCancellation(cancellation);
                    CompletableFuture<Long> result = new CompletableFuture<>();
                    Call call = Call.start(() -> {
                        result.complete(NativeChannels.transferTo(new FileRange(file, 0, SIZE), ends.target, options)
                            .bytesTransferred());
                        rest(); // the thread that ends would leave room for another
                        return 0L;
                    });
                    call.awaitBlocked();
                    takeAll();
                    cancellation.cancel();
                    long sent = result.join();
                    check(sent < SIZE, "bytes sent"); // none, where what it blocked in was the loading of a class
                }
            }
        };

        abstract void run() throws Exception;
    }

    /** The argument: the work. */
    public static void main(String[] arguments) throws Exception {
        Work.valueOf(arguments[0]).run();
        System.out.println("done");
        System.exit(0); // the threads that were taken do not end
    }

    private static void send(Content content) throws Exception {
        try (Ends ends = Ends.small(Ends.Kind.UNIX); FileChannel file = content.open()) {
            Call call = sendVirtually(file, ends);
            ByteBuffer arrived = ByteBuffer.allocate(SIZE);
            while (arrived.hasRemaining()) ends.source.read(arrived);
            check(call.value() == SIZE, "bytes sent");
            Content.assertSame(content.bytes, arrived.array());
        }
    }

    private static Call sendVirtually(FileChannel file, Ends ends) throws Exception {
        Call call = Call.start(Lib.ThreadKind.VIRTUAL, () -> NativeChannels.transferTo(file, 0, SIZE, ends.target));
        call.awaitBlocked();
        return call;
    }

    /** The peer does not read, and the file is closed. */
    private static void sendUntilClosed(Content content) throws Exception {
        FileChannel file = content.open();
        try (Ends ends = Ends.small(Ends.Kind.UNIX)) {
            Call call = sendVirtually(file, ends);
            file.close();
            long sent = call.value();
            check(sent > 0 && sent < SIZE, "bytes sent before the close");
        }
    }

    /**
     * Starts threads until no more can be had. From the first direct buffer on, JDK 27 has a thread for them, without
     * which there is none.
     */
    private static void takeAll() {
        ByteBuffer.allocateDirect(1);
        for (int i = 0; i < FEW; i++) {
            try {
                Thread thread = new Thread(null, NoThreads::rest, "penstock-taken", STACK);
                thread.setDaemon(true);
                thread.start();
            } catch (OutOfMemoryError e) {
                System.out.printf("no more threads after %d%n", i);
                return;
            }
        }
        throw new AssertionError("no end of threads");
    }

    private static void rest() {
        while (!over) LockSupport.park();
    }

    private static void giveBack() throws InterruptedException {
        over = true;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!thread.getName().equals("penstock-taken")) continue;
            LockSupport.unpark(thread);
            thread.join();
        }
    }

    private static boolean runs(String name) {
        return Thread.getAllStackTraces().keySet().stream().anyMatch(thread -> thread.getName().equals(name));
    }

    private static void check(boolean right, String what) throws IOException {
        if (!right) throw new IOException("wrong: " + what);
    }
}
