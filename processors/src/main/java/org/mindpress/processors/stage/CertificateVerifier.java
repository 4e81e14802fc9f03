package org.mindpress.processors.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.mindpress.engine.data.ImageSet;
import org.mindpress.engine.data.NormalizedImages;
import org.mindpress.engine.data.PackedImages;
import org.mindpress.engine.data.Split;
import org.mindpress.engine.evaluate.Predictions;
import org.mindpress.engine.integer.IntegerModel;
import org.mindpress.processors.report.Certificate;
import org.mindpress.processors.report.Certificate.VariantAccuracy;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;
import org.mindpress.storage.Sha256;

/**
 * Checks a certificate without a network and without a store, in a folder as {@code get} leaves it: every artifact against its manifest, every
 * digest of the certificate, the accuracy from the answers and labels, and the deployment file by computing a sample of images again from its
 * bytes in plain Java. Times and figures in manifests prove nothing and are not checked.
 */
public final class CertificateVerifier {
    private static final String MANIFEST = "manifest.json";
    private static final String TEST_IMAGES = PackedImages.fileName(Split.TEST);
    private static final List<String> NEEDED =
            List.of(VerifyInputs.DEPLOYMENT, PredictionsDocument.FILE, PredictionsDocument.SAMPLE);

    private final Path certificate;
    private final Path root;
    private final List<String> problems = new ArrayList<>();
    private final List<String> notHere = new ArrayList<>();
    private final SortedMap<Path, String> digests = new TreeMap<>();
    private int filesChecked;
    private int imagesChecked;

    private CertificateVerifier(Path certificate) {
        this.certificate = certificate;
        Path folder = Optional.ofNullable(certificate.getParent()).orElse(Path.of(""));
        boolean ofRun = folder.endsWith(StageName.VERIFY.folder());
        this.root = ofRun ? Optional.ofNullable(folder.getParent()).orElse(folder) : folder;
    }

    /**
     * Checks a certificate and what lies around it.
     *
     * @param place the certificate, or the folder of a run that {@code get} brought
     * @throws IOException when there is no certificate, when it has another version, or when files cannot be read
     */
    public static CertificateCheck check(Path place) throws IOException {
        Path absolute = place.toAbsolutePath().normalize();
        Path ofRun = absolute.resolve(StageName.VERIFY.folder()).resolve(VerifyStage.CERTIFICATE);
        Path found = Files.isRegularFile(ofRun)
                ? ofRun
                : Files.isDirectory(absolute) ? absolute.resolve(VerifyStage.CERTIFICATE) : absolute;
        if (!Files.isRegularFile(found)) {
            throw new IOException(place + " is no certificate and no folder of a run that mindpress get brought");
        }
        return new CertificateVerifier(found).check();
    }

    private CertificateCheck check() throws IOException {
        int version = Documents.version(Files.readAllBytes(certificate)).orElse(Certificate.VERSION);
        if (version != Certificate.VERSION) {
            throw new IOException(name(certificate) + " has version " + version + ", this mindpress knows version "
                    + Certificate.VERSION);
        }
        readDigests();
        if (root.equals(certificate.getParent())) {
            notHere.add(MANIFEST + " of the stage with the digest of the certificate itself");
        }
        for (StageName stage : StageName.values()) {
            manifest(root.resolve(stage.folder()));
        }
        Optional<Certificate> read = document(certificate, Certificate.class);
        if (read.isPresent()) {
            certified(read.get());
            Optional<PredictionsDocument> answers =
                    file(PredictionsDocument.FILE).flatMap(file -> document(file, PredictionsDocument.class));
            if (answers.isPresent()) {
                accuracy(read.get(), answers.get());
                if (neededAreUnchanged(read.get())) {
                    sample(read.get(), answers.get());
                }
            }
        }
        return new CertificateCheck(
                CertificateCheck.VERSION,
                name(certificate),
                problems.isEmpty(),
                problems,
                filesChecked,
                imagesChecked,
                notHere);
    }

    private void readDigests() throws IOException {
        List<Path> files;
        try (Stream<Path> below = root.equals(certificate.getParent()) ? Files.list(root) : Files.walk(root, 3)) {
            files = below.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            digests.put(file, Sha256.of(file));
        }
    }

    private void manifest(Path folder) {
        Path file = folder.resolve(MANIFEST);
        if (!digests.containsKey(file)) {
            if (folder.equals(certificate.getParent())) {
                problems.add(name(file) + ": missing; it names the digest of the certificate");
            }
            return;
        }
        document(file, StageManifest.class).ifPresent(manifest -> {
            for (ArtifactReference output : manifest.outputs()) {
                Path artifact = folder.resolve(output.name()).normalize();
                String found = digests.get(artifact);
                if (found == null) {
                    problems.add(name(artifact) + ": missing; " + name(file) + " names it");
                } else if (!found.equals(output.sha256())) {
                    problems.add(differs(artifact, found, output.sha256(), name(file)));
                } else if (artifact.toFile().length() != output.sizeBytes()) {
                    problems.add(name(file) + ": says that " + output.name() + " has " + output.sizeBytes()
                            + " bytes, it has " + artifact.toFile().length());
                } else {
                    filesChecked++;
                }
            }
        });
    }

