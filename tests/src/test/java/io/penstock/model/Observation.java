package io.penstock.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What an {@link Action} left to see in one world. */
public record Observation(Object value, Throwable thrown, boolean interrupted, List<BufferSpec.State> buffers,
        List<String> state) {
    public static Observation of(ModelState world, Action action) throws IOException {
        Object value = null;
        Throwable thrown = null;
        try {
            value = action.run(world);
        } catch (Exception e) {
            thrown = e;
        }
        boolean interrupted = Thread.interrupted();
        return new Observation(value, thrown, interrupted, world.takeBuffers(), world.state());
    }

    /** How ours differs from the stock one that this is, each difference as a line. */
    List<String> differences(Observation ours) {
        List<String> lines = new ArrayList<>();
        compare(lines, "returned", value, ours.value);
        if (!AllowedDifference.exceptions(type(thrown), type(ours.thrown)))
            compare(lines, "threw", thrown, ours.thrown);
        compare(lines, "interrupted after it", interrupted, ours.interrupted);
        compare(lines, "buffers", buffers, ours.buffers);
        compare(lines, "channels, locks and streams", state, ours.state);
        return lines;
    }

    private static Class<?> type(Throwable thrown) {
        return thrown == null ? null : thrown.getClass();
    }

    static void compare(List<String> lines, String what, Object stock, Object ours) {
        if (!Objects.equals(stock, ours))
            lines.add("  %s: stock %s%n  %s: ours  %s".formatted(what, stock, what, ours));
    }
}
