package io.penstock.lab;

/**
 * What the sender is asked to do once.
 *
 * @param row the path to send along
 * @param count bytes of the file to send, from its beginning
 * @param repeats how often to send them, back to back
 * @param purpose what the pass is for
 */
record Pass(Row row, long count, int repeats, Purpose purpose) {
    /** What a pass is for. */
    enum Purpose {
        /** To be timed: the receiver only drains. */
        TIME,
        /** Untimed: the receiver returns the SHA-256 of what arrived. */
        VERIFY,
        /** Untimed, under strace: the sender marks where the transfer begins and ends. */
        TRACE
    }

    long bytes() {
        return count * repeats;
    }

    String toLine() {
        return row + " " + count + " " + repeats + " " + purpose;
    }

    static Pass parse(String line) {
        String[] words = line.split(" ");
        return new Pass(
                Row.valueOf(words[0]), Long.parseLong(words[1]), Integer.parseInt(words[2]), Purpose.valueOf(words[3]));
    }
}
