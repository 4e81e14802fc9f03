package org.mindpress.routes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.run.PipelineStore;
import org.mindpress.routes.service.SmallPress;

class ScheduleCommandsTest {
    @TempDir
    private Path folder = Path.of("");

    private CalledCommand mindpress(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--store", folder.resolve("store").toString()));
        return CalledCommand.of(all);
    }

    @Test
    void theNextTimesOfAnyExpressionAreToldWithoutAService() {
        assertThat(mindpress("schedule", "next", "0 30 2 * * ?", "--time-zone", "Asia/Kolkata", "--count", "3")
                        .out()
                        .lines())
                .hasSize(3)
                .allMatch(line -> line.contains(" 02:30:00 +05:30  ") && line.endsWith("T21:00:00Z"));
        assertThat(mindpress("schedule", "next", "0 0 2 1 1 ? 2020").out()).contains("never");
        assertThat(mindpress("schedule", "next", "0 30 2 * * ?", "--time-zone", "Europe/Berlin")
                        .out())
                .contains("the clock leaps from 02:00 to 03:00", "the clock shows 02:00 until 03:00 twice");
        for (String[] bad : new String[][] {
            {"every night"}, {"0 0 2 * * ?", "--time-zone", "Middle/Earth"}, {"0 0 2 * * ?", "--count", "0"}
        }) {
            List<String> arguments = new ArrayList<>(List.of("schedule", "next"));
            arguments.addAll(List.of(bad));
            CalledCommand refused = mindpress(arguments.toArray(new String[0]));
            assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT.code());
            assertThat(refused.err()).contains(bad[bad.length - 1]).doesNotContain("Exception");
        }
    }

    @Test
    void aScheduleIsListedPausedResumedAndMadeUpFor() throws Exception {
        System.setProperty("mindpress.user", folder.resolve("user").toString());
        CalledCommand alone = mindpress("schedule", "list");
        assertThat(alone.code()).isEqualTo(ExitCode.COULD_NOT_RUN.code());
        assertThat(alone.err()).contains("mindpress serve");

        try (SmallPress press = SmallPress.start(folder)) {
            press.put("small", 1);
            assertThat(mindpress("schedule", "list").out()).contains("no pipeline has a schedule");
            new PipelineStore(press.service().bucket())
                    .register(
                            "nightly",
                            SmallPress.pipeline("nightly", "small") + "schedule: { cron: \"0 0 2 * * ?\" }\n",
                            "test",
                            Instant.now());

            assertThat(mindpress("schedule", "list").out()).contains("nightly  0 0 2 * * ?, UTC  next 2");
            assertThat(CalledCommand.of(List.of(
                                    "schedule",
                                    "list",
                                    "--server",
                                    press.service().apiUrl().toString()))
                            .out())
                    .isEqualTo(mindpress("schedule", "list").out());
            assertThat(mindpress("schedule", "pause", "nightly", "--why", "mending")
                            .out())
                    .contains("the schedule of nightly rests");
            assertThat(mindpress("schedule", "list").out()).contains("paused: mending");
            assertThat(mindpress("schedule", "resume", "nightly", "--why", "mended")
                            .code())
                    .isZero();
            assertThat(mindpress("schedule", "list", "--json").out()).contains("\"why\" : \"mended\"");
            String made = mindpress("schedule", "backfill", "nightly", "--from", "2026-10-24", "--to", "2026-10-25")
                    .out();
            assertThat(made.lines()).hasSize(2).allMatch(line -> line.contains("T02:00:00Z  run "));
            assertThat(mindpress("schedule", "backfill", "nightly", "--from", "2026-10-24")
                            .out())
                    .contains(", which was there");
            assertThat(mindpress("schedule", "run-now", "nightly").out()).contains("is submitted");

            CalledCommand unknown = mindpress("schedule", "pause", "none", "--why", "x");
            assertThat(unknown.code()).isEqualTo(ExitCode.BAD_INPUT.code());
            assertThat(unknown.err()).contains("there is no pipeline 'none'").doesNotContain("Exception");
            for (var run :
                    new org.mindpress.processors.run.RunStore(press.service().bucket()).list("nightly")) {
                press.service().work(run).get();
            }
        }
    }
}
