package io.penstock.soak;

import io.penstock.soak.SoakClients.End;
import io.penstock.soak.SoakClients.Manner;
import io.penstock.soak.SoakClients.Visit;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the two processes of a {@link Soak} say of each connection, and whether that fits together. */
final class SoakLedger {
    /** Bytes that the library says it has moved, and what that ended with. */
    private record Served(long moved, String end) {
        static final Served NOT = new Served(0, "not served");
    }

    /** The client's port of the server itself, without a relay between. */
    private final int direct;

    private final Map<Long, Served> served = new HashMap<>();
    private final Map<Long, Visit> visited = new HashMap<>();
    private final Map<Long, String> disturbed = new HashMap<>();
    private final Map<String, Integer> ends = new TreeMap<>();
    private long visits;
    private long bytes;
    private long disturbances;

    /** What does not fit, in words. */
    final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    SoakLedger(int direct) {
        this.direct = direct;
    }

    /** The server's account of a connection. */
    synchronized void served(long id, long moved, String end) {
        bytes += moved;
        ends.merge(end, 1, Integer::sum);
        Visit visit = visited.remove(id);
        Served by = new Served(moved, end);
        if (visit == null) served.put(id, by);
        else settle(visit, by);
    }

    /** The client's account of it. */
    synchronized void visited(Visit visit) {
        visits++;
        Served by = served.remove(visit.id());
        if (by == null) visited.put(visit.id(), visit);
        else settle(visit, by);
    }

    /** To be called before it happens. */
    synchronized void disturbed(long id, String how) {
        disturbed.put(id, how);
        disturbances++;
    }

    /** When all is over: what only one of the two knows of. */
    synchronized void close() {
        visited.values().forEach(visit -> settle(visit, Served.NOT));
        served.forEach((id, by) -> wrong.add("connection %d was served to nobody: %s".formatted(id, by)));
        ends.put(Served.NOT.end, visited.size());
        visited.clear();
    }

    private void settle(Visit visit, Served by) {
        String how = disturbed.remove(visit.id());
        String problem = visit.upload() ? problemOfUpload(visit, by.moved) : problemOfDownload(visit, by.moved);
        boolean willing = visit.manner() == Manner.GOOD || visit.manner() == Manner.STALLING;
        if (willing && how == null && visit.end() != End.COMPLETE) problem = "not complete, though nobody disturbed it";
        if (problem != null) wrong.add("%s: %s, %s, disturbed by %s".formatted(problem, visit, by, how));
    }

    private static String problemOfUpload(Visit visit, long moved) {
        if (moved > visit.bytes()) return "more was written than was sent";
        boolean all = visit.answer() == visit.count() && moved == visit.count();
        return visit.end() == End.COMPLETE && !all ? "complete, but not by all accounts" : null;
    }

    /** What was sent may not arrive where the client is reset, or a relay disturbed. */
    private String problemOfDownload(Visit visit, long moved) {
        if (visit.bytes() > moved) return "more arrived than was sent";
        if (visit.end() == End.COMPLETE && moved != visit.count()) return "complete, but not by all accounts";
        return visit.end() == End.EARLY_END && visit.port() == direct && moved != visit.bytes()
            ? "not all arrived that was sent" : null;
    }

    @Override
    public synchronized String toString() {
        return "%,d connections, %,d MB, %,d disturbed; for the server they ended so: %s"
            .formatted(visits, bytes / 1_000_000, disturbances, ends);
    }
}
