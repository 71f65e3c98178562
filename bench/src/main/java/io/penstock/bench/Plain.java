package io.penstock.bench;

import java.io.IOException;

/** The plain system calls: what a program without a JVM needs for the same work, in a process of its own. */
final class Plain implements AutoCloseable {
    private final Program command = new Program();

    Plain() throws IOException {}

    /** Runs a command and counts its cost; returns the bytes it moved. */
    long measure(Object... words) throws IOException {
        return count(command.ask(words).split(" "));
    }

    /** Relays and counts the cost; returns what the sink got: bytes and CRC-32C. */
    long[] relay(int source, long count, int sink) throws IOException {
        String[] numbers = command.ask("relay", source, count, sink).split(" ");
        count(numbers);
        return new long[] {Long.parseLong(numbers[3]), Long.parseLong(numbers[4])};
    }

    /** Ends the connection of {@code connect} and returns what the sink got. */
    long[] finish() throws IOException {
        String[] got = ask("finish").split(" ");
        return new long[] {Long.parseLong(got[0]), Long.parseLong(got[1])};
    }

    String ask(Object... words) throws IOException {
        return command.ask(words);
    }

    private static long count(String[] numbers) {
        long bytes = Long.parseLong(numbers[3]);
        Costs.add(Long.parseLong(numbers[1]), bytes);
        Costs.addCalls(Long.parseLong(numbers[2]));
        return bytes;
    }

    @Override
    public void close() throws IOException {
        command.close();
    }
}
