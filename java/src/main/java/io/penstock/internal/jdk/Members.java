package io.penstock.internal.jdk;

import io.penstock.internal.load.Library;
import io.penstock.internal.load.Room;
import io.penstock.internal.load.Scarcity;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Finds members of one class of the JDK, whatever their access. The handles take and give {@code Object} in place of
 * every class, so that code outside the JDK can call {@code invokeExact}.
 */
public final class Members {
    /** Null until the library is loaded and the first search begins. */
    private static MethodHandles.Lookup lookup;

    private final Class<?> owner;

    private Members(Class<?> owner) {
        this.owner = owner;
    }

    static Members of(String className) throws ReflectiveOperationException {
        Throwable failure = Library.failure();
        if (failure != null)
            throw new ClassNotFoundException(className + " is out of reach without the native library", failure);
        if (lookup == null) lookup = implLookup();
        return new Members(type(className));
    }

    /** Returns the lookup that the JDK keeps for itself. */
    private static native MethodHandles.Lookup implLookup();

    static Class<?> type(String className) throws ClassNotFoundException {
        return Class.forName(className, true, null); // initialises it: NativeThread then installs its signal handler
    }

    Class<?> owner() {
        return owner;
    }

    /**
     * Tells whether the class has a method of that name, with any parameters; for members whose name differs between
     * JDKs.
     */
    boolean hasMethod(String name) {
        return Arrays.stream(owner.getDeclaredMethods()).anyMatch(method -> method.getName().equals(name));
    }

    MethodHandle method(String name, Class<?> result, Class<?>... parameters) throws ReflectiveOperationException {
        return erased(lookup.findVirtual(owner, name, MethodType.methodType(result, parameters)));
    }

    MethodHandle staticMethod(String name, Class<?> result, Class<?>... parameters)
            throws ReflectiveOperationException {
        return erased(lookup.findStatic(owner, name, MethodType.methodType(result, parameters)));
    }

    MethodHandle getter(String field, Class<?> type) throws ReflectiveOperationException {
        return erased(lookup.findGetter(owner, field, type));
    }

    MethodHandle setter(String field, Class<?> type) throws ReflectiveOperationException {
        return erased(lookup.findSetter(owner, field, type));
    }

    /** Returns the value of a static field that is an {@code int} or can be widened to one. */
    int constant(String field, Class<?> type) throws ReflectiveOperationException {
        return ((Number) lookup.findStaticVarHandle(owner, field, type).get()).intValue();
    }

    /** Returns the value of a static field. */
    Object staticValue(String field, Class<?> type) throws ReflectiveOperationException {
        return lookup.findStaticVarHandle(owner, field, type).get();
    }

    private static MethodHandle erased(MethodHandle member) {
        return member.asType(member.type().erase());
    }

    /** A search for members, which fails where this JDK does not have them. */
    @FunctionalInterface
    public interface Search<T> {
        T run() throws ReflectiveOperationException;
    }

    /** The result of a search: the handles, or null and the reason. */
    public record Found<T>(T handles, Throwable missing) {}

    /**
     * Returns why no search is possible now, for lack of the library or of room, or null if one is. Called before a
     * search's lambdas are made: those take stack too, and fail for ever if they fail once.
     */
    public static <T> Found<T> lack() {
        Throwable lack = Library.failure();
        if (lack == null) lack = Room.lack();
        return lack == null ? null : new Found<>(null, lack);
    }

    /**
     * Searches, after {@link #lack} has returned null.
     *
     * @param keep keeps the result, also as a constant while there is room for that; not called if the next search may
     *     find more
     */
    public static <T> Found<T> search(Search<T> search, Consumer<Found<T>> keep) {
        Found<T> found = run(search);
        if (found.missing() == null || !Scarcity.explains(found.missing())) keep.accept(found);
        return found;
    }

    private static <T> Found<T> run(Search<T> search) {
        try {
            return new Found<>(search.run(), null);
        } catch (Throwable e) { // whatever it is, the JDK works without us
            return new Found<>(null, e);
        }
    }

    /** Throws a handle's exception; the callers declare those of the JDK's method. */
    @SuppressWarnings("unchecked")
    public static <T extends Throwable> RuntimeException rethrow(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
