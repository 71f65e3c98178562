package io.penstock.support;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Libraries that are compiled by the tests and loaded before the C library. */
public final class Shim {
    private Shim() {}

    /** Compiles the source of that name, and returns the setting of the environment that loads it. */
    public static String preload(String source, Path directory) throws Exception {
        Command.assume("cc");
        Path copy = directory.resolve(source);
        try (InputStream bytes = Shim.class.getResourceAsStream(source)) {
            Files.copy(bytes, copy);
        }
        Path shim = directory.resolve(source.replace(".c", ".so"));
        Command.run("cc", "-Wall", "-Werror", "-O2", "-shared", "-fPIC", "-o", shim, copy, "-ldl");
        return "LD_PRELOAD=" + shim;
    }
}
