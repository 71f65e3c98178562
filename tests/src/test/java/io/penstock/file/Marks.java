package io.penstock.file;

import io.penstock.support.FileMaker;
import io.penstock.support.Lib;
import io.penstock.support.Proof;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * Runs the clauses, those that are marked with {@link StockFails} on stock and that JDK in reverse: they have to fail.
 * At the end of the run all that did are printed.
 */
final class Marks implements InvocationInterceptor {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Marks.class);

    @Override
    public void interceptTestMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> called,
        ExtensionContext context)
            throws Throwable {
        clause(invocation, called, context);
    }

    @Override
    public void interceptTestTemplateMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> called,
        ExtensionContext context)
            throws Throwable {
        clause(invocation, called, context);
    }

    private static void clause(Invocation<Void> invocation, ReflectiveInvocationContext<Method> called,
        ExtensionContext context)
            throws Throwable {
        Method method = called.getExecutable();
        Report report = context.getRoot().getStore(NAMESPACE)
            .getOrComputeIfAbsent(Report.class, key -> new Report(), Report.class);
        StockFails mark = method.getAnnotation(StockFails.class);
        FileMaker maker = ((FileContract) context.getRequiredTestInstance()).maker;
        if (mark == null || !applies(mark, maker)) {
            invocation.proceed();
            report.kept.incrementAndGet();
            return;
        }
        expectFailure(invocation, mark);
        report.broken.put(method.getDeclaringClass().getSimpleName() + "." + method.getName(), mark.why());
    }

    private static boolean applies(StockFails mark, FileMaker maker) {
        if (Lib.agent() && !mark.alsoWithAgent()) return false;
        return maker == FileMaker.STOCK && Arrays.stream(mark.on())
            .anyMatch(release -> release == Runtime.version().feature());
    }

    private static void expectFailure(Invocation<Void> invocation, StockFails mark) throws Throwable {
        try {
            invocation.proceed();
        } catch (TestAbortedException e) {
            throw e;
        } catch (Exception | AssertionError e) {
            if (String.valueOf(e.getMessage()).contains(mark.shows())) return;
            throw new AssertionError("marked to fail with a message that contains \"" + mark.shows()
                + "\", but it says: " + e.getMessage(), e);
        }
        throw new AssertionError("stock keeps this clause on JDK " + Runtime.version().feature()
            + ": the mark is stale");
    }

    /** What is printed when the run ends, for the table of {@code tests/run}. */
    private static final class Report implements AutoCloseable {
        private final AtomicInteger kept = new AtomicInteger();
        private final Map<String, String> broken = new TreeMap<>();

        @Override
        public void close() {
            Proof.line("clauses of FileChannel: %d runs kept them; broken by stock: %d", kept.get(), broken.size());
            broken.forEach((clause, why) -> System.out.println("broken by stock: " + clause + ": " + why));
        }
    }
}
