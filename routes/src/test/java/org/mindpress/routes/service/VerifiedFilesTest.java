package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.storage.CorruptObjectException;
import org.mindpress.storage.Sha256;

/** Local copies are what was written, checked once. */
final class VerifiedFilesTest {
    @TempDir
    private static Path bucketFolder = Path.of("");

    private static ScratchBucket bucket;

    @BeforeAll
    static void open() throws IOException {
        bucket = ScratchBucket.open(bucketFolder);
    }

    @AfterAll
    static void close() throws IOException {
        bucket.close();
    }

    @BeforeEach
    void empty() throws IOException {
        bucket.store().delete(bucket.keys());
    }

    @TempDir
    private Path folder = Path.of("");

    private static ArtifactReference stored(int number) throws IOException {
        byte[] content = {(byte) number, 2, 3};
        String key = "runs/p/files/" + number;
        bucket.store().put(key, content);
        return new ArtifactReference("deployment.mindir", key, content.length, Sha256.of(content));
    }

    private VerifiedFiles files() {
        return new VerifiedFiles(bucket.store(), folder.resolve("released"));
    }

    private List<String> copies() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("released"))) {
            return all.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void whatWasCheckedOnceIsNotReadFromTheBucketAgain() throws Exception {
        ArtifactReference artifact = stored(1);
        VerifiedFiles files = files();
        Path file = files.file(artifact);
        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
        bucket.store().delete(List.of(artifact.key()));
        assertThat(files.file(artifact)).isEqualTo(file).hasBinaryContent(new byte[] {1, 2, 3});
        assertThatThrownBy(() -> files().file(artifact)).hasMessageContaining(artifact.key());
    }

    @Test
    void aCopyThatSomebodyTouchedOrRemovedComesAnew() throws Exception {
        ArtifactReference artifact = stored(2);
        VerifiedFiles files = files();
        Path file = files.file(artifact);
        Files.write(file, new byte[] {9, 9, 9});
        Files.setLastModifiedTime(file, FileTime.fromMillis(5));
        assertThat(files.file(artifact)).hasBinaryContent(new byte[] {2, 2, 3});
        Files.delete(file);
        assertThat(files.file(artifact)).hasBinaryContent(new byte[] {2, 2, 3});
    }

    @Test
    void whatIsNotWhatTheRecordSaysIsRefusedAndLeavesNothing() throws Exception {
        ArtifactReference artifact = stored(3);
        bucket.store().put(artifact.key(), new byte[] {3, 2, 4});
        assertThatThrownBy(() -> files().file(artifact)).isInstanceOf(CorruptObjectException.class);
        assertThat(copies()).isEmpty();
    }

    @Test
    void onlyThoseThatWereAskedForLastStay() throws Exception {
        files().file(stored(10));
        VerifiedFiles files = files();
        ArtifactReference often = stored(11);
        for (int number = 12; number < 20; number++) {
            files.file(often);
            files.file(stored(number));
        }
        assertThat(copies()).hasSize(VerifiedFiles.KEPT).contains(often.sha256());
    }
}
