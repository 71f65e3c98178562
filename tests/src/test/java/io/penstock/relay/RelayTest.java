package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.NativeChannels;
import io.penstock.Relay;
import io.penstock.Relay.Step;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.OnPurpose;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every byte that goes into a relay comes out of it, in order, and the end after them. */
@EndsInTime
public class RelayTest {
    private static final int SIZE = 5 * Content.MIB + 3;
    private static final Content CONTENT = Content.of(SIZE);

    static Stream<Arguments> routes() {
        return Stream.of(Ends.Kind.TCP_ACCEPTED, Ends.Kind.UNIX, Ends.Kind.PIPE).flatMap(from ->
            Stream.of(Ends.Kind.TCP_CONNECTED, Ends.Kind.UNIX, Ends.Kind.PIPE).flatMap(to ->
                Arrays.stream(Lib.ThreadKind.values()).map(thread -> arguments(from, to, thread))));
    }

    /** Writes the content into a route and ends it. */
    private static Call feed(Ends route) {
        return Call.start(() -> {
            ByteBuffer bytes = ByteBuffer.wrap(CONTENT.bytes);
            while (bytes.hasRemaining()) route.target.write(bytes);
            route.finish();
            return (long) SIZE;
        });
    }

    @ParameterizedTest
    @MethodSource("routes")
    void blocking(Ends.Kind from, Ends.Kind to, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        try (Ends in = Ends.small(from); Ends out = Ends.small(to)) {
            Call feed = feed(in);
            Drain drain = new Drain(out.source);
            assertThat(Call.start(thread, () -> NativeChannels.relay(in.source, out.target)).value()).isEqualTo(SIZE);
            feed.value();
            Content.assertSame(CONTENT.bytes, drain.await());
        }
    }

    @ParameterizedTest
    @EnumSource(Ends.Kind.class)
    void onASelector(Ends.Kind kind) throws Exception {
        byte[] head = "head".getBytes();
        try (Ends in = Ends.small(kind); Ends out = Ends.small(kind); Selector selector = Selector.open()) {
            Call feed = feed(in);
            Drain drain = new Drain(out.source);
            SelectionKey readable = register(in.source, selector);
            SelectionKey writable = register(out.target, selector);
            Relay relay = Relay.of(in.source, out.target, ByteBuffer.wrap(head));
            for (Step step = relay.step(); step != Step.END; step = relay.step()) {
                if (step == Step.MOVED) continue;
                readable.interestOps(step == Step.NEED_READ ? SelectionKey.OP_READ : 0);
                writable.interestOps(step == Step.NEED_WRITE ? SelectionKey.OP_WRITE : 0);
                selector.select(key -> {}, Call.PATIENCE_MS);
            }
            selector.selectNow(); // closes what is registered and was closed
            feed.value();
            byte[] arrived = drain.await();
            assertThat(Arrays.copyOf(arrived, head.length)).isEqualTo(head);
            Content.assertSame(CONTENT.bytes, Arrays.copyOfRange(arrived, head.length, arrived.length));
            assertThat(relay.bytesRead()).isEqualTo(SIZE);
            assertThat(relay.bytesTransferred()).isEqualTo(SIZE + head.length);
            assertThat(relay.step()).as("after the end").isEqualTo(Step.END);
            assertThat(relay.closeNow()).as("lost").isZero();
        }
    }

    /** Some ends take only a page at a time, so that this is thousands of system calls. */
    @ParameterizedTest
    @MethodSource("routes")
    void largePrefix(Ends.Kind from, Ends.Kind to, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        byte[] prefix = Content.of(16 * Content.MIB).bytes;
        try (Ends in = Ends.open(from); Ends out = Ends.open(to)) {
            in.finish();
            Drain drain = new Drain(out.source);
            Relay relay = Relay.of(in.source, out.target, ByteBuffer.wrap(prefix));
            assertThat(Call.start(thread, relay::run).value()).isEqualTo(prefix.length);
            Content.assertSame(prefix, drain.await());
            assertThat(relay.bytesTransferred()).isEqualTo(prefix.length);
            assertThat(relay.bytesRead()).isZero();
            assertThat(relay.bytesHeld()).isZero();
        }
    }

    private static SelectionKey register(Object channel, Selector selector) throws Exception {
        SelectableChannel selectable = (SelectableChannel) channel;
        selectable.configureBlocking(false);
        return selectable.register(selector, 0);
    }

    @Test
    void bothDirections() throws Exception {
        try (Ends left = Ends.open(Ends.Kind.TCP_CONNECTED); Ends right = Ends.open(Ends.Kind.TCP_CONNECTED)) {
            SocketChannel client = (SocketChannel) left.target;
            SocketChannel server = (SocketChannel) right.source;
            Call feed = feed(left);
            Call answer = Call.start(() -> {
                byte[] request = Drain.all(server);
                Content.assertSame(CONTENT.bytes, request);
                server.write(ByteBuffer.wrap("thanks".getBytes()));
                server.shutdownOutput();
                return (long) request.length;
            });
            Call relay = Call.start(() -> {
                Relay.Both both = Relay.both((SocketChannel) left.source, (SocketChannel) right.target);
                assertThat(both.back()).isEqualTo(6);
                return both.forth();
            });
            assertThat(Drain.all(client)).isEqualTo("thanks".getBytes());
            feed.value();
            assertThat(answer.value()).isEqualTo(SIZE);
            assertThat(relay.value()).isEqualTo(SIZE);
        }
    }

