package org.mindpress.routes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.routes.service.SmallPress;

/**
 * From a run to a device and back, as a user does it: the kit's own script runs, with two small programs in place of MindSpore Lite's. What the
 * real ones make of a kit is shown by the profile {@code conformance}.
 */
class DeviceCommandsTest {
    private static final String CONVERTER = """
            #!/bin/sh
            for option in "$@"; do case $option in --outputFile=*) echo "$*" >"${option#*=}.ms" ;; esac; done
            """;

    /** Says what the kit expects, with the time of one run; image 2 is wrong when BROKEN is set. */
    private static final String BENCHMARK = """
            #!/bin/sh
            for option in "$@"; do case $option in --inDataFile=*) image=$(basename "${option#*=}" .bin) ;; esac; done
            if [ -n "${MINDSPORE_DUMP_CONFIG:-}" ]; then
              mkdir -p work/dump/net
              answer=work/dump/net/fc_output_0_shape_1_3_Float32_NHWC.bin
              cp "expected/$image.bin" "$answer"
              [ "$image" != 00002 ] || [ -z "${BROKEN:-}" ] || printf '\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0' >"$answer"
            fi
            echo "Model = int8.ms, NumThreads = 1, MinRunTime = 1.5 ms, MaxRuntime = 2.5 ms, AvgRunTime = 2.000000 ms"
            """;

    @TempDir
    private static Path folder = Path.of("");

    private static String run = "";

    @BeforeAll
    static void verifiedRun() throws IOException {
        System.setProperty("mindpress.user", folder.resolve("user").toString());
        program("converter_lite", CONVERTER);
        program("benchmark", BENCHMARK);
        try (SmallPress service = SmallPress.start(folder)) {
            service.put("small", 1);
            Path pipeline = Files.writeString(folder.resolve("small.yaml"), SmallPress.pipeline("small", "small"));
            run = mindpress("run", pipeline.toString())
                    .out()
                    .lines()
                    .findFirst()
                    .orElseThrow()
                    .split(" ")[1];
        }
    }

    private static void program(String name, String text) throws IOException {
        assertThat(Files.writeString(folder.resolve(name), text).toFile().setExecutable(true))
                .isTrue();
    }

    private static CalledCommand mindpress(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--store", folder.resolve("store").toString()));
        return CalledCommand.of(all);
    }

    /** Packs and unpacks a kit of five images. */
    private static Path kit(String name) throws IOException {
        Path tar = folder.resolve(name + ".tar");
        CalledCommand packed = mindpress("device-kit", run, "--images", "5", "--output", tar.toString());
        assertThat(packed.err()).isEmpty();
        assertThat(packed.code()).isZero();
        assertThat(packed.out()).startsWith(tar.toString()).contains("README.txt");
        Path unpacked = Files.createDirectories(folder.resolve(name));
        try (TarArchiveInputStream in = new TarArchiveInputStream(Files.newInputStream(tar))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path file = unpacked.resolve(entry.getName().replaceFirst("^[^/]+/", ""));
                Files.createDirectories(file.getParent());
                Files.copy(in, file);
            }
        }
        return unpacked;
    }

    private static Path answer(Path kit, Map<String, String> environment) throws Exception {
        ProcessBuilder script = new ProcessBuilder("sh", "device-kit.sh")
                .directory(kit.toFile())
                .redirectErrorStream(true)
                .redirectOutput(kit.resolve("script.log").toFile());
        script.environment()
                .putAll(Map.of(
                        "CONVERTER_LITE",
                        folder.resolve("converter_lite").toString(),
                        "BENCHMARK",
                        folder.resolve("benchmark").toString(),
                        "RUNS",
                        "3"));
        script.environment().putAll(environment);
        Process process = script.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(kit.resolve("script.log")))
                .isZero();
        return kit.resolve("result.json");
    }

    @Test
    void whatADeviceSaysIsJudgedAndThenShownWhereverTheRunIsShown() throws Exception {
        assertThat(mindpress("status", run).out()).contains("not measured on a device; see mindpress device-kit");
        Path before = Path.of(mindpress("report", run).out().strip());
        assertThat(Files.readString(before)).contains("Not measured on a device.");

        Path right = answer(kit("right"), Map.of("DEVICE", "Board 5", "EMULATED", "0"));
        CalledCommand judged = mindpress("device-result", run, right.toString());

        assertThat(judged.err()).isEmpty();
        assertThat(judged.code()).isZero();
        assertThat(judged.out())
                .startsWith("device verified: Board 5 (")
                .contains("5 of 5 images bit for bit")
                .contains("latency, int8    median 2.000 ms, p90 2.000, p99 2.000, 3 runs, threads 1\n");
        assertThat(mindpress("status", run).out())
                .contains("device verified: Board 5")
                .doesNotContain("not measured");
        assertThat(Files.readString(Path.of(mindpress("report", run).out().strip())))
                .contains("Device verified: Board 5")
                .doesNotContain("Not measured on a device");
        Path got = folder.resolve("got");
        assertThat(mindpress("get", run, got.toString()).code()).isZero();
        assertThat(got.resolve("device/1-result.json")).hasSameBinaryContentAs(right);
        assertThat(got.resolve("device/1.json")).content().contains("VERIFIED");

        Path wrong = answer(kit("wrong"), Map.of("DEVICE", "Board 6", "BROKEN", "1", "EMULATED", "1"));
        CalledCommand differs = mindpress("device-result", run, wrong.toString());

        assertThat(differs.code()).isEqualTo(ExitCode.REFUTED.code());
        assertThat(differs.out())
                .startsWith("emulated, not measured on a device: Board 6 (")
                .contains("4 of 5 images bit for bit")
                .contains("(emulated: says nothing about a device)");
    }

    @Test
    void whatProvesNothingIsBadInputAndLeavesNothing() throws Exception {
        Path file = Files.writeString(folder.resolve("half.json"), "{ \"version\": 1");

        CalledCommand ended = mindpress("device-result", run, file.toString());

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("half.json").doesNotContain("Exception");
        assertThat(mindpress("device-result", run, "nowhere.json").err()).contains("nowhere.json is missing");
        CalledCommand many = mindpress("device-kit", run, "--images", "5000", "--output", folder + "/many.tar");
        assertThat(many.code()).isEqualTo(2);
        assertThat(many.err()).contains("test images, asked for 5000");
        assertThat(folder.resolve("many.tar")).doesNotExist();
        assertThat(folder.resolve("many.tar.part")).doesNotExist();
    }
}
