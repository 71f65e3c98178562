package io.penstock.internal.jdk;

import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;

/** The members of {@code sun.nio.ch.FileChannelImpl} (JDK 17 to 28) that we use. */
public record FileHandles(
        Class<?> type,
        MethodHandle readable,
        MethodHandle writable,
        MethodHandle direct,
        MethodHandle alignment,
        MethodHandle uninterruptible,
        MethodHandle setUninterruptible,
        MethodHandle positionLock,
        MethodHandle threads,
        MethodHandle add,
        MethodHandle remove,
        MethodHandle begin,
        MethodHandle end,
        MethodHandle fd,
        MethodHandle fdValue,
        MethodHandle append) {

    /** Null until a search has finished. No class initialiser searches: it could not try again. */
    private static volatile Members.Found<FileHandles> found;

    /** Holds the record as a constant, so that the JIT compiler inlines the handles. Initialised after the search. */
    private static final class Known {
        private static final FileHandles JDK = found.handles();

        static void initialise() {}
    }

    private static Members.Found<FileHandles> found() {
        Members.Found<FileHandles> known = found;
        if (known == null) known = Members.lack();
        return known != null ? known : Members.search(FileHandles::find, all -> {
            found = all;
            Known.initialise();
        });
    }

    private static FileHandles find() throws ReflectiveOperationException {
        Members file = Members.of("sun.nio.ch.FileChannelImpl");
        Members threadSet = Members.of("sun.nio.ch.NativeThreadSet");
        Members interruptible = Members.of("java.nio.channels.spi.AbstractInterruptibleChannel");
        Members descriptor = Members.of("java.io.FileDescriptor");
        return new FileHandles(
                file.owner(),
                file.getter("readable", boolean.class),
                file.getter("writable", boolean.class),
                file.getter("direct", boolean.class),
                file.getter("alignment", int.class),
                file.getter("uninterruptible", boolean.class),
                file.method("setUninterruptible", void.class),
                file.getter("positionLock", Object.class),
                file.getter("threads", threadSet.owner()),
                threadSet.method("add", int.class),
                threadSet.method("remove", void.class, int.class),
                interruptible.method("begin", void.class),
                interruptible.method("end", void.class, boolean.class),
                file.getter("fd", FileDescriptor.class),
                descriptor.getter("fd", int.class),
                descriptor.getter("append", boolean.class));
    }

    /** Returns why file channels are out of reach, or null if they are not. */
    public static Throwable missing() {
        return found().missing();
    }

    /** Tells whether the channel is the JDK's own and all of its members were found. */
    public static boolean cover(Channel channel) {
        return found().handles() != null && channel.getClass() == Known.JDK.type;
    }

    /** Tells whether the channel is the JDK's own file, open for direct I/O: read and written in whole blocks only. */
    public static boolean coverDirect(Channel channel) {
        return cover(channel) && isDirect((FileChannel) channel);
    }

    /** Returns the size of the blocks of a file that is open for direct I/O, in bytes. */
    public static int blockSize(FileChannel file) {
        try {
            return (int) Known.JDK.alignment.invokeExact((Object) file);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    public static boolean isReadable(FileChannel file) {
        try {
            return (boolean) Known.JDK.readable.invokeExact((Object) file);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    public static boolean isWritable(FileChannel file) {
        try {
            return (boolean) Known.JDK.writable.invokeExact((Object) file);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    public static boolean isUninterruptible(FileChannel file) {
        try {
            return (boolean) Known.JDK.uninterruptible.invokeExact((Object) file);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** Tells whether every write goes to the end ({@code O_APPEND}), whatever its position. */
    public static boolean appends(FileChannel file) {
        try {
            return (boolean) Known.JDK.append.invokeExact((Object) Known.JDK.fd.invokeExact((Object) file));
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** Tells whether the file bypasses the page cache ({@code O_DIRECT}), which demands aligned buffers. */
    public static boolean isDirect(FileChannel file) {
        try {
            return (boolean) Known.JDK.direct.invokeExact((Object) file);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    public static void setUninterruptible(FileChannel file) {
        try {
            Known.JDK.setUninterruptible.invokeExact((Object) file);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** Lets an interrupt close the channel, until {@link #end}. */
    public static void begin(Channel channel) {
        try {
            Known.JDK.begin.invokeExact((Object) channel);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /**
     * Undoes {@link #begin}. Throws if this thread was interrupted since, or if the channel was closed and nothing was
     * completed.
     */
    public static void end(Channel channel, boolean completed) throws AsynchronousCloseException {
        try {
            Known.JDK.end.invokeExact((Object) channel, completed);
        } catch (Throwable e) {
            throw Members.<AsynchronousCloseException>rethrow(e);
        }
    }

    /** Returns the lock to hold while using the descriptor's own offset. */
    public static Object positionLock(FileChannel file) {
        try {
            return (Object) Known.JDK.positionLock.invokeExact((Object) file);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** Returns the set of threads that use the file's descriptor; {@code close} signals them and waits for them. */
    public static Object threads(FileChannel file) {
        try {
            return (Object) Known.JDK.threads.invokeExact((Object) file);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** Adds this thread to the set and returns a ticket for {@link #remove}. */
    public static int add(Object threads) {
        try {
            return (int) Known.JDK.add.invokeExact(threads);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    public static void remove(Object threads, int ticket) {
        try {
            Known.JDK.remove.invokeExact(threads, ticket);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** Returns the descriptor, which stays valid while this thread is in the file's thread set and the file is open. */
    public static int fd(FileChannel file) {
        try {
            return (int) Known.JDK.fdValue.invokeExact((Object) Known.JDK.fd.invokeExact((Object) file));
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }
}
