package io.penstock.lab;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Says on standard error how far the lab is: a bar on a terminal, a line per round elsewhere. */
final class Progress implements Closeable {
    private final ProgressBar bar;

    Progress(int steps) {
        bar = isTerminal()
                ? new ProgressBarBuilder()
                        .setTaskName("lab")
                        .setInitialMax(steps)
                        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                        .setUpdateIntervalMillis(250)
                        .clearDisplayOnFinish()
                        .build()
                : null;
    }

    void phase(String what) {
        if (bar == null) {
            System.err.println(what);
        }
    }

    void step(String what) {
        if (bar != null) {
            bar.setExtraMessage(what);
            bar.step();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }

    /** Since JDK 22 there is a System.console() even without a terminal. */
    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }
}
