package io.penstock.agents;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A program that tells what it sees of the library and of the bytecode library, and makes one stock transfer. */
public final class AgentProbe {
    private AgentProbe() {}

    public static void main(String[] arguments) throws Exception {
        Class<?> library = look("library", "io.penstock.NativeChannels");
        if (library != null) {
            Object cause = library.getMethod("unavailabilityCause").invoke(null).toString()
                .replace("Optional.empty", "null");
            System.out.println("library available " + library.getMethod("isAvailable").invoke(null) + " " + cause);
        }
        look("bytecode library", "org.objectweb.asm.ClassReader");
        System.out.println(received() == 5 ? "received" : "not received");
        long mapped = Files.readAllLines(Path.of("/proc/self/maps")).stream()
            .filter(line -> line.contains("libpenstock") && line.contains("r-xp")).count();
        System.out.println("native code: " + mapped + (mapped == 1 ? " mapping" : " mappings"));
    }

    private static Class<?> look(String what, String name) {
        try {
            Class<?> type = Class.forName(name);
            System.out.println(what + " from "
                + Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()).getFileName());
            return type;
        } catch (ClassNotFoundException e) {
            System.out.println(what + " not there");
            return null;
        }
    }

    private static long received() throws IOException {
        Path path = Files.createTempFile("agent-probe", ".bin");
        Pipe pipe = Pipe.open();
        pipe.sink().write(ByteBuffer.allocate(5));
        pipe.sink().close();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            return file.transferFrom(pipe.source(), 0, Long.MAX_VALUE);
        } finally {
            Files.delete(path);
        }
    }
}
