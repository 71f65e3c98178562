package io.penstock.transfer;

import io.penstock.NativeChannels;
import io.penstock.support.Call;
import io.penstock.support.TargetKind;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.util.concurrent.Callable;

/** What a channel of other people's make does from inside of the transfer that called it. */
enum ReentrantAction {
    /** Closes the file of the transfer. */
    CLOSE_FILE {
        @Override
        void act(FileChannel file, Channel self) throws IOException {
            file.close();
        }
    },
    /** Has another thread close the file, and waits for that. */
    CLOSE_FILE_ELSEWHERE {
        @Override
        void act(FileChannel file, Channel self) throws IOException {
            await(() -> {
                file.close();
                return 0L;
            });
        }
    },
    /** Closes itself. */
    CLOSE_SELF {
        @Override
        void act(FileChannel file, Channel self) throws IOException {
            self.close();
        }
    },
    /** Interrupts the thread. */
    INTERRUPT {
        @Override
        void act(FileChannel file, Channel self) {
            Thread.currentThread().interrupt();
        }
    },
    /** Has another thread interrupt this one, and waits for that. */
    INTERRUPT_ELSEWHERE {
        @Override
        void act(FileChannel file, Channel self) throws IOException {
            Thread caller = Thread.currentThread();
            await(() -> {
                caller.interrupt();
                return 0L;
            });
        }
    },
    /** Uses the file for a transfer of its own. */
    TRANSFER {
        @Override
        void act(FileChannel file, Channel self) throws IOException {
            try (TargetKind.Sink sink = TargetKind.FILE_EMPTY.open()) {
                long size = file.size();
                if (NativeChannels.transferTo(file, sink.channel()) != size)
                    throw new AssertionError("the inner transfer stopped early");
            }
        }
    };

    abstract void act(FileChannel file, Channel self) throws IOException;

    boolean closesFile() {
        return this == CLOSE_FILE || this == CLOSE_FILE_ELSEWHERE;
    }

    boolean interrupts() {
        return this == INTERRUPT || this == INTERRUPT_ELSEWHERE;
    }

    /** Runs it in another thread to its end, for which an interrupt of this one is put aside. */
    private static void await(Callable<Long> body) {
        try {
            Call.start(body).value();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
