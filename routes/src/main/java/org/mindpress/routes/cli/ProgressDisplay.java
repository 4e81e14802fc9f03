package org.mindpress.routes.cli;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Shows progress: one line that redraws itself in a terminal, a plain line every ten seconds and at the end of each stage elsewhere.
 * Thread-safe.
 */
final class ProgressDisplay {
    private static final Duration REDRAW = Duration.ofMillis(200);
    private static final Duration PLAIN = Duration.ofSeconds(10);
    private static final int BAR = 24;
    private static final String CLEAR = "\r\u001b[K";
    /** A line longer than the terminal is cut: wrapped, it could not be drawn over. */
    private static final String NO_WRAP = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";

    private final PrintStream out;
    private final boolean terminal;
    private final Clock clock;
    private Instant last = Instant.EPOCH;
    private String stage = "";
    private boolean drawn;

    ProgressDisplay(PrintStream out, boolean terminal, Clock clock) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
    }

    /** Shows where the run is, unless it was shown just before. */
    synchronized void show(Progress progress) {
        boolean begins = !progress.stage().equals(stage);
        boolean ends = progress.total() > 0 && progress.done() >= progress.total();
        Instant now = clock.instant();
        if (!begins && !ends && Duration.between(last, now).compareTo(terminal ? REDRAW : PLAIN) < 0) {
            return;
        }
        stage = progress.stage();
        last = now;
        if (terminal) {
            out.print(CLEAR + NO_WRAP + line(progress) + WRAP);
            drawn = true;
        } else {
            out.println(line(progress));
        }
        out.flush();
    }

    /** Prints a finished line above the bar. */
    synchronized void say(String line) {
        clear();
        out.println(line);
        out.flush();
    }

    /** Takes the bar away. */
    synchronized void clear() {
        if (drawn) {
            out.print(CLEAR);
            out.flush();
            drawn = false;
        }
    }

    private String line(Progress progress) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-10s", progress.stage()));
        if (progress.total() > 0) {
            if (terminal) {
                int filled = (int) Math.round(progress.share() * BAR);
                line.append(' ').append("█".repeat(filled)).append("░".repeat(BAR - filled));
            }
            line.append(String.format(
                    Locale.ROOT,
                    " %3d%%  %d/%d %s",
                    Math.round(progress.share() * 100),
                    progress.done(),
                    progress.total(),
                    progress.unit()));
        } else {
            line.append(' ').append(progress.unit());
        }
        progress.imagesPerSecond().ifPresent(rate -> line.append(String.format(Locale.ROOT, "  %.0f images/s", rate)));
        progress.loss().ifPresent(loss -> line.append(String.format(Locale.ROOT, "  loss %.4f", loss)));
        progress.left().ifPresent(left -> line.append("  ").append(spoken(left)).append(" left"));
        return line.toString();
    }

    /** A duration as people say it: {@code 5 m 12 s}. */
    static String spoken(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " m " + seconds % 60 + " s";
        }
        return seconds / 3600 + " h " + seconds % 3600 / 60 + " m";
    }
}
