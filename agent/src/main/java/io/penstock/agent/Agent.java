package io.penstock.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Starts the agent: the JVM calls it for {@code -javaagent:penstock-agent.jar}, or when the JAR is attached; see
 * {@code docs/agent.md}. The only classes that the application can see are those of this package; they start the others
 * in {@linkplain Isolation isolation}.
 */
public final class Agent {
    private static final AtomicBoolean STARTED = new AtomicBoolean();

    private Agent() {}

    /**
     * Called before the application's {@code main}.
     *
     * @param options what follows the JAR's name and {@code =}, or null
     * @param instrumentation the JVM's services
     */
    public static void premain(String options, Instrumentation instrumentation) {
        start(options, instrumentation);
    }

    /**
     * Called in a running JVM.
     *
     * @param options what was given to the attaching tool, or null
     * @param instrumentation the JVM's services
     */
    public static void agentmain(String options, Instrumentation instrumentation) {
        start(options, instrumentation);
    }

    private static void start(String options, Instrumentation instrumentation) {
        if (!STARTED.compareAndSet(false, true)) {
            System.err.println("penstock-agent: started already; this second time changes nothing");
            return;
        }
        try {
            Isolation.load("io.penstock.agent.isolated.Start").getMethod("start", String.class, Instrumentation.class)
                .invoke(null, options, instrumentation);
        } catch (Throwable e) { // whatever goes wrong, the program has to run
            System.err.println("penstock-agent: off, the JDK's own transfers are used: "
                + (e instanceof InvocationTargetException ? e.getCause() : e));
            STARTED.set(false); // the reason may pass, and the agent be attached again
        }
    }
}
