package io.penstock.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.UndeliveredException;
import io.penstock.storm.Scene.Disturbance;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Lib;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** One transfer of a storm: its scene, what disturbs it and when, and what has to be true afterwards. */
final class StormTransfer {
    /** How a transfer may end. */
    enum End {
        COMPLETE,
        CUT_SHORT,
        CLOSED,
        INTERRUPTED,
        RESET,
        UNDELIVERED,
        HANG
    }

    /** One disturbance, and how long after the start it comes. */
    record Blow(Disturbance disturbance, long nanos) {
        private static final long SPUN_NANOS = 100_000;

        private void strike(Scene scene, Call transfer) throws IOException {
            long end = System.nanoTime() + nanos;
            for (long left = nanos; left > 0; left = end - System.nanoTime()) {
                if (left > SPUN_NANOS) LockSupport.parkNanos(left - SPUN_NANOS);
                else Thread.onSpinWait();
            }
            switch (disturbance) {
                case CLOSE_FILE -> scene.file.close();
                case CLOSE_OTHER -> scene.other.close();
                case CLOSE_PEER -> scene.closePeer();
                default -> transfer.interrupt();
            }
        }
    }

    private final Scene scene;
    private final List<Blow> blows;
    private final long patience;
    private final boolean stock;
    private String hang = "";

    /** By the JDK's own transfer, exceptions mean what they may; without it, they have to fit. */
    StormTransfer(Scene scene, List<Blow> blows, long patience, boolean stock) {
        this.scene = scene;
        this.blows = blows;
        this.patience = patience;
        this.stock = stock;
    }

    End run(Lib.ThreadKind thread) throws Exception {
        try (scene) {
            Call transfer = Call.start(thread, scene::transfer);
            List<Call> calls = new ArrayList<>();
            for (Blow blow : blows) calls.add(Call.start(() -> {
                blow.strike(scene, transfer);
                return 0L;
            }));
            for (Call call : calls) if (hangs(call)) return End.HANG;
            for (Call call : calls) call.value();
            if (blows.stream().noneMatch(blow -> scene.isEndedBy(blow.disturbance))) scene.release();
            if (hangs(transfer)) return End.HANG;
            return check(transfer);
        }
    }

    private boolean hangs(Call call) throws InterruptedException {
        if (call.endsWithin(patience)) return false;
        hang = call.place();
        return true;
    }

    private End check(Call transfer) throws Exception {
        Throwable thrown = transfer.thrownIfAny();
        long reported = thrown == null ? transfer.value() : Lib.moved(thrown);
        End end = end(thrown, reported);
        boolean lossy = blows(Disturbance.CLOSE_PEER) && scene instanceof SendScene;
        if (stock && thrown != null) {
            scene.assertArrived(scene.content.bytes.length, false);
            return end;
        }
        scene.assertArrived(reported, !lossy);
        switch (end) {
            case COMPLETE -> {}
            case CUT_SHORT -> assertThat(reported > 0 && !blows.isEmpty() || blows(Disturbance.CLOSE_PEER))
                .as("cut short").isTrue();
            case CLOSED -> assertThat(blows(Disturbance.CLOSE_FILE) || blows(Disturbance.CLOSE_OTHER)).as("closed")
                .isTrue();
            case RESET -> assertThat(lossy).as("the far end closed, which explains %s", thrown).isTrue();
            case INTERRUPTED -> assertInterrupted(transfer);
            case UNDELIVERED -> assertUndelivered((UndeliveredException) thrown);
            default -> throw new AssertionError("the transfer threw " + thrown, thrown);
        }
        return end;
    }

    private End end(Throwable thrown, long reported) {
        if (thrown == null) return reported == scene.content.bytes.length ? End.COMPLETE : End.CUT_SHORT;
        if (thrown instanceof UndeliveredException) return End.UNDELIVERED;
        if (thrown instanceof ClosedByInterruptException) return End.INTERRUPTED;
        if (thrown instanceof ClosedChannelException) return End.CLOSED;
        if (thrown instanceof IOException e && e.getMessage().matches("(?is).*(broken pipe|connection reset).*"))
            return End.RESET;
        throw new AssertionError("the transfer threw " + thrown, thrown);
    }

    private boolean blows(Disturbance disturbance) {
        return blows.stream().anyMatch(blow -> blow.disturbance == disturbance);
    }

    private void assertInterrupted(Call transfer) throws InterruptedException {
        assertThat(blows(Disturbance.INTERRUPT) && scene.isInterruptible()).as("interrupted").isTrue();
        assertThat(transfer.interruptedAfter()).as("still interrupted").isTrue();
        if (!scene.otherIgnoresInterrupts()) assertThat(scene.other.isOpen()).as("other end open").isFalse();
        if (!scene.maker.ignoresInterrupts()) assertThat(scene.file.isOpen()).as("file open").isFalse();
    }

    private void assertUndelivered(UndeliveredException e) {
        assertThat(blows(Disturbance.CLOSE_FILE)).as("the file closed, which explains %s", e).isTrue();
        assertThat(e.bytesRead() - e.bytesTransferred()).as("bytes undelivered").isEqualTo(e.undelivered().length);
        Content.assertSame(scene.content.range(e.bytesTransferred(), e.undelivered().length), e.undelivered());
    }

    @Override
    public String toString() {
        return "%s, %s%s".formatted(scene, blows, hang.isEmpty() ? "" : ", hung at " + hang);
    }
}
