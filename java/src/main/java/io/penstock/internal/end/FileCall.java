package io.penstock.internal.end;

import io.penstock.internal.jni.Errno;
import io.penstock.internal.jni.Native;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/** A {@link SystemCall} on the descriptor of one file. */
@FunctionalInterface
public interface FileCall extends SystemCall {
    /** Makes the call, which does not wait for other threads and runs no foreign code. */
    long on(int file);

    @Override
    default long on(int file, int none) {
        return on(file);
    }

    @Override
    default boolean hasMoved(long result) {
        return result >= 0;
    }

    /** Makes a call as {@link SystemCall#guarded} does, and repeats it after signals. */
    static long guarded(FileEnd file, FileCall call) throws IOException {
        return guarded(file, null, call);
    }

    /** Makes a call that may make the file longer, depending on its size. */
    static long growing(FileEnd file, FileCall call) throws IOException {
        return guarded(file, file, call);
    }

    private static long guarded(FileEnd file, FileEnd growing, FileCall call) throws IOException {
        try {
            long result;
            do {
                result = SystemCall.guardedAtPosition(file, End.NONE, growing, call);
            } while (result == -Errno.EINTR);
            return Native.checked(result);
        } catch (ClosedByInterruptException e) {
            FileWrapper.closeAfter(e, file.file); // one that came before has not closed it yet
            throw e;
        }
    }
}
