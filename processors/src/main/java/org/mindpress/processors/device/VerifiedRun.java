package org.mindpress.processors.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.mindpress.engine.data.CalibrationSamples;
import org.mindpress.engine.data.ImageSet;
import org.mindpress.engine.data.NormalizedImages;
import org.mindpress.engine.data.PackedImages;
import org.mindpress.engine.data.Split;
import org.mindpress.processors.report.Certificate;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageName;
import org.mindpress.storage.ArtifactStore;

/** A run with a certificate, and those of its artifacts that have to do with a device. Everything is read from the bucket and checked. */
final class VerifiedRun {
    private final RunStore runs;
    private final RunReference run;
    private final ArtifactReference certificateReference;
    private final Certificate certificate;

    private VerifiedRun(
            RunStore runs, RunReference run, ArtifactReference certificateReference, Certificate certificate) {
        this.runs = runs;
        this.run = run;
        this.certificateReference = certificateReference;
        this.certificate = certificate;
    }

    /** Refused while the run is not verified, and when that was done by a mindpress with other certificates. */
    static VerifiedRun of(RunStore runs, RunReference run) throws IOException, DeviceRefusal {
        ArtifactReference reference = output(runs, run, StageName.VERIFY, "certificate.json");
        byte[] bytes = runs.bucket().read(reference.key(), reference.sha256());
        int version = Documents.version(bytes).orElse(Certificate.VERSION);
        if (version != Certificate.VERSION) {
            throw new DeviceRefusal("run " + run + " has a certificate of version " + version
                    + ", this mindpress knows version " + Certificate.VERSION + ": run its pipeline again");
        }
        return new VerifiedRun(runs, run, reference, Documents.read(reference.key(), bytes, Certificate.class));
    }

    RunReference reference() {
        return run;
    }

    Certificate certificate() {
        return certificate;
    }

    String certificateSha256() {
        return certificateReference.sha256();
    }

    /** What the converter of the device takes. */
    byte[] deployment() throws IOException, DeviceRefusal {
        return read(StageName.EXPORT, "deployment.mindir");
    }

    /** The float model in device form. */
    byte[] floatModel() throws IOException, DeviceRefusal {
        return read(StageName.IMPORT, "model.onnx");
    }

    /** The first images of the test split. */
    NormalizedImages test(int count) throws IOException, DeviceRefusal {
        ImageSet all = images(Split.TEST);
        requireAtMost(count, all.count(), "test");
        return new NormalizedImages(all.first(count), certificate.input());
    }

    /** The first of the run's calibration samples: unlabelled training images in the order in which {@code calibrate} drew them. */
    NormalizedImages calibration(int count) throws IOException, DeviceRefusal {
        ImageSet all = images(Split.TRAIN);
        requireAtMost(count, all.count(), "training");
        return new NormalizedImages(
                CalibrationSamples.draw(all, count, certificate.seed()).images(), certificate.input());
    }

    private void requireAtMost(int count, int most, String split) throws DeviceRefusal {
        if (count > most) {
            throw new DeviceRefusal("run " + run + " has " + most + " " + split + " images, asked for " + count);
        }
    }

    private ImageSet images(Split split) throws IOException, DeviceRefusal {
        ArtifactReference packed = output(runs, run, StageName.FETCH, PackedImages.fileName(split));
        Path folder = Files.createTempDirectory("mindpress-device");
        Path file = folder.resolve(packed.name());
        try {
            ArtifactStore bucket = runs.bucket();
            bucket.download(packed.key(), file, packed.sha256());
            return PackedImages.read(file);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private byte[] read(StageName stage, String name) throws IOException, DeviceRefusal {
        ArtifactReference reference = output(runs, run, stage, name);
        return runs.bucket().read(reference.key(), reference.sha256());
    }

    private static ArtifactReference output(RunStore runs, RunReference run, StageName stage, String name)
            throws IOException, DeviceRefusal {
        Optional<ArtifactReference> found = runs.manifest(run, stage).flatMap(manifest -> manifest.output(name));
        return found.orElseThrow(() -> new DeviceRefusal("run " + run + " has no " + name + " of stage "
                + stage.spelling() + ": only a verified run has something to compare a device with; see mindpress"
                + " status " + run.run()));
    }
}
