package org.mindpress.routes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.routes.service.SmallPress;
import org.mindpress.storage.StoreSettings;
import org.mindpress.storage.s3.RealMinio;
import org.mindpress.storage.s3.S3ArtifactStore;

/** The command line with a real MinIO instead of the embedded store. */
@Tag("conformance")
class MinioCommandsConformanceTest {
    private static final Pattern RUN = Pattern.compile("run (\\S+) of pipeline");

    @TempDir
    private Path folder = Path.of("");

    private CalledCommand mindpress(StoreSettings store, String... arguments) throws IOException {
        System.setProperty("mindpress.user", folder.resolve("user").toString());
        Path keys = folder.resolve("keys.json");
        if (!Files.exists(keys)) {
            Files.createFile(keys, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(
                keys,
                String.format(
                        "{\"accessKey\": \"%s\", \"secretKey\": \"%s\"}",
                        store.credentials().accessKey(), store.credentials().secretKey()));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--endpoint", store.endpoint().toString(), "--key-file", keys.toString()));
        return CalledCommand.of(all);
    }

    @Test
    void aRunWithTrainingLeavesACertificateThatHolds() throws Exception {
        String pipeline = Files.writeString(folder.resolve("small.yaml"), SmallPress.trainedPipeline("small", "small"))
                .toString();
        try (RealMinio server = RealMinio.start(Files.createDirectory(folder.resolve("server")))) {
            StoreSettings store = server.settings();
            try (S3ArtifactStore bucket = S3ArtifactStore.of(store)) {
                SmallPress.put(bucket, "small", 1);
            }
            CalledCommand checked = mindpress(store, "check", pipeline);
            assertThat(checked.code()).as(checked.err()).isZero();
            CalledCommand ended = mindpress(store, "run", pipeline);
            assertThat(ended.code()).as(ended.err()).isZero();
            Matcher run = RUN.matcher(ended.out() + ended.err());
            assertThat(run.find()).as(ended.out()).isTrue();

            assertThat(mindpress(store, "status").out()).contains(run.group(1));
            Path got = folder.resolve("got");
            CalledCommand brought = mindpress(store, "get", run.group(1), got.toString());
            assertThat(brought.code()).as(brought.err()).isZero();
            CalledCommand holds = CalledCommand.of(
                    List.of("verify", got.resolve("07-verify/certificate.json").toString()));
            assertThat(holds.code()).as(holds.out() + holds.err()).isZero();

            CalledCommand again = mindpress(store, "run", pipeline);
            assertThat(again.code()).as(again.err()).isZero();
            assertThat(mindpress(store, "gc", "--dry-run").code()).isZero();
        }
    }
}
