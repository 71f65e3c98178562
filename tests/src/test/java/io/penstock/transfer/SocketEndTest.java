package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.Cancellation;
import io.penstock.FileRange;
import io.penstock.InterruptedTransferException;
import io.penstock.NativeChannels;
import io.penstock.NativeOpenOption;
import io.penstock.TransferOptions;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Descriptors;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mapped;
import io.penstock.support.OnPurpose;
import io.penstock.support.Proof;
import io.penstock.support.SocketPair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a closed, silent or lost peer, an interrupt or a cancellation makes of transfers with a {@code java.net.Socket}
 * that has no channel.
 */
@EndsInTime
class SocketEndTest {
    private static final int LARGE = 8 * Content.MIB; // more than a socket takes unread

    static Stream<Lib.ThreadKind> threads() {
        return SocketTest.threads();
    }

    @ParameterizedTest
    @MethodSource("threads")
    void closedWhileFull(Lib.ThreadKind thread) throws Exception {
        try (SocketPair pair = SocketPair.small(); FileChannel file = Content.of(LARGE).open()) {
            Call call = Call.start(thread, () -> NativeChannels.transferTo(file, pair.near()));
            call.awaitBlocked();
            pair.near().close();
            Throwable thrown = call.thrownIfAny();
            if (thrown == null) assertThat(call.value()).isPositive().isLessThan(LARGE);
            else assertThat(thrown).isInstanceOf(SocketException.class); // where a stream's writes are not counted
            assertThat(file.isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void closedWhileEmpty(Lib.ThreadKind thread) throws Exception {
        try (SocketPair pair = SocketPair.open(); FileChannel file = Mapped.open(Content.fresh())) {
            Call call = Call.start(thread, () -> NativeChannels.transferFrom(pair.near(), file, 0, 10));
            call.awaitBlocked();
            pair.near().close();
            assertThat(call.thrown()).isInstanceOf(SocketException.class).hasMessage("Socket closed");
            assertThat(file.isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void fileClosedWhileEmpty(Lib.ThreadKind thread) throws Exception {
        Lib.assumeNative("a stream that is read sees nothing of the file");
        try (SocketPair pair = SocketPair.open()) {
            FileChannel file = Mapped.open(Content.fresh());
            Call call = Call.start(thread, () -> NativeChannels.transferFrom(pair.near(), file, 0, 10));
            call.awaitBlocked();
            file.close();
            assertThat(call.thrown()).isInstanceOf(AsynchronousCloseException.class);
            assertThat(pair.near().isClosed()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void interruptedWhileEmpty(Lib.ThreadKind thread) throws Exception {
        Lib.assumeNative("a platform thread that reads a stream ignores interrupts");
        try (SocketPair pair = SocketPair.open(); FileChannel file = Mapped.open(Content.fresh())) {
            Call call = Call.start(thread, () -> NativeChannels.transferFrom(pair.near(), file, 0, 10));
            call.awaitBlocked();
            call.interrupt();
            assertThat(call.thrown()).isInstanceOf(InterruptedTransferException.class);
            assertThat(file.isOpen()).isFalse();
            assertThat(pair.near().isClosed()).isTrue();
        }
    }

    /** As the streams: nothing to a platform thread, the end of the socket to a virtual one. */
    @ParameterizedTest
    @MethodSource("threads")
    void interruptedWithAnUninterruptibleFile(Lib.ThreadKind thread) throws Exception {
        Lib.assumeNative("the option needs the library");
        Content content = Content.of(LARGE);
        try (SocketPair pair = SocketPair.small();
                FileChannel file = NativeChannels.open(content.file, StandardOpenOption.READ,
                    NativeOpenOption.UNINTERRUPTIBLE)) {
            Call call = Call.start(thread, () -> NativeChannels.transferTo(file, pair.near()));
            call.awaitBlocked();
            call.interrupt();
            byte[] arrived;
            if (thread == Lib.ThreadKind.PLATFORM) {
                arrived = pair.far().getInputStream().readNBytes(LARGE);
                assertThat(call.value()).isEqualTo(LARGE);
                assertThat(pair.near().isClosed()).isFalse();
            } else {
                call.join();
                assertThat(pair.near().isClosed()).isTrue();
                arrived = pair.far().getInputStream().readAllBytes();
                assertThat(call.value()).isEqualTo(arrived.length);
            }
            assertThat(call.interruptedAfter()).isTrue();
            assertThat(file.isOpen()).isTrue();
            Content.assertPrefix(content.bytes, arrived);
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void interruptedReceiveIntoAnUninterruptibleFile(Lib.ThreadKind thread) throws Exception {
        Lib.assumeNative("the option needs the library");
        try (SocketPair pair = SocketPair.open();
                FileChannel file = NativeChannels.open(Content.fresh(), StandardOpenOption.WRITE,
                    NativeOpenOption.UNINTERRUPTIBLE)) {
            Call call = Call.start(thread, () -> NativeChannels.transferFrom(pair.near(), file, 0, 10));
            call.awaitBlocked();
            call.interrupt();
            if (thread == Lib.ThreadKind.PLATFORM) {
                pair.far().getOutputStream().write(new byte[10]);
                assertThat(call.value()).isEqualTo(10);
            } else {
                assertThat(call.thrown()).isInstanceOf(SocketException.class).hasMessage("Closed by interrupt");
                assertThat(pair.near().isClosed()).isTrue();
            }
            assertThat(file.isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void readTimeout(Lib.ThreadKind thread) throws Exception {
        Path path = Content.fresh();
        try (SocketPair pair = SocketPair.open(); FileChannel file = Mapped.open(path)) {
            pair.near().setSoTimeout(300);
            Call silent = Call.start(thread, () -> NativeChannels.transferFrom(pair.near(), file, 0, 10));
            assertThat(silent.thrown()).isInstanceOf(SocketTimeoutException.class).hasMessage("Read timed out");
            pair.far().getOutputStream().write(new byte[] {1, 2, 3});
            Call some = Call.start(thread, () -> NativeChannels.transferFrom(pair.near(), file, 0, 10));
            assertThat(some.value()).isEqualTo(3);
            assertThat(Files.readAllBytes(path)).containsExactly(1, 2, 3);
            assertThat(pair.near().isClosed()).isFalse();
        }
    }

    /** Bytes that come begin the time anew: a transfer may take longer than the read timeout. */
    @ParameterizedTest
    @MethodSource("threads")
    void slowBytesAreInTime(Lib.ThreadKind thread) throws Exception {
        try (SocketPair pair = SocketPair.open(); FileChannel file = Mapped.open(Content.fresh())) {
            pair.near().setSoTimeout(3000);
            long start = System.nanoTime();
            Call call = Call.start(thread, () -> NativeChannels.transferFrom(pair.near(), file, 0, Long.MAX_VALUE));
            int sent = 0;
            while (System.nanoTime() - start < 4_000_000_000L) {
                pair.far().getOutputStream().write(1);
                sent++;
                Thread.sleep(200);
            }
            pair.far().shutdownOutput();
            assertThat(call.value()).isEqualTo(sent);
        }
    }

    /** At whatever moment of a transfer its socket is closed, the transfer ends and what has arrived is right. */
    @ParameterizedTest
    @MethodSource("threads")
    void closedAtAnyMoment(Lib.ThreadKind thread) throws Exception {
        Content content = Content.of(Content.MIB);
        int times = Lib.proof() ? 5_000 : 150;
        for (int i = 0; i < times; i++) {
            Path path = Content.fresh();
            try (SocketPair pair = SocketPair.open(); FileChannel from = content.open();
                    FileChannel to = Mapped.open(path)) {
                Call send = Call.start(thread, () -> NativeChannels.transferTo(from, pair.near()));
                Call receive = Call.start(thread, () -> NativeChannels.transferFrom(pair.far(), to, 0, Long.MAX_VALUE));
                long pause = System.nanoTime() + i % 60 * 20_000L;
                while (System.nanoTime() < pause) Thread.onSpinWait();
                (i % 2 == 0 ? pair.near() : pair.far()).close();
                Throwable sending = send.thrownIfAny();
                if (sending != null) assertThat(sending).isInstanceOf(SocketException.class);
                Throwable receiving = receive.thrownIfAny();
                if (receiving != null) assertThat(receiving).isInstanceOf(SocketException.class);
                Content.assertPrefix(content.bytes, Files.readAllBytes(path));
            }
            Files.delete(path);
        }
        Proof.line("close of a java.net.Socket during a transfer, %s threads: %d, all ended", thread, times);
    }

    /** A reader that waits its turn behind another is in its time too. */
    @Test
    @OnPurpose("a `java.net.Socket` with a read timeout waits for another reader to finish")
    void readTimeoutBehindAnotherReader() throws Exception {
        try (SocketPair pair = SocketPair.open(); FileChannel file = Mapped.open(Content.fresh())) {
            Call first = Call.start(() -> NativeChannels.transferFrom(pair.near(), file, 0, 10));
            first.awaitBlocked();
            pair.near().setSoTimeout(300);
            if (!Lib.refused()) { // the streams do it from JDK 25 on
                Call second = Call.start(() -> NativeChannels.transferFrom(pair.near(), file, 0, 10));
                assertThat(second.thrown()).isInstanceOf(SocketTimeoutException.class);
            }
            pair.far().getOutputStream().write(new byte[10]);
            assertThat(first.value()).isEqualTo(10);
        }
    }

    /** However long the timeout is. */
    @ParameterizedTest
    @MethodSource("threads")
    void cancelledBehindAnotherReader(Lib.ThreadKind thread) throws Exception {
        Lib.assumeNative("only closing the socket ends a read of its stream");
        try (SocketPair pair = SocketPair.open(); FileChannel file = Mapped.open(Content.fresh())) {
            Call first = Call.start(thread, () -> NativeChannels.transferFrom(pair.near(), file, 0, 10));
            first.awaitBlocked();
            pair.near().setSoTimeout(1_000_000);
            Cancellation cancellation = new Cancellation();
            TransferOptions options = TransferOptions.DEFAULT.withCancellation(cancellation);
            Call second = Call.start(thread,
                () -> NativeChannels.transferFrom(pair.near(), new FileRange(file, 0, 10), options).bytesTransferred());
            second.awaitBlocked();
            cancellation.cancel();
            assertThat(second.value()).isZero();
            assertThat(first.isDone()).isFalse();
            pair.far().getOutputStream().write(new byte[10]);
            assertThat(first.value()).isEqualTo(10);
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void resetWhileEmpty(Lib.ThreadKind thread) throws Exception {
        try (SocketPair pair = SocketPair.open(); FileChannel file = Mapped.open(Content.fresh())) {
            Call call = Call.start(thread, () -> NativeChannels.transferFrom(pair.near(), file, 0, 10));
            call.awaitBlocked();
            pair.far().setSoLinger(true, 0);
            pair.far().close();
            assertThat(call.thrown()).isInstanceOf(SocketException.class).hasMessage("Connection reset");
            // it is remembered
            assertThatThrownBy(() -> pair.near().getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void resetWhileFull(Lib.ThreadKind thread) throws Exception {
        try (SocketPair pair = SocketPair.small(); FileChannel file = Content.of(LARGE).open()) {
            Call call = Call.start(thread, () -> NativeChannels.transferTo(file, pair.near()));
            call.awaitBlocked();
            pair.far().setSoLinger(true, 0);
            pair.far().close();
            if (call.thrownIfAny() == null) assertThat(call.value()).isLessThan(LARGE);
            assertThatThrownBy(() -> NativeChannels.transferTo(file, pair.near())).isInstanceOf(SocketException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void shutWhileEmpty(Lib.ThreadKind thread) throws Exception {
        try (SocketPair pair = SocketPair.open(); FileChannel file = Mapped.open(Content.fresh())) {
            Call call = Call.start(thread, () -> NativeChannels.transferFrom(pair.near(), file, 0, 10));
            call.awaitBlocked();
            pair.near().shutdownInput();
            assertThat(call.value()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void cancelledWhileItWaits(Lib.ThreadKind thread) throws Exception {
        Lib.assumeNative("only closing the socket ends a read of its stream");
        try (SocketPair pair = SocketPair.small(); FileChannel from = Content.of(LARGE).open();
                FileChannel to = Mapped.open(Content.fresh())) {
            Cancellation cancellation = new Cancellation();
            TransferOptions options = TransferOptions.DEFAULT.withCancellation(cancellation);
            Call receive = Call.start(thread,
                () -> NativeChannels.transferFrom(pair.near(), new FileRange(to, 0, 10), options).bytesTransferred());
            Call send = Call.start(thread,
                () -> NativeChannels.transferTo(new FileRange(from, 0, LARGE), pair.near(), options)
                .bytesTransferred());
            receive.awaitBlocked();
            send.awaitBlocked();
            cancellation.cancel();
            assertThat(receive.value()).isZero();
            assertThat(send.value()).isPositive().isLessThan(LARGE);
            pair.far().getOutputStream().write(5);
            assertThat(pair.near().getInputStream().read()).isEqualTo(5);
        }
    }

    /** A listener runs with nothing held that a close would wait for. */
    @ParameterizedTest
    @MethodSource("threads")
    void closedByItsListener(Lib.ThreadKind thread) throws Exception {
        try (SocketPair pair = SocketPair.open(); FileChannel file = Mapped.open(Content.fresh())) {
            TransferOptions options = TransferOptions.DEFAULT.withProgress((moved, expected) -> {
                try {
                    pair.near().close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            Call call = Call.start(thread,
                () -> NativeChannels.transferFrom(pair.near(), new FileRange(file, 0, 10), options).bytesTransferred());
            pair.far().getOutputStream().write(new byte[3]);
            assertThat(call.value()).isEqualTo(3);
            assertThat(pair.far().getInputStream().read()).isEqualTo(-1);
        }
    }

    /** The time in which a transfer sleeps to keep to its rate is no time in which the peer is silent. */
    @ParameterizedTest
    @MethodSource("threads")
    void sleepsAreNotTimeouts(Lib.ThreadKind thread) throws Exception {
        try (SocketPair pair = SocketPair.open(); FileChannel file = Mapped.open(Content.fresh())) {
            pair.near().setSoTimeout(2000);
            TransferOptions options = TransferOptions.DEFAULT.withMaxBytesPerSecond(1000);
            Call call = Call.start(thread,
                () -> NativeChannels.transferFrom(pair.near(), new FileRange(file, 0, 7000), options)
                .bytesTransferred());
            pair.far().getOutputStream().write(new byte[6000]);
            long end = System.nanoTime() + 20_000_000_000L;
            while (file.size() < 6000 && System.nanoTime() < end) Thread.sleep(20);
            Thread.sleep(500); // the transfer waits, or sleeps: both must be borne
            pair.far().getOutputStream().write(new byte[1000]);
            assertThat(call.value()).isEqualTo(7000);
        }
    }

    /** Sockets that are closed while transfers wait on them leave no descriptor behind, whichever thread closes it. */
    @ParameterizedTest
    @EnumSource(Lib.ThreadKind.class)
    void noDescriptorIsLeft(Lib.ThreadKind thread) throws Exception {
        thread.assume();
        closeWaiting(thread);
        long before = Descriptors.inUse();
        for (int i = 0; i < 20; i++) closeWaiting(thread);
        assertThat(Descriptors.inUse()).isLessThan(before + 10);
    }

    private static void closeWaiting(Lib.ThreadKind thread) throws Exception {
        try (SocketPair pair = SocketPair.open(); FileChannel file = Mapped.open(Content.fresh())) {
            Call call = Call.start(thread, () -> NativeChannels.transferFrom(pair.near(), file, 0, 10));
            call.awaitBlocked();
            pair.near().close();
            call.join();
        }
    }
}