    @Test
    void closeNowTellsWhatIsLost() throws Exception {
        try (Ends in = Ends.open(Ends.Kind.UNIX); Ends out = Ends.small(Ends.Kind.UNIX)) {
            out.fill();
            out.blocking(false);
            ((SelectableChannel) in.source).configureBlocking(false);
            in.target.write(ByteBuffer.wrap(new byte[1000]));
            Relay relay = Relay.of(in.source, out.target);
            assertThat(relay.step()).isEqualTo(Step.NEED_WRITE);
            assertThat(relay.bytesRead()).isEqualTo(1000);
            assertThat(relay.bytesTransferred()).isZero();
            assertThat(relay.closeNow()).isEqualTo(1000);
            assertThat(in.source.isOpen()).isFalse();
            assertThat(out.target.isOpen()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Lib.ThreadKind.class)
    void interruptClosesBoth(Lib.ThreadKind thread) throws Exception {
        thread.assume();
        try (Ends in = Ends.open(Ends.Kind.TCP_ACCEPTED); Ends out = Ends.open(Ends.Kind.TCP_ACCEPTED)) {
            Call relay = Call.start(thread, () -> NativeChannels.relay(in.source, out.target));
            relay.awaitBlocked();
            relay.interrupt();
            assertThat(relay.thrown()).isInstanceOf(ClosedByInterruptException.class);
            assertThat(in.source.isOpen()).isFalse();
            assertThat(out.target.isOpen()).isFalse();
        }
    }

    /** A whole relay that is cut short is a failure; one run tells what it has done. */
    @ParameterizedTest
    @EnumSource(Lib.ThreadKind.class)
    @OnPurpose("a relay of a whole stream (`NativeChannels.relay`, `Relay.both`) ends by a close or an error after "
        + "some bytes")
    void closedAfterSomeBytes(Lib.ThreadKind thread) throws Exception {
        thread.assume();
        for (boolean whole : new boolean[] {true, false}) {
            try (Ends in = Ends.open(Ends.Kind.TCP_ACCEPTED); Ends out = Ends.open(Ends.Kind.TCP_ACCEPTED)) {
                Relay relay = Relay.of(in.source, out.target);
                Call call = Call.start(thread, () -> whole ? NativeChannels.relay(in.source, out.target) : relay.run());
                in.target.write(ByteBuffer.wrap(CONTENT.bytes, 0, 1000));
                ByteBuffer arrived = ByteBuffer.allocate(1000);
                while (arrived.hasRemaining()) out.source.read(arrived);
                call.awaitBlocked();
                in.source.close();
                if (whole) {
                    assertThat(call.thrown()).isInstanceOf(ClosedChannelException.class);
                } else {
                    assertThat(call.value()).isEqualTo(1000);
                    assertThat(relay.bytesTransferred()).isEqualTo(1000);
                    assertThatThrownBy(relay::run).isInstanceOf(ClosedChannelException.class);
                }
            }
        }
    }

    /** A source that fails once and then ends has not been relayed as a whole. */
    @Test
    void failureThatPasses() throws Exception {
        for (boolean both : new boolean[] {false, true}) {
            try (Ends out = Ends.open(Ends.Kind.UNIX)) {
                FailsOnce source = new FailsOnce();
                assertThatThrownBy(() -> {
                    if (both) Relay.both(source, new FailsOnce());
                    else NativeChannels.relay(source, out.target);
                }).isInstanceOf(IOException.class).hasMessage("once");
                assertThat(out.target.isOpen()).isTrue();
            }
        }
    }

    /** Gives ten bytes, fails, and ends; takes everything. */
    private static final class FailsOnce implements ByteChannel {
        private int reads;

        @Override
        public int read(ByteBuffer target) throws IOException {
            reads++;
            if (reads == 2) throw new IOException("once");
            if (reads > 2) return -1;
            target.put(new byte[10]);
            return 10;
        }

        @Override
        public int write(ByteBuffer source) {
            int n = source.remaining();
            source.position(source.limit());
            return n;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void blockingModeMustFit() throws Exception {
        try (Ends in = Ends.open(Ends.Kind.UNIX); Ends out = Ends.open(Ends.Kind.UNIX)) {
            Relay relay = Relay.of(in.source, out.target);
            assertThatThrownBy(relay::step).isInstanceOf(IllegalBlockingModeException.class);
            out.blocking(false);
            assertThatThrownBy(relay::run).isInstanceOf(IllegalBlockingModeException.class);
            assertThat(relay.closeNow()).isZero();
        }
    }
}
