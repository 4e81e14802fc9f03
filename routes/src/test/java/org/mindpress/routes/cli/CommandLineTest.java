package org.mindpress.routes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.routes.service.SmallPress;
import org.mindpress.storage.embedded.EmbeddedStore;

class CommandLineTest {
    private static final String PIPELINE = """
            pipeline: small
            data: { set: tiny, format: cifar-10 }
            model: { uri: "bucket:models/tiny.onnx" }
            input: { channels: RGB, height: 32, width: 32, mean: [0.5, 0.5, 0.5], standard-deviation: [0.5, 0.5, 0.5] }
            """;

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void userFolder() {
        System.setProperty("mindpress.user", folder.resolve("user").toString());
    }

    private CalledCommand mindpress(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--endpoint")
                && !all.contains("--store")
                && !List.of("inspect", "lint", "diff", "verify").contains(all.get(0))) {
            all.addAll(List.of("--store", folder.resolve("store").toString()));
        }
        return CalledCommand.of(all);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void aMissingPipelineFileIsBadInput() {
        CalledCommand ended = mindpress("run", "nowhere.yaml");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).isEqualTo("mindpress: pipeline file nowhere.yaml is missing\n");
    }

    @Test
    void everyProblemOfAPipelineFileIsShownWithItsPlace() throws IOException {
        String file = file("bad.yaml", PIPELINE + "stages:\n  qat: { epocs: 2 }\nsead: 1\n");

        for (String command : List.of("run", "check")) {
            CalledCommand ended = mindpress(command, file);

            assertThat(ended.code()).isEqualTo(2);
            assertThat(ended.err())
                    .contains("bad.yaml:6:10: ")
                    .contains("'epochs'")
                    .contains("bad.yaml:7:1: ")
                    .doesNotContain("Exception");
        }
    }

    @Test
    void brokenYamlIsShownWithItsPlace() throws IOException {
        CalledCommand ended = mindpress("run", file("broken.yaml", "pipeline: [\n"));

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("broken.yaml:2:1: no valid YAML");
    }

    @Test
    void whatThePipelineReadsMustBeThere() throws IOException {
        CalledCommand ended = mindpress("check", file("pipeline.yaml", PIPELINE));

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err())
                .contains("datasets/tiny/")
                .contains("models/tiny.onnx")
                .contains("mindpress put");
    }

    @Test
    void anUnknownRunIsBadInput() {
        for (String command : List.of("report", "cancel", "get", "status", "device-kit")) {
            CalledCommand ended = mindpress(command, "20000101t000000z-0000000000000000");

            assertThat(ended.code()).as(command).isEqualTo(2);
            assertThat(ended.err()).contains("there is no run '20000101t000000z-0000000000000000'");
        }
    }

    @Test
    void unknownCommandsAndOptionsAreBadInput() {
        assertThat(mindpress("nonsense").code()).isEqualTo(2);
        assertThat(mindpress("status", "--limt", "3").code()).isEqualTo(2);
        assertThat(mindpress("run").err()).contains("PIPELINE.yaml");
    }

    @Test
    void anUnreachableServerCouldNotBeUsed() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        CalledCommand ended = mindpress(
                "status", "--endpoint", "http://127.0.0.1:" + port, "--key-file", keys("someone", "wrong-secret"));

        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.err()).contains("127.0.0.1:" + port).doesNotContain("wrong-secret");
    }

    @Test
    void wrongKeysAreBadInputAndNotShown() throws IOException {
        try (EmbeddedStore store = EmbeddedStore.open(folder.resolve("other"))) {
            String access = store.settings().credentials().accessKey();

            CalledCommand ended = mindpress(
                    "status",
                    "--endpoint",
                    store.settings().endpoint().toString(),
                    "--key-file",
                    keys(access, "wrong-secret"));

            assertThat(ended.code()).isEqualTo(2);
            assertThat(ended.err()).doesNotContain("wrong-secret");
        }
    }

    @Test
    void missingKeysAreNamed() {
        CalledCommand ended = mindpress("status", "--endpoint", "http://127.0.0.1:9");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("MINDPRESS_S3_ACCESS_KEY");
    }

    private String keys(String access, String secret) throws IOException {
        Path file = Files.createFile(
                folder.resolve("keys.json"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "{\"accessKey\": \"" + access + "\", \"secretKey\": \"" + secret + "\"}");
        return file.toString();
    }

    @Test
    void serveSaysWhichPortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            CalledCommand ended = mindpress("serve", "--port", port, "--management-port", "0");

            assertThat(ended.code()).isEqualTo(3);
            assertThat(ended.err()).contains("port " + port).contains("--port");
        }
    }

    @Test
    void aFolderIsPutWithItsMarkerLastAndTheStoreSaysWhereItIs() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data/inner"));
        Files.writeString(data.resolve("one.bin"), "1");
        Files.writeString(data.resolve("../two.bin"), "2");

        CalledCommand put = mindpress("put", folder.resolve("data").toString(), "datasets/tiny");

        assertThat(put.err()).isEmpty();
        assertThat(put.code()).isZero();
        assertThat(put.out()).contains("2 files and _READY under datasets/tiny/");
        CalledCommand store = mindpress("store");
        assertThat(store.out()).contains("keys.json").contains("bucket      mindpress");
        assertThat(mindpress("put", "nowhere", "datasets/tiny").code()).isEqualTo(2);
        assertThat(mindpress("put", folder.resolve("data").toString(), "../up").code())
                .isEqualTo(2);
    }

    @Test
    void inspectShowsGraphsAndRefusesGarbage() throws IOException {
        Path model = Files.write(folder.resolve("small.onnx"), SmallPress.model());

        CalledCommand shown = mindpress("inspect", model.toString());

        assertThat(shown.code()).isZero();
        assertThat(shown.out())
                .contains("stem.conv")
                .contains("operators: ")
                .contains("layers, as policies match them:");
        assertThat(mindpress("inspect", file("garbage.onnx", "no model")).code())
                .isEqualTo(2);
        assertThat(mindpress("inspect", file("garbage.mindir", "no model")).code())
                .isEqualTo(2);
        assertThat(mindpress("inspect", file("garbage.txt", "no model")).code()).isEqualTo(2);
    }

    @Test
    void lintRefusesWhatIsNoMindir() throws IOException {
        assertThat(mindpress("lint", "nowhere.mindir"))
                .isEqualTo(new CalledCommand(2, "", "mindpress: nowhere.mindir is missing\n"));
        assertThat(mindpress("lint", file("garbage.mindir", "no model")).code()).isEqualTo(2);
    }

    @Test
    void diffRefusesWhatItCannotRead() throws IOException {
        String garbage = file("garbage.onnx", "no model");
        assertThat(mindpress("diff", garbage, "nowhere.onnx").code()).isEqualTo(2);
        assertThat(mindpress("diff", garbage, garbage).code()).isEqualTo(2);
        assertThat(mindpress("diff", garbage).code()).isEqualTo(2);
    }

    @Test
    void aPipelineRunsToItsEndBesideAServiceAndWithoutOne() throws IOException {
        Path press = Files.createDirectories(folder.resolve("press"));
        String pipeline = file("small.yaml", SmallPress.pipeline("small", "small"));
        try (SmallPress service = SmallPress.start(press)) {
            service.put("small", 1);
            CalledCommand beside =
                    mindpress("run", pipeline, "--store", press.resolve("store").toString());
            assertThat(beside.err()).isEmpty();
            assertThat(beside.code()).isZero();
            assertThat(beside.out()).contains("runs the store and works on it").contains("PASSED: ");
        }
        CalledCommand alone =
                mindpress("run", pipeline, "--store", press.resolve("store").toString());
        assertThat(alone.err()).isEmpty();
        assertThat(alone.code()).isZero();
        assertThat(alone.out()).contains("taken from runs/small/").contains("accuracy, integer");
        String run = alone.out().lines().findFirst().orElseThrow().split(" ")[1];

        String[] store = {"--store", press.resolve("store").toString()};
        assertThat(mindpress("status", store[0], store[1]).out()).contains(run).contains("PASSED");
        assertThat(Path.of(mindpress("report", run, store[0], store[1]).out().strip()))
                .isRegularFile();
        assertThat(mindpress("cancel", run, store[0], store[1]).err()).contains("is over");
        Path target = folder.resolve("got");
        assertThat(mindpress("get", run, target.toString(), store[0], store[1]).code())
                .isZero();
        assertThat(target.resolve("06-export/deployment.mindir")).isRegularFile();
        assertThat(mindpress("verify", target.toString()).out()).contains("the certificate holds: ");
        assertThat(mindpress("verify", target.resolve("06-export").toString()).code())
                .isEqualTo(2);
        assertThat(mindpress(
                        "lint", target.resolve("06-export/deployment.mindir").toString()))
                .isEqualTo(new CalledCommand(0, "deployment.mindir: no findings: rules L01 to L24 hold\n", ""));
        String verification = target.resolve("06-export/verification.mindir").toString();
        CalledCommand found = mindpress("lint", verification);
        assertThat(found.code()).isEqualTo(1);
        assertThat(found.out()).contains("L23  file", "on the device: ", "remedy: ");
        assertThat(mindpress("lint", "--json", verification).out()).startsWith("{\n  \"version\" : 1,");
        assertThat(mindpress("inspect", "--json", verification).out()).contains("\"format\" : \"mindir-d2\"");
        assertThat(mindpress("diff", verification, verification).code()).isZero();
        CalledCommand other =
                mindpress("diff", target.resolve("06-export/deployment.mindir").toString(), verification);
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.out()).contains("~ format: mindir-d1 -> mindir-d2").endsWith(" quantised activations\n");
        assertThat(mindpress(
                                "inspect",
                                target.resolve("06-export/deployment.mindir").toString())
                        .out())
                .contains("mindir-d1")
                .contains("scale ");
    }
}
