package org.mindpress.processors.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.SchemaCheck;

class CertificateVerifierTest {
    @TempDir
    static Path once;

    private static VerifyBench bench;
    private static StageContext verified;

    @TempDir
    Path folder;

    @BeforeAll
    static void press() throws Exception {
        bench = new VerifyBench(once).fill(PressedNet.of(4));
        verified = bench.verify(List.of());
    }

    @Test
    void anUntouchedRunHoldsFromItsFolderAndFromItsCertificate() throws IOException {
        bench.bring(verified, folder);
        for (Path place : List.of(folder, folder.resolve("07-verify/certificate.json"))) {
            CertificateCheck check = CertificateVerifier.check(place);
            assertThat(check.problems()).isEmpty();
            assertThat(check.holds()).isTrue();
            assertThat(check.filesChecked()).isEqualTo(2 + 1 + 1 + 3 + 7);
            assertThat(check.imagesChecked()).isEqualTo(60);
            assertThat(check.notHere()).as("the model came in device form").isEmpty();
            assertThat(SchemaCheck.problems("verify-1.json", Documents.write(check)))
                    .isEmpty();
        }
    }

    @Test
    void theFilesThatAreNeededHoldWithoutTheRun() throws IOException {
        bench.bring(verified, folder.resolve("run"));
        for (String file : List.of(
                "07-verify/certificate.json",
                "07-verify/predictions.json",
                "07-verify/sample.images",
                "06-export/deployment.mindir")) {
            Path source = folder.resolve("run").resolve(file);
            Files.copy(source, folder.resolve(String.valueOf(source.getFileName())));
        }
        CertificateCheck check = CertificateVerifier.check(folder.resolve("certificate.json"));
        assertThat(check.problems()).isEmpty();
        assertThat(check.imagesChecked()).isEqualTo(60);
        assertThat(check.notHere()).contains("train.images", "verification.mindir");
        Files.delete(folder.resolve("sample.images"));
        assertThat(CertificateVerifier.check(folder.resolve("certificate.json")).problems())
                .containsExactly("sample.images: missing; certificate.json names it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01-fetch/train.images",
                "01-fetch/test.images",
                "02-import/model.onnx",
                "05-calibrate/calibration.json",
                "06-export/model.qdq.onnx",
                "06-export/deployment.mindir",
                "06-export/verification.mindir",
                "07-verify/certificate.json",
                "07-verify/evaluation.json",
                "07-verify/predictions.json",
                "07-verify/sample.images",
                "07-verify/measurements.json",
                "07-verify/report.json",
                "07-verify/report.html"
            })
    void oneChangedByteAnywhereInAFileIsFoundAndTheFileNamed(String file) throws IOException {
        bench.bring(verified, folder);
        Path target = folder.resolve(file);
        byte[] content = Files.readAllBytes(target);
        for (int place : new int[] {0, content.length / 3, content.length / 2, content.length - 1}) {
            byte[] changed = content.clone();
            changed[place] ^= 1;
            Files.write(target, changed);
            CertificateCheck check = CertificateVerifier.check(folder);
            assertThat(check.holds()).as("%s, byte %d", file, place).isFalse();
            assertThat(check.problems())
                    .as("byte %d", place)
                    .anyMatch(problem -> problem.contains(String.valueOf(target.getFileName())));
        }
    }

    @Test
    void aChangedDigestOrSizeOfAnArtifactInAManifestIsFound() throws IOException {
        bench.bring(verified, folder);
        Path manifest = folder.resolve("06-export/manifest.json");
        String text = Files.readString(manifest);
        List<String> changes = List.of(
                text.replaceFirst("(\"sha256\" : \")[0-9a-f]{8}", "$1" + "0".repeat(8)),
                text.replaceFirst("(\"sizeBytes\" : )", "$11"));
        for (String changed : changes) {
            Files.writeString(manifest, changed);
            assertThat(CertificateVerifier.check(folder).problems())
                    .anyMatch(problem -> problem.contains("06-export/manifest.json"));
        }
    }

    @Test
    void aDocumentInAnotherFormIsNamedWithItsPlace() throws IOException {
        bench.bring(verified, folder);
        Path certificate = folder.resolve("07-verify/certificate.json");
        Files.writeString(certificate, Files.readString(certificate) + " ", StandardCharsets.UTF_8);
        assertThat(CertificateVerifier.check(folder).problems())
                .anyMatch(problem -> problem.startsWith("07-verify/certificate.json: byte "));
    }

    @Test
    void aCertificateOfAnotherVersionIsRefusedByItsVersion() throws IOException {
        bench.bring(verified, folder);
        Path certificate = folder.resolve("07-verify/certificate.json");
        Files.writeString(
                certificate, Files.readString(certificate).replaceFirst("\"version\" : \\d+", "\"version\" : 1"));
        assertThatThrownBy(() -> CertificateVerifier.check(folder))
                .isInstanceOf(IOException.class)
                .hasMessage("07-verify/certificate.json has version 1, this mindpress knows version 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01-fetch/test.images",
                "06-export/deployment.mindir",
                "07-verify/manifest.json",
                "07-verify/predictions.json",
                "07-verify/sample.images"
            })
    void aMissingFileOfARunIsNamed(String file) throws IOException {
        bench.bring(verified, folder);
        Files.delete(folder.resolve(file));
        CertificateCheck check = CertificateVerifier.check(folder);
        assertThat(check.holds()).isFalse();
        assertThat(check.problems()).anyMatch(problem -> problem.startsWith(file + ": missing; "));
    }

    @Test
    void whatIsNoCertificateIsRefused() {
        assertThatThrownBy(() -> CertificateVerifier.check(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no certificate");
    }
}
