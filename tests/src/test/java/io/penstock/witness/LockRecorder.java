package io.penstock.witness;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.channels.SelectableChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * What threads hold when they come to wait, on whatever path: an edge from each lock held to the lock that is wanted. A
 * cycle of such edges is a deadlock that need not have happened. Locks of the same field of the same class are one.
 *
 * <p>A thread set is held by those in it, and wanted by the close that waits until they are out. An interrupt closes
 * the channel that a thread has begun to use, in the thread itself if it has come before, else on JDK 17 and 21 with a
 * lock that {@code begin} and {@code end} take: so both want that lock, and with it all that the close wants.
 *
 * <p>Called by instrumented classes of java.base, and hence seen by the bootstrap loader: needs nothing but the JDK.
 */
public final class LockRecorder {
    private static final String SLOT = "interrupt slot";
    private static final String GATE = "Gate";

    /** The channel by which an interrupt closes both ends of a relay, both of which have to block. */
    private static final String RELAY = "Interruption";

    /**
     * Waits of the JDK's own that are against its own order, and ours: with them a program that uses both can hang as
     * it can without us.
     */
    private static final List<String> STOCK = List.of(
        "sun.nio.ch.FileChannelImpl.map", // takes the position lock inside of the thread set
        "sun.nio.ch.SocketChannelImpl.beforeTransferTo"); // from 22 on, takes a socket's lock inside of the thread set

    private record Held(Object lock, String name) {}

    private record Edge(String from, String to) {}

    private static final Map<Object, String> NAMES = Collections.synchronizedMap(new WeakHashMap<>());
    private static final Map<Object, Object> CLOSE_LOCKS = Collections.synchronizedMap(new WeakHashMap<>());
    private static final ThreadLocal<List<Held>> HELD = ThreadLocal.withInitial(ArrayList::new);
    private static final Map<Edge, String> EDGES = Collections.synchronizedMap(new LinkedHashMap<>());
    private static final Map<Edge, String> BY_STOCK = Collections.synchronizedMap(new LinkedHashMap<>());
    private static final Map<String, String> FORBIDDEN = Collections.synchronizedMap(new TreeMap<>());
    private static final Map<String, Integer> SEEN = Collections.synchronizedMap(new TreeMap<>());

    private LockRecorder() {}

    /** A constructor gives one of its fields something that may be a lock. */
    public static void named(Object value, Object owner, String field) {
        if (value == null) return;
        NAMES.putIfAbsent(value, owner.getClass().getSimpleName() + "." + field); // by the first that has it
        if (field.equals("closeLock")) CLOSE_LOCKS.put(value, owner);
    }

    /** What a close takes depends on whether the channel blocks. */
    private static String name(Object lock) {
        Object channel = CLOSE_LOCKS.get(lock);
        if (channel != null) return closing(channel);
        return NAMES.getOrDefault(lock, lock.getClass().getSimpleName());
    }

    private static String closing(Object channel) {
        String name = channel.getClass().getSimpleName();
        boolean blocks = name.equals(RELAY) ? blocks(field(field(channel, "this$0"), "source"))
            && blocks(field(field(channel, "this$0"), "target")) : blocks(channel);
        return name + ".closeLock" + (blocks ? "" : ", non-blocking");
    }

    private static boolean blocks(Object channel) {
        return !(channel instanceof SelectableChannel selectable) || selectable.isBlocking();
    }

    private static Object field(Object object, String name) {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return field.get(object);
            } catch (NoSuchFieldException e) { // it is the superclass's
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
        throw new AssertionError(object + " has no " + name);
    }

    /** Before a monitor is entered. */
    public static void wanted(Object lock) {
        wait(lock, name(lock));
    }

    /** Inside of a monitor. */
    public static void entered(Object lock) {
        hold(lock, name(lock));
    }

    /** {@code lock.lock()}. */
    public static void lock(ReentrantLock lock) {
        wait(lock, name(lock));
        lock.lock();
        hold(lock, name(lock));
    }

    /** {@code lock.tryLock()}. */
    public static boolean tryLock(ReentrantLock lock) {
        boolean locked = lock.tryLock();
        if (locked) hold(lock, name(lock));
        return locked;
    }

    /** {@code lock.tryLock(time, unit)}. */
    public static boolean tryLock(ReentrantLock lock, long time, TimeUnit unit) throws InterruptedException {
        wait(lock, name(lock));
        boolean locked = lock.tryLock(time, unit);
        if (locked) hold(lock, name(lock));
        return locked;
    }

    /** A thread is in a set, or has come through a gate. */
    public static void joined(Object set) {
        hold(set, name(set));
    }