    /** What a digest of the certificate names lies somewhere in the folder, often under another name. */
    private void certified(Certificate document) {
        for (String needed : NEEDED) {
            if (!document.digests().containsKey(needed)) {
                problems.add(name(certificate) + ": names no " + needed
                        + "; it is of an earlier mindpress: run verify again");
            }
        }
        for (Map.Entry<String, String> entry : document.digests().entrySet()) {
            if (digests.containsValue(entry.getValue())) {
                filesChecked += root.equals(certificate.getParent()) ? 1 : 0;
                continue;
            }
            Optional<Path> same = file(entry.getKey());
            if (same.isPresent()) {
                problems.add(
                        differs(same.get(), digests.getOrDefault(same.get(), ""), entry.getValue(), name(certificate)));
            } else if (NEEDED.contains(entry.getKey())) {
                problems.add(entry.getKey() + ": missing; " + name(certificate) + " names it");
            } else {
                notHere.add(entry.getKey());
            }
        }
    }

    private boolean neededAreUnchanged(Certificate document) {
        return NEEDED.stream()
                .allMatch(needed -> digests.containsValue(document.digests().getOrDefault(needed, "")));
    }

    private void accuracy(Certificate document, PredictionsDocument answers) {
        Optional<ImageSet> test = file(TEST_IMAGES).flatMap(this::images);
        if (test.isEmpty() || !test.get().labelled()) {
            return;
        }
        int[] labels = test.get().labels();
        int right = 0;
        for (int image = 0; image < Math.min(labels.length, answers.classes().size()); image++) {
            right += answers.classes().get(image) == labels[image] ? 1 : 0;
        }
        VariantAccuracy counted = new VariantAccuracy(
                VerifyPredictions.INTEGER, right, answers.classes().size());
        if (!document.accuracy(VerifyPredictions.INTEGER).equals(Optional.of(counted))) {
            problems.add(name(certificate) + ": accuracies: integer: the answers in " + PredictionsDocument.FILE
                    + " are right on " + right + " of " + counted.images() + " images");
        }
    }

    private void sample(Certificate document, PredictionsDocument answers) throws IOException {
        Optional<Path> deployment = file(VerifyInputs.DEPLOYMENT);
        Optional<ImageSet> images = file(PredictionsDocument.SAMPLE).flatMap(this::images);
        if (deployment.isEmpty() || images.isEmpty()) {
            return;
        }
        if (images.get().count() != answers.sample().size()) {
            problems.add(PredictionsDocument.SAMPLE + ": " + images.get().count() + " images, but "
                    + PredictionsDocument.FILE + " names " + answers.sample().size());
            return;
        }
        try {
            IntegerModel model = IntegerModel.read(Files.readAllBytes(deployment.get()));
            NormalizedImages normalized = new NormalizedImages(images.get(), document.input());
            for (int i = 0; i < normalized.count(); i++) {
                answer(
                        model.run(normalized.batch(i, 1), 1).codes(),
                        answers,
                        answers.sample().get(i));
            }
        } catch (IllegalArgumentException unusable) {
            problems.add(name(deployment.get()) + ": cannot be computed: " + unusable.getMessage());
        }
    }

    private void answer(byte[] codes, PredictionsDocument answers, int image) {
        imagesChecked++;
        int chosen = Predictions.ofCodes(codes, codes.length).of(0);
        if (chosen != answers.classes().get(image)) {
            problems.add(PredictionsDocument.FILE + ": test image " + image + ": class "
                    + answers.classes().get(image) + ", but the deployment file computes " + chosen);
        } else if (!PredictionsDocument.digest(codes, 0, codes.length)
                .equals(answers.logits().get(image))) {
            problems.add(
                    PredictionsDocument.FILE + ": test image " + image + ": the deployment file computes other logits");
        }
    }

    /** A document in the one form in which mindpress writes it; anything else is a problem. */
    private <T extends Record> Optional<T> document(Path file, Class<T> type) {
        try {
            byte[] content = Files.readAllBytes(file);
            T document = Documents.read(name(file), content, type);
            int place = Arrays.mismatch(content, Documents.write(document));
            if (place >= 0) {
                problems.add(name(file) + ": byte " + place + ": not as mindpress writes this document");
            }
            return Optional.of(document);
        } catch (IOException | IllegalArgumentException unreadable) {
            problems.add(String.valueOf(unreadable.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<ImageSet> images(Path file) {
        try {
            return Optional.of(PackedImages.read(file));
        } catch (IOException damaged) {
            problems.add(String.valueOf(damaged.getMessage()).replace(file.toString(), name(file)));
            return Optional.empty();
        }
    }

    /** The file of that name, of the last stage that has one. */
    private Optional<Path> file(String artifact) {
        return digests.keySet().stream().filter(file -> file.endsWith(artifact)).reduce((one, other) -> other);
    }

    private static String differs(Path file, String found, String expected, String where) {
        return file.getFileName() + ": changed: SHA-256 " + found + ", but " + where + " says " + expected;
    }

    /** Without the folders above the run. */
    private String name(Path file) {
        return root.relativize(file).toString();
    }
}
