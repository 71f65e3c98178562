package io.penstock.lab;

import java.util.List;

/** The loopback device, as it is: it belongs to the whole machine. */
final class LoopbackLink implements Link {
    private final String reason;

    /** {@code reason} says why this link is used. */
    LoopbackLink(String reason) {
        this.reason = reason;
    }

    @Override
    public String description() {
        return "TCP over the loopback device, its offloads as they are (" + reason + ")";
    }

    @Override
    public List<String> senderPrefix() {
        return List.of();
    }

    @Override
    public List<String> receiverPrefix() {
        return List.of();
    }

    @Override
    public String receiverAddress() {
        return "127.0.0.1";
    }

    @Override
    public boolean isAdjustable() {
        return false;
    }

    @Override
    public void adjust(Offload offload) {
        // not ours to adjust
    }

    @Override
    public void close() {
        // nothing was built
    }
}
