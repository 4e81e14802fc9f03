package org.mindpress.processors.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.report.DeviceRecord;
import org.mindpress.processors.report.DeviceRecord.Agreement;
import org.mindpress.processors.report.DeviceRecord.DeviceLatency;
import org.mindpress.processors.report.DeviceRecord.ModelAccuracy;
import org.mindpress.processors.report.DeviceStatus;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.SchemaCheck;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.stage.VerifiedRuns;

/**
 * The kit's own script, unpacked from the kit and run by {@code sh}, with the real MindSpore Lite 2.0.0: its converter, its x86-64 kernels and its
 * ARM64 kernels under emulation. The wheel has no programs, so {@code conformance/lite_commands.cc} stands in for {@code converter_lite} and
 * {@code benchmark}, with their options and their output, over the same libraries.
 */
@Tag("conformance")
class DeviceKitConformanceTest {
    private static final int IMAGES = 8;
    private static final int EMULATED_IMAGES = 1;

    @TempDir
    static Path scratch;

    private static VerifiedRuns.Verified verified;

    @BeforeAll
    static void run() throws Exception {
        verified = VerifiedRuns.resNet20(scratch);
    }

    @Test
    void theX86KernelsGiveTheExpectedBitsAndLiteQuantisesTheFloatModelByItself() throws Exception {
        DeviceRecord record =
                throughTheScript(new KitContents(IMAGES, 20), "lite-x86", Map.of("RUNS", "2", "EMULATED", "0"));

        assertThat(record.status()).isEqualTo(DeviceStatus.VERIFIED);
        Agreement form = record.agreements().stream()
                .filter(agreement -> agreement.form().equals("x86"))
                .findFirst()
                .orElseThrow();
        assertThat(form.differingValues()).isZero();
        assertThat(form.equalOutputs().count()).isEqualTo(IMAGES);
        assertThat(record.latencies()).extracting(DeviceLatency::model).containsExactly("int8", "float", "lite-ptq");
        assertThat(record.accuracies()).extracting(ModelAccuracy::model).containsExactly("int8", "float", "lite-ptq");
        assertThat(record.accuracies())
                .as("a layout or a calibration gone wrong shows here: %s", record.accuracies())
                .allSatisfy(accuracy -> assertThat(accuracy.right().count()).isGreaterThanOrEqualTo(IMAGES * 3 / 4));
    }

    @Test
    void theArm64KernelsGiveTheExpectedBitsAndTheirTimesAreEmulated() throws Exception {
        DeviceRecord record = throughTheScript(
                new KitContents(EMULATED_IMAGES, 0), "lite-arm64", Map.of("RUNS", "1", "MACHINE", "aarch64"));

        assertThat(record.status()).isEqualTo(DeviceStatus.EMULATED);
        assertThat(record.device().emulated()).isTrue();
        assertThat(record.agreements().get(0).form()).isEqualTo("arm");
        assertThat(record.agreements().get(0).differingValues()).isZero();
        assertThat(record.latencies()).extracting(DeviceLatency::model).containsExactly("int8", "float");
    }

    @Test
    void theFilesForOtherRuntimesPassOnnxsOwnChecker() throws Exception {
        String checker = KitScript.commands("onnx-1.18.0");
        for (StageName stage : List.of(StageName.IMPORT, StageName.EXPORT)) {
            ArtifactReference model = verified.runs().manifest(verified.run(), stage).orElseThrow().outputs().stream()
                    .filter(output -> output.name().endsWith(".onnx"))
                    .findFirst()
                    .orElseThrow();
            Path file = scratch.resolve(model.name());
            verified.runs().bucket().download(model.key(), file, model.sha256());

            KitScript.Ended ended = KitScript.run(checker + " " + file, scratch);

            assertThat(ended.status()).as(model.name() + ": " + ended.log()).isZero();
        }
    }

    @Test
    void aKitThatWasChangedIsNotRun() throws Exception {
        Path kit = KitFiles.of(verified.runs(), verified.run(), new KitContents(1, 0))
                .unpack(Files.createTempDirectory(scratch, "changed"));
        Files.write(kit.resolve("inputs/00000.bin"), new byte[] {1});

        KitScript.Ended ended = KitScript.run(kit, Map.of("DEVICE", "test"));

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.log()).contains("the kit is not as it was packed");
    }

    @Test
    void aDeviceWithoutNameIsNotRun() throws Exception {
        Path kit = KitFiles.of(verified.runs(), verified.run(), new KitContents(1, 0))
                .unpack(Files.createTempDirectory(scratch, "nameless"));

        KitScript.Ended ended = KitScript.run(kit, Map.of("DEVICE", ""), "run");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.log()).contains("name the device");
    }

    private static DeviceRecord throughTheScript(KitContents contents, String reader, Map<String, String> settings)
            throws Exception {
        String commands = KitScript.commands(reader);
        Path kit = KitFiles.of(verified.runs(), verified.run(), contents)
                .unpack(Files.createTempDirectory(scratch, reader));
        Map<String, String> all = new HashMap<>(settings);
        all.put("DEVICE", "conformance");
        all.put("LITE_VERSION", "2.0.0");
        // as with a real device the converter runs on the PC, whatever the kernels are
        all.put("CONVERTER_LITE", KitScript.commands("lite-x86") + " converter_lite");
        all.put("BENCHMARK", commands + " benchmark");
        KitScript.Ended ended = KitScript.run(kit, all);
        assertThat(ended.status()).as(ended.output() + ended.log()).isZero();
        assertThat(ended.output())
                .contains(contents.images() + " of " + contents.images() + " images give the expected");
        byte[] answer = Files.readAllBytes(kit.resolve("result.json"));
        assertThat(SchemaCheck.problems("device-result-1.json", answer)).isEmpty();
        return new DeviceVerification(verified.runs(), 2, Clock.systemUTC())
                .judge(verified.run(), "result.json", answer);
    }
}
