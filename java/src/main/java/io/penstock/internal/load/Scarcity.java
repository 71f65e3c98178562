package io.penstock.internal.load;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Recognises a lack of resources that may pass. */
public final class Scarcity {
    /** Descriptors that opening a library takes at once, and some for others. */
    private static final int DESCRIPTORS = 4;

    /** Room on the disk for a library to be unpacked, in bytes. */
    private static final int LIBRARY = 1 << 20;

    private Scarcity() {}

    /** Tells whether a failure came from a lack of memory, stack, descriptors or room on the disk. */
    public static boolean explains(Throwable failure) {
        boolean ofFiles = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError || cause instanceof StackOverflowError) return true;
            ofFiles |= cause instanceof IOException || cause instanceof UnsatisfiedLinkError;
        }
        return ofFiles && (lacksDescriptors() || lacksRoom());
    }

    /** Tells whether this process cannot open files. */
    static boolean lacksDescriptors() {
        return lacksDescriptors(DESCRIPTORS);
    }

    /** Tells whether descriptors are lacking, by opening some: the system's message depends on its language. */
    private static boolean lacksDescriptors(int count) {
        if (count == 0) return false;
        try (InputStream one = new FileInputStream("/dev/null")) {
            return one.read() >= 0 || lacksDescriptors(count - 1); // which has no bytes
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean lacksRoom() {
        File directory = PackedLibrary.parent().toFile();
        return directory.isDirectory() && directory.getUsableSpace() < LIBRARY;
    }
}
