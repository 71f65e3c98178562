package io.penstock.internal.load;

import io.penstock.internal.jni.Native;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Loads the native library, once: the file that the system property {@value #PATH_PROPERTY} names, and then no other is
 * tried; else the one that the application has loaded itself; else one where the JVM looks for libraries; else {@link
 * PackedLibrary}. If it cannot be loaded now, for lack of memory or descriptors, a later call tries again. So no class
 * initialiser loads it: a class whose initialiser has thrown stays unusable for ever.
 */
public final class Library {
    // No property begins with the package name: a tool that relocates packages would rewrite it.
    static final String PATH_PROPERTY = "penstock.library";
    private static final String CLASS_PROPERTY = "penstock.native.class";

    /**
     * The pause after a failure that may pass; it doubles after each further failure, up to {@code MOST_DOUBLINGS}
     * times.
     */
    private static final long AGAIN_NANOS = 100_000_000;
    private static final int MOST_DOUBLINGS = 10;

    private static volatile boolean loaded;

    /** Why the library could not be loaded at the last attempt. */
    private static volatile Throwable failure;

    /** Whether that failure may pass. */
    private static volatile boolean passes;

    /** The time of the last attempt, and the number of failed ones. The class's lock guards these. */
    private static long triedAt;
    private static int tries;
    private static boolean loading;

    private Library() {}

    /**
     * Returns why the library is not loaded, or null if it is. The first call loads it, or a later one if the first
     * could not.
     */
    public static Throwable failure() {
        if (loaded) return null;
        Throwable known = failure;
        return known == null || passes ? attempt() : known;
    }

    private static synchronized Throwable attempt() {
        if (loaded) return null;
        // by this thread, which calls us from within the load
        if (loading) return new IllegalStateException("the native library is being loaded");
        if (failure != null
            && (!passes || System.nanoTime() - triedAt < AGAIN_NANOS << Math.min(tries - 1, MOST_DOUBLINGS)))
            return failure;
        VirtualMachineError lack = Room.lack();
        if (lack != null) return lack; // for this thread, or at this moment
        loading = true;
        try {
            Throwable met = load();
            passes = met != null && Scarcity.explains(met);
            if (met != null && !passes) { // the missing resource may be available again by now
                met = load();
                passes = met != null && Scarcity.explains(met);
            }
            tries++;
            triedAt = System.nanoTime();
            failure = met;
            loaded = met == null;
            return met;
        } finally {
            loading = false;
        }
    }

    private static Throwable load() {
        try {
            Initialisers.run();
            String path = System.getProperty(PATH_PROPERTY);
            if (path != null) loadNamed(Path.of(path).toAbsolutePath());
            else if (!isLoaded()) loadFound();
            checkVersion();
            return null;
        } catch (IllegalCallerException e) {
            Module module = Library.class.getModule();
            String name = module.isNamed() ? module.getName() : "ALL-UNNAMED";
            return new IllegalCallerException(
                "native access is denied; allow it with --enable-native-access=" + name, e);
        } catch (Throwable e) { // whatever it is, the JDK works without the library
            return e;
        }
    }

    /**
     * Loads the named file. The JVM loads a file once and for one class loader, maybe that of another copy of this
     * class; then a copy of the file is loaded.
     */
    private static void loadNamed(Path path) throws IOException {
        try {
            load(path);
        } catch (UnsatisfiedLinkError e) {
            if (!Files.isRegularFile(path))
                throw PackedLibrary.failed("-D%s: %s is no file".formatted(PATH_PROPERTY, path), e);
            try (InputStream library = Files.newInputStream(path)) {
                PackedLibrary.loadCopy(library);
            } catch (UnsatisfiedLinkError again) {
                // this error concerns the named file
                throw PackedLibrary.failed("-D%s: %s".formatted(PATH_PROPERTY, e.getMessage()), e);
            }
        }
    }

    /** Tells whether the functions are registered. */
    private static boolean isLoaded() {
        try {
            return Native.version() != null;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    /**
     * Loads the library from the places where the JVM looks. There its name has the version, so that no other release's
     * is taken.
     */
    private static void loadFound() throws IOException {
        try {
            register(() -> System.loadLibrary("penstock-" + Version.TEXT));
        } catch (UnsatisfiedLinkError elsewhere) { // it is missing, or another class loader has it
            try {
                PackedLibrary.load();
            } catch (LinkageError e) {
                e.addSuppressed(elsewhere);
                throw e;
            }
        }
    }

    static void load(Path library) {
        register(() -> System.load(library.toString()));
    }

    /** Loads the library; its {@code JNI_OnLoad} reads from a property the class to register its functions on. */
    private static void register(Runnable load) {
        synchronized (Runtime.getRuntime()) { // the property belongs to all copies of this class in the JVM
            System.setProperty(CLASS_PROPERTY, Native.class.getName());
            try {
                load.run();
            } finally {
                System.clearProperty(CLASS_PROPERTY);
            }
            if (!isLoaded())
                throw new UnsatisfiedLinkError("it registers none of our functions: it is another library, or other "
                    + "copies of these classes, in the same class loader, have loaded it");
        }
    }

    static void checkVersion() {
        String version = Native.version();
        if (version.equals(Version.TEXT)) return;
        throw new UnsatisfiedLinkError(
            "the native library is of release %s, and these classes are of %s".formatted(version, Version.TEXT));
    }
}
