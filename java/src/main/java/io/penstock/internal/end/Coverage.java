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
 * Knows which kinds of ends native code serves on this JDK, and why not the others: the library is missing, or a member
 * of the JDK's own classes that they need.
 */
public final class Coverage {
    private static final String BRIDGE =
        "a channel made of a stream hides what is behind it; hand over the SocketChannel, FileChannel or Socket itself";

    private Coverage() {}

    /** Returns the kinds. This is no constant, and uses none of the JDK's: it runs where the stack may overflow. */
    private static Class<?>[] kinds() {
        return new Class<?>[] {
            FileChannel.class, SocketChannel.class, Pipe.SinkChannel.class, Pipe.SourceChannel.class, Socket.class
        };
    }

    /** Returns why the first kind without native code is not served, or null if all are served. */
    public static Throwable gap() {
        for (Class<?> kind : kinds()) {
            Throwable gap = gap(kind);
            if (gap != null) return gap;
        }
        return gapOfMaps();
    }

    /**
     * Returns the same for the kind that a caller names.
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

    /** Returns why this kind is not served, or null if it is. */
    public static Throwable gap(Class<?> kind) {
        if (Library.failure() != null) return Library.failure();
        if (kind == FileChannel.class) return FileHandles.missing();
        return kind == Socket.class ? SocketEnd.missing() : SelectableEnd.missing(kind);
    }

    private static boolean isServed(Class<?> other) {
        for (Class<?> kind : kinds()) if (kind == other) return true;
        return false;
    }

    /** Returns why maps cannot be closed on this JDK, or null if they can. */
    public static Throwable gapOfMaps() {
        return first(Library.failure(), FileHandles.missing(), MapHandles.missing(), BufferHandles.missing());
    }

    /** Returns the first cause that is not null, or null. */
    static Throwable first(Throwable... causes) {
        for (Throwable cause : causes) if (cause != null) return cause;
        return null;
    }

    /** Returns why native code does not serve the JDK's own channels and sockets among these, or null if it does. */
    public static Throwable gapOf(Object... ends) {
        for (Object end : ends) {
            Class<?> kind = kind(end);
            Throwable gap = kind == null ? Library.failure() : gap(kind);
            if (gap != null) return gap;
        }
        return null;
    }

    /** Returns the kind of an end that is the JDK's own, or null for no end and for other implementations. */
    private static Class<?> kind(Object end) {
        if (end == null) return null;
        if (end instanceof SocketStreams streams)
            return streams.socket().getClass() == Socket.class ? Socket.class : null;
        if (end.getClass().getModule() != Object.class.getModule()) return null;
        for (Class<?> kind : kinds()) if (kind.isInstance(end)) return kind;
        return null;
    }

    /** Returns why the JDK carries the bytes between these ends: the gap in coverage, or else the other reason. */
    public static String why(String otherwise, Object... ends) {
        Throwable gap = gapOf(ends);
        if (gap != null) return "no native transfers: " + gap;
        for (Object end : ends) if (isBridge(end)) return BRIDGE;
        return otherwise;
    }

    /** Tells whether it is a channel of {@code Channels.newChannel}, which hides the stream that it is made of. */
    private static boolean isBridge(Object end) {
        return end != null && end.getClass().getNestHost() == Channels.class;
    }
}
