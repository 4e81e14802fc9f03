package org.mindpress.routes.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import org.mindpress.processors.device.DeviceRecords;
import org.mindpress.processors.device.DeviceRefusal;
import org.mindpress.processors.device.DeviceVerification;
import org.mindpress.processors.report.DeviceRecord;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.storage.s3.S3ArtifactStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "device-result",
        description = "judge what a device made of a kit and keep it beside the certificate",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every output has the expected bits",
            "1:some differ; that is kept too",
            "2:the answer is not of this run, or not whole",
            "3:the store could not be used"
        })
final class DeviceResultCommand extends BucketCommand {
    private static final long LONGEST_BYTES = 256L << 20;

    @Parameters(index = "0", paramLabel = "RUN", description = "id of a run, or enough of its beginning or end")
    private String run = "";

    @Parameters(index = "1", paramLabel = "result.json", description = "as the kit's script wrote it")
    private Path file = Path.of("");

    DeviceResultCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    ExitCode execute(StoreAccess access, S3ArtifactStore bucket) throws Exception {
        RunStore runs = new RunStore(bucket);
        RunReference found = find(runs, run);
        if (!Files.isRegularFile(file)) {
            throw new CommandFault(ExitCode.BAD_INPUT, file + " is missing");
        }
        if (Files.size(file) > LONGEST_BYTES) {
            throw new CommandFault(
                    ExitCode.BAD_INPUT,
                    file + " has " + Files.size(file) + " bytes, expected at most " + LONGEST_BYTES);
        }
        byte[] bytes = Files.readAllBytes(file);
        DeviceRecord record;
        try {
            record = new DeviceVerification(runs, Runtime.getRuntime().availableProcessors(), clock())
                    .judge(found, file.toString(), bytes);
        } catch (DeviceRefusal e) {
            throw new CommandFault(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
        record = new DeviceRecords(bucket).add(found, record, bytes);
        show(record);
        return record.decisive().differingValues() == 0 ? ExitCode.PASSED : ExitCode.REFUTED;
    }

    private void show(DeviceRecord record) {
        terminal().say(record.statement());
        record.accuracies()
                .forEach(accuracy -> terminal()
                        .say(String.format(
                                Locale.ROOT,
                                "  right, %-9s %d of %d, 95 %% interval %.1f to %.1f %%",
                                accuracy.model(),
                                accuracy.right().count(),
                                record.images(),
                                accuracy.right().lowPercent(),
                                accuracy.right().highPercent())));
        record.latencies()
                .forEach(latency -> terminal()
                        .say(String.format(
                                Locale.ROOT,
                                "  latency, %-7s median %.3f ms, p90 %.3f, p99 %.3f, %d runs, threads %d%s",
                                latency.model(),
                                latency.p50Millis(),
                                latency.p90Millis(),
                                latency.p99Millis(),
                                latency.runs(),
                                record.device().threads(),
                                record.device().emulated() ? " (emulated: says nothing about a device)" : "")));
    }
}
