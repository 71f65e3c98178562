package io.penstock.bench;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CompletableFuture;

/** Virtual threads, where there are any; this code is compiled for JDK 17, which has none. */
final class Virtual {
    /** The JDK that brought them. */
    static final int JDK = 21;

    private static final MethodHandle START = find();

    private Virtual() {}

    private static MethodHandle find() {
        if (Runtime.version().feature() < JDK) return null;
        try {
            return MethodHandles.publicLookup()
                .findStatic(Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Begins work in a virtual thread; where there are none, does it in this one. */
    static CompletableFuture<Long> begin(Costs.Work work) {
        CompletableFuture<Long> done = new CompletableFuture<>();
        Runnable body = () -> {
            try {
                done.complete(work.run());
            } catch (IOException | RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        };
        if (START == null) body.run();
        else start(body);
        return done;
    }

    private static void start(Runnable body) {
        try {
            Thread unused = (Thread) START.invokeExact(body);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Does work in a virtual thread; where there are none, in this one. */
    static long run(Costs.Work work) throws IOException {
        return START == null ? work.run() : begin(work).join();
    }
}
