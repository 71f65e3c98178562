package io.penstock.soak;

import io.penstock.support.Lib;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;

/** A transfer or relay of a {@link Soak} that may be disturbed while it runs. */
final class SoakTask {
    private final long id;
    private final Set<SoakTask> live;
    private final SoakLedger ledger;
    private final List<Closeable> channels;
    private Thread thread;
    private boolean over;

    /** How it ended, in a word. */
    private String end;

    SoakTask(long id, Set<SoakTask> live, SoakLedger ledger, Closeable... channels) {
        this.id = id;
        this.live = live;
        this.ledger = ledger;
        this.channels = List.of(channels);
    }

    /** From now on it may be disturbed, also by an interrupt of the thread, which may be null. */
    void begin(Thread by) {
        thread = by;
        live.add(this);
    }

    void end() {
        synchronized (this) {
            over = true;
        }
        live.remove(this);
    }

    /** Does it in this thread, and returns how many bytes it has moved by the library's account. */
    long run(Callable<Long> body, long expected) {
        begin(Thread.currentThread());
        try {
            long moved = body.call();
            end = moved == expected ? "complete" : "short";
            return moved;
        } catch (IOException e) {
            end = e.getClass().getSimpleName();
            return Lib.moved(e);
        } catch (Exception | Error e) {
            ledger.wrong.add("connection %d: %s".formatted(id, e));
            end = "failed";
            return 0;
        } finally {
            end();
            Thread.interrupted(); // one that came too late
        }
    }

    String endedWith() {
        return end;
    }

    /** Interrupts it or closes one of its channels. */
    synchronized void disturb(Random random) throws IOException {
        if (over) return;
        int which = random.nextInt(channels.size() + (thread == null ? 0 : 1));
        boolean interrupt = which == channels.size();
        ledger.disturbed(id, interrupt ? "an interrupt" : "a close of channel " + which);
        if (interrupt) thread.interrupt();
        else channels.get(which).close();
    }

    @Override
    public String toString() {
        return "connection %d in %s".formatted(id, thread == null ? "the loop" : List.of(thread.getStackTrace()));
    }
}