    /** It is out again. */
    public static void left(Object set) {
        List<Held> held = HELD.get();
        for (int i = held.size() - 1; i >= 0; i--) {
            if (held.get(i).lock != set) continue;
            held.remove(i);
            return;
        }
    }

    /** A close waits until all are out. */
    public static void drained(Object set) {
        wait(set, name(set));
    }

    /** An interrupt closes the channel from here on. */
    public static void begun(Object channel) {
        String close = closing(channel);
        wait(null, SLOT);
        EDGES.putIfAbsent(new Edge(SLOT, close), "an interrupt");
        wait(null, close);
    }

    /** It does no longer. */
    public static void ended(Object channel) {
        wait(null, SLOT);
    }

    /** A thread waits for the other end of a transfer, sleeps, or runs code of others. */
    public static void parked(String what) {
        SEEN.merge(what, 1, Integer::sum);
        for (Held held : held()) {
            boolean ends = held.lock instanceof ReentrantLock; // of sockets, which others wait for as long as it takes
            if (!ends) FORBIDDEN.putIfAbsent(what + " with " + held.name, shown(frames()));
        }
    }

    private static void hold(Object lock, String name) {
        SEEN.merge(name, 1, Integer::sum);
        held().add(new Held(lock, name));
    }

    private static void wait(Object lock, String wanted) {
        List<Held> held = held();
        if (held.isEmpty() || isHeld(held, lock)) return;
        for (Held one : held) {
            Edge edge = new Edge(one.name, wanted);
            if (EDGES.containsKey(edge)) continue;
            List<String> frames = frames();
            (isStock(frames) ? BY_STOCK : EDGES).putIfAbsent(edge, shown(frames));
        }
    }

    private static boolean isHeld(List<Held> held, Object lock) {
        return lock != null && held.stream().anyMatch(one -> one.lock == lock);
    }

    /** Monitors and locks say themselves whether they are held, so that nothing has to be told of their ends. */
    private static List<Held> held() {
        List<Held> held = HELD.get();
        held.removeIf(one -> {
            if (one.lock instanceof ReentrantLock lock) return !lock.isHeldByCurrentThread();
            if (one.name.endsWith(".threads") || one.name.equals(GATE)) return false;
            return !Thread.holdsLock(one.lock);
        });
        return held;
    }

    private static List<String> frames() {
        return Arrays.stream(Thread.currentThread().getStackTrace()).skip(1)
            .map(frame -> frame.getClassName() + "." + frame.getMethodName())
            .filter(frame -> !frame.startsWith(LockRecorder.class.getName()) && !frame.startsWith("java.lang.invoke"))
                .collect(Collectors.toList());
    }

    private static String shown(List<String> frames) {
        return frames.stream().takeWhile(frame -> !frame.contains(".reflect.")).limit(14)
            .collect(Collectors.joining(" < "));
    }

    private static boolean isStock(List<String> frames) {
        return STOCK.stream().anyMatch(frames.get(0)::startsWith);
    }

    /** All of it: what was seen, a line each; then cycles and waits that must not be. */
    public static void write(Path path) throws IOException {
        List<String> lines = new ArrayList<>();
        SEEN.forEach((name, times) -> lines.add("seen: " + name + ", " + times + " times"));
        Map<Edge, String> edges;
        synchronized (EDGES) {
            edges = new LinkedHashMap<>(EDGES);
        }
        edges.keySet().forEach(edge -> lines.add("order: " + edge.from + " → " + edge.to));
        for (Edge edge : edges.keySet()) {
            List<String> back = way(edges, edge.to, edge.from, new ArrayList<>(List.of(edge.to)));
            if (back == null) continue;
            lines.add("cycle: " + edge.from + " → " + String.join(" → ", back));
            lines.add("    " + edge.from + " → " + edge.to + " by " + edges.get(edge));
        }
        BY_STOCK.forEach((edge, where) -> lines.add("by the JDK alone: " + edge.from + " → " + edge.to + " by "
            + where));
        FORBIDDEN.forEach((what, where) -> lines.add("forbidden: " + what + " by " + where));
        Files.write(path, lines);
    }

    private static List<String> way(Map<Edge, String> edges, String from, String to, List<String> path) {
        if (from.equals(to)) return path;
        for (Edge edge : edges.keySet()) {
            if (!edge.from.equals(from) || path.contains(edge.to)) continue;
            List<String> longer = new ArrayList<>(path);
            longer.add(edge.to);
            List<String> found = way(edges, edge.to, to, longer);
            if (found != null) return found;
        }
        return null;
    }
}
