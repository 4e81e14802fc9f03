package org.mindpress.processors.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mindpress.engine.evaluate.WilsonInterval;
import org.mindpress.processors.report.DeviceRecord;
import org.mindpress.processors.report.DeviceRecord.Agreement;
import org.mindpress.processors.report.DeviceRecord.DeviceLatency;
import org.mindpress.processors.report.DeviceStatus;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.SchemaCheck;
import org.mindpress.processors.stage.VerifiedRuns;
import org.mindpress.storage.Sha256;

/** A device's answer, whole and in every way that it may be wrong. */
class DeviceVerificationTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-26T05:00:00.7Z"), ZoneOffset.UTC);
    private static final int IMAGES = 20;
    private static final int CLASSES = 3;
    private static final String NAN = "0000c07f";

    @TempDir
    static Path scratch;

    private static VerifiedRuns.Verified verified;
    private static AnswerText good;

    /** The text of an answer as the script writes it. */
    private record AnswerText(String run, String manifest, String deployment, List<String> outputs, String rest) {
        AnswerText with(List<String> others) {
            return new AnswerText(run, manifest, deployment, others, rest);
        }

        String json() {
            return "{ \"version\": 1, \"run\": \"" + run + "\", \"images\": " + IMAGES
                    + ", \"calibrationImages\": 0, \"manifestSha256\": \"" + manifest + "\", \"deploymentSha256\": \""
                    + deployment + "\", " + rest + ",\n  \"models\": [ { \"model\": \"int8\", \"sha256\": \""
                    + Sha256.of(new byte[] {1}) + "\",\n    \"outputs\": [ \"" + String.join("\", \"", outputs)
                    + "\" ],\n    \"millis\": [ 3.0, 1.0, 2.0, 5.0, 4.0, 7.0, 6.0, 9.0, 8.0, 10.0 ] },\n"
                    + "  { \"model\": \"float\", \"sha256\": \"" + Sha256.of(new byte[] {2})
                    + "\", \"outputs\": [ ], \"millis\": [ 20.0 ] } ] }\n";
        }
    }

    @BeforeAll
    static void answer() throws Exception {
        verified = VerifiedRuns.small(scratch);
        Map<String, byte[]> kit = KitFiles.of(verified.runs(), verified.run(), new KitContents(IMAGES, 0))
                .contents();
        List<String> outputs = new ArrayList<>();
        for (int image = 0; image < IMAGES; image++) {
            outputs.add(java.util.HexFormat.of().formatHex(kit.get("expected/" + DeviceKit.number(image) + ".bin")));
        }
        good = new AnswerText(
                verified.run().run().text(),
                Sha256.of(kit.get("manifest.json")),
                Sha256.of(kit.get("deployment.mindir")),
                outputs,
                "\"device\": \"Board 5\", \"machine\": \"aarch64\", \"processor\": \"Core-A\", \"lite\": \"2.0.0\","
                        + " \"emulated\": false, \"threads\": 2, \"warmUpRuns\": 3,"
                        + " \"measuredAt\": \"2026-11-26T04:00:00Z\"");
    }

    private static DeviceRecord judge(String json) throws Exception {
        return new DeviceVerification(verified.runs(), 2, CLOCK)
                .judge(verified.run(), "result.json", json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void equalOutputsVerifyTheDeviceAndNameIt() throws Exception {
        DeviceRecord record = judge(good.json());

        assertThat(record.status()).isEqualTo(DeviceStatus.VERIFIED);
        Agreement agreement = record.agreements().get(0);
        assertThat(agreement.form()).isEqualTo("arm");
        assertThat(agreement.equalOutputs().count()).isEqualTo(IMAGES);
        assertThat(agreement.equalOutputs().lowPercent())
                .isEqualTo(100 * WilsonInterval.of(IMAGES, IMAGES).low());
        assertThat(agreement.values()).isEqualTo(IMAGES * CLASSES);
        assertThat(record.statement())
                .startsWith("device verified: Board 5 (Core-A, aarch64), 20 of 20 images bit for bit");
        assertThat(record.accuracies())
                .singleElement()
                .satisfies(accuracy -> assertThat(accuracy.model()).isEqualTo("int8"));
        assertThat(record.latencies())
                .containsExactly(new DeviceLatency("int8", 10, 5, 9, 10), new DeviceLatency("float", 1, 20, 20, 20));
        assertThat(record.recordedAt()).isEqualTo(Instant.parse("2026-11-26T05:00:00Z"));
        assertThat(SchemaCheck.problems("device-1.json", Documents.write(record)))
                .isEmpty();
        assertThat(SchemaCheck.problems("device-result-1.json", good.json().getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void oneOtherBitIsCountedAndTheDeviceDiffers() throws Exception {
        List<String> outputs = new ArrayList<>(good.outputs());
        String first = outputs.get(4);
        outputs.set(4, (first.charAt(0) == '0' ? '1' : '0') + first.substring(1));

        DeviceRecord record = judge(good.with(outputs).json());

        assertThat(record.status()).isEqualTo(DeviceStatus.DIFFERS);
        assertThat(record.agreements()).allSatisfy(agreement -> {
            assertThat(agreement.equalOutputs().count()).isEqualTo(IMAGES - 1);
            assertThat(agreement.equalOutputs().highPercent()).isLessThan(100);
            assertThat(agreement.differingValues()).isEqualTo(1);
            assertThat(agreement.equalPredictions().count()).isEqualTo(IMAGES);
        });
        assertThat(record.statement()).startsWith("device differs: Board 5").contains("19 of 20 images");
    }

    @Test
    void anEmulatedDeviceIsNeverVerified() throws Exception {
        DeviceRecord record = judge(good.json().replace("\"emulated\": false", "\"emulated\": true"));

        assertThat(record.status()).isEqualTo(DeviceStatus.EMULATED);
        assertThat(record.statement()).startsWith("emulated, not measured on a device: Board 5");
    }

    static Stream<Arguments> faults() {
        String other = "0".repeat(64);
        return Stream.of(
                fault(
                        "another run",
                        json -> json.replace(good.run(), "20000101t000000z-0000000000000000"),
                        "it is of run 20000101t000000z-0000000000000000, not of run " + good.run()),
                fault(
                        "another deployment file",
                        json -> json.replace(good.deployment(), other),
                        "the deployment file on the device has SHA-256 " + other),
                fault(
                        "another kit",
                        json -> json.replace(good.manifest(), other),
                        "the kit on the device has a manifest of SHA-256 " + other),
                fault(
                        "a missing image",
                        json -> json.replace(", \"" + good.outputs().get(IMAGES - 1) + "\" ]", " ]"),
                        "int8 has outputs of 19 images, the kit has 20: image 00019 is the first missing"),
                fault(
                        "a short output",
                        json -> json.replace(
                                good.outputs().get(2), good.outputs().get(2).substring(8)),
                        "output of int8 for image 00002 has 16 digits, expected 24 for 3 float32 values"),
                fault(
                        "no hexadecimal",
                        json -> json.replace(good.outputs().get(2), "z".repeat(24)),
                        "output of int8 for image 00002 is not hexadecimal"),
                fault(
                        "an output that is no number",
                        json -> json.replace(
                                good.outputs().get(2),
                                NAN + good.outputs().get(2).substring(8)),
                        "output of int8 for image 00002, class 0 is NaN"),
                fault("a time that is no number", json -> json.replace("3.0,", "NaN,"), "'NaN'"),
                fault("an endless time", json -> json.replace("3.0,", "1e999,"), "time 0 of int8 is Infinity ms"),
                fault("a negative time", json -> json.replace("3.0,", "-3.0,"), "time 0 of int8 is -3.0 ms"),
                fault("no int8 model", json -> json.replace("\"int8\"", "\"lite-ptq\""), "there is no model int8"),
                fault("a strange model", json -> json.replace("\"float\"", "\"magic\""), "model 'magic' is none of"),
                fault("a model twice", json -> json.replace("\"float\"", "\"int8\""), "model int8 is there twice"),
                fault("no name", json -> json.replace("Board 5", " "), "the device has no name"),
                fault("no threads", json -> json.replace("\"threads\": 2", "\"threads\": 0"), "threads is 0"),
                fault("no flag", json -> json.replace("\"emulated\": false, ", ""), "emulated"),
                fault("a flag in words", json -> json.replace("false", "\"false\""), "boolean"),
                fault("another version", json -> json.replace("\"version\": 1", "\"version\": 2"), "has version 2"),
                fault(
                        "more images than there are",
                        json -> json.replace("\"images\": 20", "\"images\": 2000"),
                        "the kit has 2000"),
                fault("half a file", json -> json.substring(0, json.length() / 2), "result.json:"));
    }

    private static Arguments fault(String name, UnaryOperator<String> fault, String message) {
        return Arguments.of(name, fault, message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void whatProvesNothingIsRefusedByName(String name, UnaryOperator<String> fault, String message) {
        String json = fault.apply(good.json());
        assertThat(json).isNotEqualTo(good.json());
        assertThatThrownBy(() -> judge(json))
                .as(name)
                .isInstanceOf(DeviceRefusal.class)
                .hasMessageContaining(message);
    }

    @Test
    void allReasonsAreNamedTogether() {
        assertThatThrownBy(() -> judge(good.json().replace("3.0,", "-3.0,").replace("Board 5", "")))
                .hasMessageContaining("the device has no name")
                .hasMessageContaining("-3.0 ms");
    }

    @Test
    void recordsAreKeptOnceEachWithTheirAnswer() throws Exception {
        DeviceRecords records = new DeviceRecords(verified.copy().runs().bucket());
        byte[] answer = good.json().getBytes(StandardCharsets.UTF_8);
        byte[] later = good.json().replace("04:00:00Z", "04:30:00Z").getBytes(StandardCharsets.UTF_8);
        assertThat(records.of(verified.run())).isEmpty();

        DeviceRecord first = records.add(verified.run(), judge(good.json()), answer);
        DeviceRecord again = records.add(verified.run(), judge(good.json()), answer);
        DeviceRecord second = records.add(verified.run(), judge(new String(later, StandardCharsets.UTF_8)), later);

        assertThat(again).isEqualTo(first);
        assertThat(records.of(verified.run())).containsExactly(first, second);
    }

    @Test
    void anAnswerWhoseRecordWasNeverWrittenBlocksNoNumber() throws Exception {
        var bucket = verified.copy().runs().bucket();
        bucket.create(DeviceRecords.prefix(verified.run()) + "1-result.json", new byte[] {1});
        DeviceRecords records = new DeviceRecords(bucket);

        records.add(verified.run(), judge(good.json()), good.json().getBytes(StandardCharsets.UTF_8));

        assertThat(bucket.stat(DeviceRecords.prefix(verified.run()) + "2.json")).isPresent();
        assertThat(records.of(verified.run())).hasSize(1);
    }
}
