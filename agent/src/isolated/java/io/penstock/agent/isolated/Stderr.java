package io.penstock.agent.isolated;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;

/** The process's standard error, which {@code System.err} may long have ceased to be. */
final class Stderr {
    private Stderr() {}

    static void say(String line) {
        PrintStream stderr = new PrintStream(new FileOutputStream(FileDescriptor.err), true); // not to be closed
        stderr.println("penstock-agent: " + line);
    }
}
