package io.penstock.agents;

import io.penstock.support.Program;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The line of counts that the agent prints when the JVM exits. */
record AgentCounts(Direction to, Direction from) {
    static final Direction NONE = new Direction(0, 0, 0);

    private static final String COUNTS = "(\\d+) served, (\\d+) bytes, (\\d+) left to the JDK";
    private static final Pattern LINE =
        Pattern.compile("penstock-agent: transferTo: " + COUNTS + "; transferFrom: " + COUNTS);

    /** Calls that were ours and their bytes, and calls that were not. */
    record Direction(long served, long bytes, long left) {}

    /** Out of what a program printed, which ends with it. */
    static AgentCounts of(Program program) {
        return of(program.err());
    }

    static AgentCounts of(List<String> err) {
        Matcher line = LINE.matcher(err.isEmpty() ? "" : err.get(err.size() - 1));
        if (!line.matches()) throw new AssertionError("no counts in the end of " + err);
        return new AgentCounts(direction(line, 1), direction(line, 4));
    }

    private static Direction direction(Matcher line, int first) {
        return new Direction(Long.parseLong(line.group(first)), Long.parseLong(line.group(first + 1)),
            Long.parseLong(line.group(first + 2)));
    }
}
