package io.penstock.relay;

import io.penstock.Relay;
import io.penstock.Relay.Step;
import io.penstock.support.Lib;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An event loop as proxies have it: one thread, one selector, many relays. */
final class RelayLoop implements Closeable {
    private final Selector selector = Selector.open();
    private final Queue<Connection> added = new ConcurrentLinkedQueue<>();
    private final Queue<Connection> movable = new ArrayDeque<>();
    private final Thread thread = Lib.ThreadKind.PLATFORM.unstarted(this::run);
    private volatile Throwable failure;
    private volatile boolean over;

    RelayLoop() throws IOException {
        thread.start();
    }

    /** A relay and its keys. */
    private final class Connection {
        private final SelectableChannel source;
        private final SelectableChannel target;
        private final Relay relay;
        private SelectionKey readable;
        private SelectionKey writable;
        private boolean queued;

        <S extends SelectableChannel & ReadableByteChannel, T
                extends SelectableChannel & WritableByteChannel> Connection(S source, T target) {
            this.source = source;
            this.target = target;
            relay = Relay.of(source, target);
        }

        void register() throws IOException {
            source.configureBlocking(false);
            target.configureBlocking(false);
            readable = source.register(selector, 0, this);
            writable = target.register(selector, 0, this);
            step();
        }

        void step() throws IOException {
            Step step = relay.step();
            wish(readable, step == Step.NEED_READ ? SelectionKey.OP_READ : 0);
            if (step == Step.END) {
                source.close();
                target.close();
                return;
            }
            wish(writable, step == Step.NEED_WRITE ? SelectionKey.OP_WRITE : 0);
            if (step == Step.MOVED && !queued) queued = movable.add(this);
        }

        private void wish(SelectionKey key, int event) {
            if (key.interestOps() != event) key.interestOps(event);
        }
    }

    <S extends SelectableChannel & ReadableByteChannel, T
            extends SelectableChannel & WritableByteChannel> void add(S source, T target) {
        added.add(new Connection(source, target));
        selector.wakeup();
    }

    private void run() {
        try {
            while (!over) {
                if (movable.isEmpty()) selector.select(this::ready);
                else selector.selectNow(this::ready);
                for (Connection next; (next = added.poll()) != null; ) next.register();
                for (int turns = movable.size(); turns > 0; turns--) { // each gets one turn
                    Connection next = movable.remove();
                    next.queued = false;
                    next.step();
                }
            }
        } catch (Throwable e) {
            failure = e;
        }
    }

    private void ready(SelectionKey key) {
        try {
            ((Connection) key.attachment()).step();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Thread thread() {
        return thread;
    }

    void check() {
        if (failure != null) throw new AssertionError("the event loop failed", failure);
    }

    @Override
    public void close() throws IOException {
        over = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
        selector.close();
    }
}
