package io.penstock.agent.isolated;

import io.penstock.internal.substitute.Substitutes;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;

/** Starts the agent where everything is as it expects, and otherwise says in one line why not. */
public final class Start {
    private Start() {}

    /**
     * Called once in a JVM.
     *
     * @param options the agent string, or null
     * @param instrumentation the JVM's services
     * @throws Throwable if this JDK is not one of those we know
     */
    public static void start(String options, Instrumentation instrumentation) throws Throwable {
        Settings settings = Settings.parse(options);
        if (!settings.to() && !settings.from()) return;
        if (isGuarded()) {
            Stderr.say("off, the JDK's own transfers are used: a security manager is set");
            return;
        }
        MethodHandles.Lookup jdk = Jdk.lookup(instrumentation);
        Jdk.allowNativeAccess(jdk);
        Throwable cause = Substitutes.unavailability();
        if (cause != null) throw cause;
        Throwable gap = Substitutes.gap();
        if (gap != null) Stderr.say("on, but not for each kind of channel, since this JDK is an unknown one: " + gap);
        Calls calls = new Calls(settings);
        Hook.install(jdk, instrumentation, calls, settings);
        if (settings.statistics())
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Stderr.say(calls.toString()), "penstock-agent"));
        if (settings.recorded()) Recordings.enableAll();
    }

    @SuppressWarnings("removal") // gone from JDK 24 on, where it returns null
    private static boolean isGuarded() {
        return System.getSecurityManager() != null;
    }
}
