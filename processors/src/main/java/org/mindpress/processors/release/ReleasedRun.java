package org.mindpress.processors.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.report.Certificate;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.CorruptObjectException;
import org.mindpress.storage.MissingObjectException;

/**
 * What of a run is released, proven by its manifests and its certificate.
 *
 * @param run which
 * @param deployment the file for devices
 * @param certificate the proof
 */
record ReleasedRun(RunReference run, ArtifactReference deployment, ArtifactReference certificate) {
    static final String DEPLOYMENT = "deployment.mindir";
    static final String CERTIFICATE = "certificate.json";

    /** Reads the manifests; a run without them is refused. */
    static ReleasedRun of(RunStore runs, RunReference run) throws IOException, ReleaseRefusal {
        return new ReleasedRun(
                run, output(runs, run, StageName.EXPORT, DEPLOYMENT), output(runs, run, StageName.VERIFY, CERTIFICATE));
    }

    /** Every artifact of {@code export} and {@code verify} has the bytes of its manifest, and the certificate speaks of this deployment file. */
    void check(RunStore runs) throws IOException, ReleaseRefusal {
        Path folder = Files.createTempDirectory("mindpress-release");
        Path file = folder.resolve("artifact");
        try {
            for (StageName stage : List.of(StageName.EXPORT, StageName.VERIFY)) {
                List<ArtifactReference> outputs =
                        runs.manifest(run, stage).map(StageManifest::outputs).orElse(List.of());
                for (ArtifactReference output : outputs) {
                    runs.bucket().download(output.key(), file, output.sha256());
                }
            }
        } catch (MissingObjectException | CorruptObjectException e) {
            throw new ReleaseRefusal(
                    ReleaseRefusal.Kind.RULE,
                    "run " + run + " cannot be released: " + e.getMessage() + "; run its pipeline again",
                    e);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
        checkCertificate(runs.bucket());
    }

    private void checkCertificate(ArtifactStore bucket) throws IOException, ReleaseRefusal {
        byte[] bytes = bucket.read(certificate.key(), certificate.sha256());
        int version = Documents.version(bytes).orElse(Certificate.VERSION);
        if (version != Certificate.VERSION) {
            throw refusal("has a certificate of version " + version + ", this mindpress knows version "
                    + Certificate.VERSION + "; run its pipeline again");
        }
        Optional<String> certified = Optional.ofNullable(Documents.read(certificate.key(), bytes, Certificate.class)
                .digests()
                .get(DEPLOYMENT));
        if (!certified.equals(Optional.of(deployment.sha256()))) {
            throw refusal("has the deployment file " + deployment.sha256() + ", but its certificate is of "
                    + certified.orElse("none"));
        }
    }

    private ReleaseRefusal refusal(String why) {
        return new ReleaseRefusal(ReleaseRefusal.Kind.RULE, "run " + run + " cannot be released: it " + why);
    }

    private static ArtifactReference output(RunStore runs, RunReference run, StageName stage, String name)
            throws IOException, ReleaseRefusal {
        return runs.manifest(run, stage)
                .flatMap(manifest -> manifest.output(name))
                .orElseThrow(() -> new ReleaseRefusal(
                        ReleaseRefusal.Kind.RULE,
                        "run " + run + " has no " + name + " of stage " + stage.spelling()
                                + ": only a verified run can be released"));
    }
}
