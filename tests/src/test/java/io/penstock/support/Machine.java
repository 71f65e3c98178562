package io.penstock.support;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process has used and may use. */
public final class Machine {
    private static final UnixOperatingSystemMXBean SYSTEM =
        (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private Machine() {}

    /** CPU time of the whole process. */
    public static long cpuNanos() {
        return SYSTEM.getProcessCpuTime();
    }

    /** Whether this is the superuser. */
    public static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    /** How many descriptors may be open. */
    public static long mostDescriptors() {
        return SYSTEM.getMaxFileDescriptorCount();
    }
}
