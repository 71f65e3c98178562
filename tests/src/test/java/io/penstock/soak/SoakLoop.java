package io.penstock.soak;

import io.penstock.Relay;
import io.penstock.Relay.Step;
import io.penstock.support.Lib;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Relays in both directions of any number of connections in one thread, as a proxy has them; what fails is closed. */
final class SoakLoop implements Closeable {
    private final Selector selector = Selector.open();
    private final Queue<Connection> added = new ConcurrentLinkedQueue<>();
    private final Set<SoakTask> live;
    private final SoakLedger ledger;
    private volatile boolean closed;

    SoakLoop(Set<SoakTask> live, SoakLedger ledger) throws IOException {
        this.live = live;
        this.ledger = ledger;
        Lib.ThreadKind.PLATFORM.unstarted(this::run).start();
    }

    /** Closes both channels when it is over. */
    void add(SocketChannel near, SocketChannel far, SoakRequest request) {
        added.add(new Connection(near, far, request));
        selector.wakeup();
    }

    private void run() {
        try (selector) {
            while (!closed) {
                selector.select(key -> ((Connection) key.attachment()).go());
                for (Connection next; (next = added.poll()) != null; ) next.start();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Connection {
        private final SocketChannel near;
        private final SocketChannel far;
        private final SoakTask task;
        private final Relay forth;
        private final Relay back;
        private SelectionKey nearKey;
        private SelectionKey farKey;

        Connection(SocketChannel near, SocketChannel far, SoakRequest request) {
            this.near = near;
            this.far = far;
            task = new SoakTask(request.id(), live, ledger, this::close);
            forth = Relay.of(near, far, request.bytes());
            back = Relay.of(far, near);
        }

        void start() {
            try {
                near.configureBlocking(false);
                far.configureBlocking(false);
                nearKey = near.register(selector, 0, this);
                farKey = far.register(selector, 0, this);
            } catch (IOException e) {
                close();
                return;
            }
            task.begin(null);
            go();
        }

        void go() {
            try {
                Step there = forth.step();
                Step here = back.step();
                nearKey.interestOps(reads(there) | writes(here));
                farKey.interestOps(reads(here) | writes(there));
                if (there == Step.END && here == Step.END) close();
            } catch (IOException | CancelledKeyException e) {
                close();
            }
        }

        /** Called by any thread. */
        private void close() {
            task.end();
            try {
                forth.close();
                back.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static int reads(Step step) {
        return step == Step.NEED_READ || step == Step.MOVED ? SelectionKey.OP_READ : 0;
    }

    private static int writes(Step step) {
        return step == Step.NEED_WRITE ? SelectionKey.OP_WRITE : 0;
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
    }
}
