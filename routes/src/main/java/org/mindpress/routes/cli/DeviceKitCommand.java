package org.mindpress.routes.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Optional;
import org.mindpress.processors.device.DeviceKit;
import org.mindpress.processors.device.DeviceRefusal;
import org.mindpress.processors.device.KitContents;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.storage.s3.S3ArtifactStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "device-kit", description = "pack a verified run for a device: files, images, expected outputs, script")
final class DeviceKitCommand extends BucketCommand {

    @Parameters(paramLabel = "RUN", description = "id of a run, or enough of its beginning or end")
    private String run = "";

    @Option(
            names = "--output",
            paramLabel = "FILE.tar",
            description = "where it goes (default: ./mindpress-kit-RUN.tar)")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "" + KitContents.USUAL_IMAGES,
            description = "first images of the test split (default: ${DEFAULT-VALUE})")
    private int images = KitContents.USUAL_IMAGES;

    @Option(
            names = "--lite-ptq",
            paramLabel = "N",
            arity = "0..1",
            defaultValue = "0",
            fallbackValue = "100",
            description =
                    "add N calibration images and a full_quant.cfg, so that MindSpore Lite quantises the float model"
                            + " by itself for comparison (N is ${FALLBACK-VALUE} if not given)")
    private int calibrationImages;

    DeviceKitCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    ExitCode execute(StoreAccess access, S3ArtifactStore bucket) throws Exception {
        RunStore runs = new RunStore(bucket);
        RunReference found = find(runs, run);
        DeviceKit kit;
        try {
            kit = DeviceKit.of(
                    runs,
                    found,
                    new KitContents(images, calibrationImages),
                    Runtime.getRuntime().availableProcessors());
        } catch (DeviceRefusal | IllegalArgumentException e) {
            throw new CommandFault(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
        Path target =
                output.orElse(Path.of(kit.name() + ".tar")).toAbsolutePath().normalize();
        write(kit, target);
        terminal().say(target + ", " + Files.size(target) + " bytes: unpack it and see " + kit.name() + "/README.txt");
        return ExitCode.PASSED;
    }

    /** Nothing half-written remains. */
    private static void write(DeviceKit kit, Path target) throws IOException {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
                kit.write(out);
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
