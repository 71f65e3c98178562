package io.penstock.lab;

import io.penstock.ScatterGatherSupport;
import io.penstock.TransferPath;

/**
 * What one pass came to; one line from the sender's process to the lab's.
 *
 * @param bytes bytes that arrived
 * @param cost what they cost the sending thread, from the first send until the receiver said that it has them all
 * @param receiverNanos CPU time of the receiving thread
 * @param systemCalls system calls as the library counts them, or -1 where the JDK made them
 * @param path what carried the bytes
 * @param gathers whether the device's scatter-gather is on
 * @param digest SHA-256 in hexadecimal, or "-" where none was asked for
 * @param remark why the library took another path than its first choice, or "-"
 */
record Sample(
        long bytes, Meter.Cost cost, long receiverNanos, long systemCalls, TransferPath path,
        ScatterGatherSupport gathers, String digest, String remark) {

    double perGigabyte(double count) {
        return bytes == 0 ? Double.NaN : count * 1e9 / bytes;
    }

    double megabytesPerSecond() {
        return bytes == 0 ? Double.NaN : bytes * 1e3 / cost.nanos();
    }

    double cpuSecondsPerGigabyte() {
        return perGigabyte(cost.cpuNanos() / 1e9);
    }

    /** Sender, receiver and the kernel's network threads: who of them does which part of the work is chance. */
    double totalCpuSecondsPerGigabyte() {
        return perGigabyte((cost.cpuNanos() + cost.softirqNanos() + receiverNanos) / 1e9);
    }

    String toLine() {
        return String.join("\t",
                Long.toString(bytes),
                Long.toString(cost.nanos()),
                Long.toString(cost.cpuNanos()),
                Long.toString(cost.softirqNanos()),
                Long.toString(cost.switches()),
                Long.toString(cost.minorFaults()),
                Long.toString(cost.majorFaults()),
                Long.toString(receiverNanos),
                Long.toString(systemCalls),
                path.name(), gathers.name(), digest, remark);
    }

    static Sample parse(String line) {
        String[] words = line.split("\t");
        long[] n = new long[9];
        for (int i = 0; i < n.length; i++) {
            n[i] = Long.parseLong(words[i]);
        }
        return new Sample(n[0], new Meter.Cost(n[1], n[2], n[3], n[4], n[5], n[6]), n[7], n[8],
                TransferPath.valueOf(words[9]), ScatterGatherSupport.valueOf(words[10]), words[11], words[12]);
    }
}
