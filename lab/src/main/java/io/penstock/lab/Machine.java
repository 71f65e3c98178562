package io.penstock.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the figures were measured on. */
public final class Machine {
    private Machine() {}

    /** Name and value, in the order to show them. */
    static Map<String, String> describe(Plan plan, Link link) throws IOException {
        var facts = new LinkedHashMap<String, String>();
        facts.put("Processor", processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores, "
                + System.getProperty("os.arch"));
        facts.put("Kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("JDK", System.getProperty("java.vm.name") + " " + Runtime.version());
        facts.put("File", plan.file() + ", " + plan.sizeText() + ", on "
                + Files.getFileStore(plan.file()).type());
        facts.put("Link", link.description());
        facts.put("Rounds", plan.rounds() + " of all rows in changing order, each sending " + plan.passText());
        return facts;
    }

    /** Memory that could hold the file, in bytes. */
    static long availableMemory() throws IOException {
        String line = value("/proc/meminfo", "MemAvailable", "0 kB");
        return Long.parseLong(line.substring(0, line.indexOf(' '))) * 1024;
    }

    /** The name of the processor; Arm kernels give none, only numbers. */
    public static String processor() throws IOException {
        String name = value("/proc/cpuinfo", "model name", "");
        return name.isEmpty()
                ? "CPU implementer " + value("/proc/cpuinfo", "CPU implementer", "unknown")
                        + " part " + value("/proc/cpuinfo", "CPU part", "unknown")
                : name;
    }

    private static String value(String file, String key, String otherwise) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(file));
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(otherwise);
    }
}
