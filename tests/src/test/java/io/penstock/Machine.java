package io.penstock;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What this process has used and may use. */
final class Machine {
    private static final UnixOperatingSystemMXBean SYSTEM = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private Machine() {}

    /** CPU time of the whole process. */
    static long cpuNanos() {
        return SYSTEM.getProcessCpuTime();
    }

    /** How many descriptors may be open. */
    static long mostDescriptors() {
        return SYSTEM.getMaxFileDescriptorCount();
    }
}
