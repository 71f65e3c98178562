package io.penstock.lab;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Text for standard output, which in some locales takes ASCII only and makes a question mark of all else. */
final class Printable {
    private Printable() {}

    static String of(String text) {
        return charset().newEncoder().canEncode(text) ? text : text.replace('–', '-').replace('µ', 'u');
    }

    /** The charset of {@code System.out}; where the JDK does not report it, the locale's. */
    private static Charset charset() {
        String name = System.getProperty("stdout.encoding", System.getProperty("native.encoding"));
        return name != null && Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.US_ASCII;
    }
}
