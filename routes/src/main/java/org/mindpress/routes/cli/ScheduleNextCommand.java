package org.mindpress.routes.cli;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.mindpress.routes.schedule.NightlySchedule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "next", description = "the next times of any cron expression; needs no service")
final class ScheduleNextCommand extends StoreCommand {
    private static final int MOST = 1000;
    private static final DateTimeFormatter WALL =
            DateTimeFormatter.ofPattern("EEE uuuu-MM-dd HH:mm:ss xxx", Locale.ROOT);

    @Parameters(paramLabel = "CRON", description = "such as \"0 0 2 * * ?\": seconds first")
    private String cron = "";

    @Option(names = "--time-zone", defaultValue = "UTC", description = "of the expression (default: ${DEFAULT-VALUE})")
    private String zone = "UTC";

    @Option(names = "--count", defaultValue = "5", description = "how many times (default: ${DEFAULT-VALUE})")
    private int count = 5;

    ScheduleNextCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    ExitCode execute() throws CommandFault {
        if (count < 1 || count > MOST) {
            throw new CommandFault(ExitCode.BAD_INPUT, "--count must be from 1 to " + MOST + ", not " + count);
        }
        try {
            ZoneId where = ZoneId.of(zone);
            NightlySchedule schedule = new NightlySchedule(cron, where);
            List<Instant> times = schedule.next(clock().instant(), count);
            if (times.isEmpty()) {
                terminal().say("never: the expression has no time any more");
            }
            times.forEach(time -> terminal().say(WALL.format(time.atZone(where)) + "  " + time));
            schedule.clockChanges(clock().instant())
                    .forEach(change -> terminal().say(change.text()));
            return ExitCode.PASSED;
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new CommandFault(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }
}
