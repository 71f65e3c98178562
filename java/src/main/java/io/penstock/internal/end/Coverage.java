package io.penstock.internal.end;

import io.penstock.internal.jdk.BufferHandles;
import io.penstock.internal.jdk.FileHandles;
import io.penstock.internal.jdk.MapHandles;
import io.penstock.internal.load.Library;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which kinds of ends native code serves on this JDK, and why not the others: the library is not there, or a member of
 * the JDK's own classes that they need is not.
 */
public final class Coverage {
    private static final String BRIDGE =
        "a channel made of a stream hides what is behind it; hand over the SocketChannel, FileChannel or Socket itself";

    private Coverage() {}

    /** No constant, nor anything of the JDK's that is: these are looked at where the stack may end. */
    private static Class<?>[] kinds() {
        return new Class<?>[] {
            FileChannel.class, SocketChannel.class, Pipe.SinkChannel.class, Pipe.SourceChannel.class, Socket.class
        };
    }

    /** What stands in the way of the first kind that is not served, or null if all are. */
    public static Throwable gap() {
        for (Class<?> kind : kinds()) {
            Throwable gap = gap(kind);
            if (gap != null) return gap;
        }
        return gapOfMaps();
    }

    /**
     * The same of the kind that a caller names.
     *
     * @param maps the class that stands for maps
     */
    public static Throwable gapOfNamed(Class<?> kind, Class<?> maps) {
        if (Objects.requireNonNull(kind, "kind") == maps) return gapOfMaps();
        if (!isServed(kind)) {
            String names = Stream.concat(Arrays.stream(kinds()), Stream.of(maps)).map(Class::getSimpleName)
                .collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                "%s is none of the kinds that are served: %s".formatted(kind.getName(), names));
        }
        return gap(kind);
    }

    /** What stands in the way of this kind, or null if it is served. */
    public static Throwable gap(Class<?> kind) {
        if (Library.failure() != null) return Library.failure();
        if (kind == FileChannel.class) return FileHandles.missing();
        return kind == Socket.class ? SocketEnd.missing() : SelectableEnd.missing(kind);
    }

    private static boolean isServed(Class<?> other) {
        for (Class<?> kind : kinds()) if (kind == other) return true;
        return false;
    }

    /** What stands in the way of maps that can be closed, or null if they can be had. */
    public static Throwable gapOfMaps() {
        return first(Library.failure(), FileHandles.missing(), MapHandles.missing(), BufferHandles.missing());
    }

    /** The first that is not null, or null. */
    static Throwable first(Throwable... causes) {
        for (Throwable cause : causes) if (cause != null) return cause;
        return null;
    }

    /** What stands in the way of the JDK's own channels and sockets among these, or null if nothing does. */
    public static Throwable gapOf(Object... ends) {
        for (Object end : ends) {
            Class<?> kind = kind(end);
            Throwable gap = kind == null ? Library.failure() : gap(kind);
            if (gap != null) return gap;
        }
        return null;
    }

    /** Of an end that is the JDK's own; null if there is none, or one of another make, of which no member is known. */
    private static Class<?> kind(Object end) {
        if (end == null) return null;
        if (end instanceof SocketStreams streams)
            return streams.socket().getClass() == Socket.class ? Socket.class : null;
        if (end.getClass().getModule() != Object.class.getModule()) return null;
        for (Class<?> kind : kinds()) if (kind.isInstance(end)) return kind;
        return null;
    }

    /**
     * Why the JDK carries the bytes between these ends: what stands in the way, or else what there is to say of others.
     */
    public static String why(String otherwise, Object... ends) {
        Throwable gap = gapOf(ends);
        if (gap != null) return "no native transfers: " + gap;
        for (Object end : ends) if (isBridge(end)) return BRIDGE;
        return otherwise;
    }

    /** Whether it is a channel of {@code Channels.newChannel}, which shows nothing of the stream that it is made of. */
    private static boolean isBridge(Object end) {
        return end != null && end.getClass().getNestHost() == Channels.class;
    }
}
