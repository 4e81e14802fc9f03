package org.mindpress.processors.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.engine.data.NormalizedImages;
import org.mindpress.engine.integer.IntegerModel;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.SchemaCheck;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.stage.VerifiedRuns;
import org.mindpress.storage.Sha256;

class DeviceKitTest {
    private static final KitContents CONTENTS = new KitContents(7, 5);

    @TempDir
    static Path scratch;

    private static VerifiedRuns.Verified verified;
    private static KitFiles kit;

    @BeforeAll
    static void pack() throws Exception {
        verified = VerifiedRuns.small(scratch);
        kit = KitFiles.of(verified.runs(), verified.run(), CONTENTS);
    }

    @Test
    void equalRunsGiveEqualBytes() throws Exception {
        assertThat(KitFiles.of(verified.copy().runs(), verified.run(), CONTENTS).tar())
                .isEqualTo(kit.tar());
    }

    @Test
    void nothingOfTheMachineIsInTheTar() throws Exception {
        assertThat(kit.entries()).isNotEmpty().allSatisfy(entry -> {
            assertThat(entry.getName())
                    .startsWith("mindpress-kit-" + verified.run().run().text() + "/");
            assertThat(entry.getLastModifiedTime()).isEqualTo(FileTime.fromMillis(0));
            assertThat(entry.getLongUserId() + entry.getLongGroupId()).isZero();
            assertThat(entry.getUserName() + entry.getGroupName()).isEmpty();
        });
        assertThat(kit.entries().stream()
                        .filter(entry -> (entry.getMode() & 0111) != 0)
                        .map(TarArchiveEntry::getName))
                .singleElement()
                .asString()
                .endsWith("/device-kit.sh");
    }

    @Test
    void theSumsCoverEveryOtherFile() throws Exception {
        Map<String, byte[]> contents = kit.contents();
        Map<String, String> sums = new LinkedHashMap<>();
        new String(contents.get(KitTar.SUMS), StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> sums.put(line.substring(66), line.substring(0, 64)));
        assertThat(sums.keySet())
                .isEqualTo(contents.keySet().stream()
                        .filter(name -> !name.equals(KitTar.SUMS))
                        .collect(java.util.stream.Collectors.toSet()));
        sums.forEach((name, sum) -> assertThat(Sha256.of(contents.get(name))).isEqualTo(sum));
    }

    @Test
    void inputsAreTheNormalizedTestImagesAndExpectedOutputsThoseOfIntegerExecution() throws Exception {
        Map<String, byte[]> contents = kit.contents();
        VerifiedRun run = VerifiedRun.of(verified.runs(), verified.run());
        NormalizedImages images = run.test(7);
        IntegerModel model = IntegerModel.read(contents.get("deployment.mindir"));
        assertThat(contents.get("expected/codes.int8"))
                .isEqualTo(model.run(images.batch(0, 7), 7).codes());
        for (int image = 0; image < 7; image++) {
            assertThat(LittleEndian.floats(contents.get("expected/" + DeviceKit.number(image) + ".bin")))
                    .isEqualTo(model.run(images.batch(image, 1), 1).values());
            assertThat(LittleEndian.floats(contents.get("inputs/" + DeviceKit.number(image) + ".bin")))
                    .as("one channel: NHWC is NCHW")
                    .isEqualTo(images.batch(image, 1));
        }
        assertThat(contents).doesNotContainKey("inputs/00007.bin").containsKey("lite-ptq/calibration/00004.bin");
        assertThat(new String(contents.get("lite-ptq/full_quant.cfg"), StandardCharsets.UTF_8))
                .contains("calibrate_path=input:lite-ptq/calibration\ncalibrate_size=5\ninput_type=BIN\n");
        assertThat(new String(contents.get("kit.env"), StandardCharsets.UTF_8))
                .contains("IMAGES=7\nCALIBRATION=5\nCLASSES=3\nFLOAT_SHAPE='input:1,1,8,8'\n");
    }

    @Test
    void theManifestObeysItsSchemaAndReadsBack() throws Exception {
        byte[] manifest = kit.contents().get("manifest.json");
        assertThat(SchemaCheck.problems("device-kit-1.json", manifest)).isEmpty();
        assertThat(Documents.write(Documents.read("manifest.json", manifest, KitManifest.class)))
                .isEqualTo(manifest);
    }

    @Test
    void withoutCalibrationImagesThereIsNoLitePtq() throws Exception {
        KitFiles plain = KitFiles.of(verified.runs(), verified.run(), new KitContents(1, 0));
        assertThat(plain.contents().keySet()).noneMatch(name -> name.startsWith("lite-ptq"));
    }

    @Test
    void moreImagesThanThereAreAreRefused() {
        assertThatThrownBy(() -> KitFiles.of(verified.runs(), verified.run(), new KitContents(91, 0)))
                .isInstanceOf(DeviceRefusal.class)
                .hasMessageContaining("has 90 test images, asked for 91");
        assertThatThrownBy(() -> KitFiles.of(verified.runs(), verified.run(), new KitContents(1, 5000)))
                .isInstanceOf(DeviceRefusal.class)
                .hasMessageContaining("training images, asked for 5000");
        assertThatThrownBy(() -> new KitContents(0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRunThatIsNotVerifiedHasNoKit() throws Exception {
        RunStore runs = verified.copy().runs();
        runs.bucket().delete(java.util.List.of(verified.run().manifestKey(StageName.VERIFY)));
        assertThatThrownBy(() -> KitFiles.of(runs, verified.run(), CONTENTS))
                .isInstanceOf(DeviceRefusal.class)
                .hasMessageContaining("has no certificate.json of stage verify");
    }

    @Test
    void imagesOfSeveralChannelsAreTurnedToChannelLast() {
        float[] pixels = LittleEndian.floats(LittleEndian.bytes(new float[] {1, -2.5f}));
        assertThat(pixels).containsExactly(1, -2.5f);
        assertThat(LittleEndian.channelLast(new float[] {1, 2, 3, 10, 20, 30}, 2))
                .isEqualTo(new float[] {1, 10, 2, 20, 3, 30});
        assertThat(Arrays.asList(DeviceKit.number(0), DeviceKit.number(12345))).containsExactly("00000", "12345");
    }
}
