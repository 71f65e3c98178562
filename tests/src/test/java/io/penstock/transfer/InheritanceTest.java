package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.Jvm;
import io.penstock.support.Lib;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that is started in the middle of transfers has none of the library's descriptors. */
@EndsInTime
class InheritanceTest {
    private static final Pattern DESCRIPTOR = Pattern.compile("(\\d+) -> (.+)");
    private static final int STANDARD = 3;

    @TempDir
    Path directory;

    /**
     * The program is started by the VM itself. What {@code ProcessBuilder} starts could not tell: there, the JDK closes
     * whatever was inherited, while native code, and other languages in the process, start programs as the VM does.
     */
    @Test
    void closedInOtherPrograms() throws Exception {
        Lib.assumeNative("the JDK needs no pipes");
        List<String> options = new ArrayList<>(List.of("-XX:OnOutOfMemoryError=ls -l /proc/self/fd"));
        String library = System.getProperty("penstock.library");
        if (library != null) options.add("-Dpenstock.library=" + library);
        Path file = Files.write(directory.resolve("file"), new byte[Content.PAGE]);
        List<String> said = Jvm.run(List.of(), directory.resolve("output").toFile(), options, Busy.class,
            file.toString());
        List<String> own = descriptors(said, "own ");
        assertThat(own).as("%s", said).filteredOn(name -> name.startsWith("pipe:"))
            .hasSizeGreaterThanOrEqualTo(2 * Busy.RELAYS + 2);
        assertThat(own).filteredOn(name -> name.contains("penstock-closed")).hasSize(1);
        List<String> inherited = descriptors(said, "l");
        assertThat(inherited).as("the JDK's sockets, which are inherited: %s", said)
            .anyMatch(name -> name.startsWith("socket:"));
        assertThat(inherited).as("what is the library's")
            .noneMatch(name -> name.startsWith("pipe:") || name.contains("penstock-closed"));
    }

    /** Their names, but of the three that every program has. */
    private static List<String> descriptors(List<String> said, String beginning) {
        return said.stream().filter(line -> line.startsWith(beginning)).map(DESCRIPTOR::matcher).filter(Matcher::find)
            .filter(descriptor -> Integer.parseInt(descriptor.group(1)) >= STANDARD)
                .map(descriptor -> descriptor.group(2)).toList();
    }
}
