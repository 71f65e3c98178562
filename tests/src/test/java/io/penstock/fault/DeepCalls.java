package io.penstock.fault;

import io.penstock.NativeChannels;
import io.penstock.Sharing;
import io.penstock.support.Content;
import io.penstock.support.Mapped;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

/** Main class of JVMs that call the library where the stack ends, again and again, and then close the files. */
final class DeepCalls {
    private static final int CALLS = 200;
    private static final int SIZE = 100_000;
    private static final long STACK = 512 * 1024;

    private int left;
    private long overflows;

    private DeepCalls() {}

    /** What is called. */
    enum Work {
        COPY {
            @Override
            void run(FileChannel from, FileChannel to) throws IOException {
                NativeChannels.copy(from, 0, SIZE, to, 0, Sharing.AUTO);
            }
        },
        SEND {
            @Override
            void run(FileChannel from, FileChannel to) throws IOException {
                NativeChannels.transferTo(from, 0, SIZE, to);
            }
        },
        RECEIVE {
            @Override
            void run(FileChannel from, FileChannel to) throws IOException {
                NativeChannels.transferFrom(from, to, 0, SIZE);
            }
        },
        MAP {
            @Override
            void run(FileChannel from, FileChannel to) throws IOException {
                NativeChannels.map(from, MapMode.READ_ONLY, 0, SIZE).close();
            }
        };

        abstract void run(FileChannel from, FileChannel to) throws IOException;
    }

    /** The arguments: what is called, and how many times over. */
    public static void main(String[] arguments) throws Exception {
        Work work = Work.valueOf(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        Content content = Content.of(SIZE);
        FileChannel warm = Mapped.open(Content.fresh());
        work.run(content.open(), warm); // classes are not to be used for the first time where the stack ends
        DeepCalls calls = new DeepCalls();
        for (int round = 0; round < rounds; round++) {
            FileChannel from = content.open();
            FileChannel to = Mapped.open(Content.fresh());
            calls.left = CALLS;
            Thread thread = new Thread(null, () -> calls.deepen(work, from, to), "penstock-test", STACK);
            thread.start();
            thread.join();
            from.close(); // which waits for all that are using it
            to.close();
        }
        System.out.println("closed after " + calls.overflows + " ends of the stack");
    }

    /** Calls at the end of the stack, and on the way back. */
    private void deepen(Work work, FileChannel from, FileChannel to) {
        boolean isEnd = false;
        try {
            deepen(work, from, to);
        } catch (StackOverflowError e) {
            isEnd = true;
        }
        if (!isEnd && left <= 0) return;
        left--;
        try {
            work.run(from, to);
        } catch (StackOverflowError e) {
            overflows++;
        } catch (IOException e) {
            throw new AssertionError("an end of the stack is no end of a file", e);
        }
    }
}
