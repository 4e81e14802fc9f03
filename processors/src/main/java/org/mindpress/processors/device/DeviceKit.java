package org.mindpress.processors.device;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.engine.data.NormalizedImages;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.integer.IntegerOptions;
import org.mindpress.engine.onnx.OnnxReader;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.storage.Sha256;

/**
 * Everything that a device needs to show what it makes of a run: the deployment file, the float model for comparison, normalised images,
 * the outputs that integer execution gives for them, and a script that calls MindSpore Lite's {@code converter_lite} and {@code benchmark}.
 * Equal runs and contents give equal bytes.
 */
public final class DeviceKit {
    private static final String SCRIPT = "device-kit.sh";
    private static final String GUIDE = "README.txt";

    private final VerifiedRun run;
    private final KitContents contents;
    private final byte[] deployment;
    private final byte[] floatModel;
    private final NormalizedImages images;
    private final Optional<NormalizedImages> calibration;
    private final ExpectedOutputs expected;
    private final KitManifest manifest;

    private DeviceKit(VerifiedRun run, KitContents contents, int threads) throws IOException, DeviceRefusal {
        this.run = run;
        this.contents = contents;
        this.deployment = run.deployment();
        this.floatModel = run.floatModel();
        this.images = run.test(contents.images());
        this.calibration = contents.calibrationImages() > 0
                ? Optional.of(run.calibration(contents.calibrationImages()))
                : Optional.empty();
        this.expected = ExpectedOutputs.of(deployment, images, IntegerOptions.defaults(), threads);
        this.manifest = manifestOf();
    }

    /**
     * Gathers the kit of a verified run.
     *
     * @param threads for integer execution; they change no bit
     * @throws DeviceRefusal when the run is not verified or has too few images
     */
    public static DeviceKit of(RunStore runs, RunReference run, KitContents contents, int threads)
            throws IOException, DeviceRefusal {
        return new DeviceKit(VerifiedRun.of(runs, run), contents, threads);
    }

    /** Name of the folder in the tar, and of the tar without its ending. */
    public String name() {
        return "mindpress-kit-" + run.reference().run().text();
    }

    /** Writes the tar; the stream is closed. */
    public void write(OutputStream out) throws IOException {
        try (KitTar tar = new KitTar(out, name())) {
            tar.file(GUIDE, resource(GUIDE));
            tar.program(SCRIPT, resource(SCRIPT));
            tar.file("kit.env", settings().getBytes(StandardCharsets.UTF_8));
            tar.file(KitManifest.NAME, Documents.write(manifest));
            tar.file("deployment.mindir", deployment);
            tar.file("float.onnx", floatModel);
            for (int image = 0; image < images.count(); image++) {
                tar.file("inputs/" + number(image) + ".bin", LittleEndian.image(images, image));
            }
            for (int image = 0; image < images.count(); image++) {
                tar.file("expected/" + number(image) + ".bin", expected.values(image));
            }
            tar.file("expected/codes.int8", expected.codes());
            if (calibration.isPresent()) {
                tar.file("lite-ptq/full_quant.cfg", LitePtq.configuration(inputName(), contents.calibrationImages()));
                for (int image = 0; image < calibration.get().count(); image++) {
                    tar.file(
                            LitePtq.FOLDER + "/" + number(image) + ".bin",
                            LittleEndian.image(calibration.get(), image));
                }
            }
        }
    }

    KitManifest manifest() {
        return manifest;
    }

    String manifestSha256() {
        return Sha256.of(Documents.write(manifest));
    }

    VerifiedRun run() {
        return run;
    }

    NormalizedImages images() {
        return images;
    }

    byte[] deployment() {
        return deployment;
    }

    static String number(int image) {
        return String.format(Locale.ROOT, "%05d", image);
    }

    private KitManifest manifestOf() throws DeviceRefusal {
        SortedMap<String, String> digests = new TreeMap<>();
        digests.put("certificate.json", run.certificateSha256());
        digests.put("deployment.mindir", Sha256.of(deployment));
        digests.put("float.onnx", Sha256.of(floatModel));
        digests.put("inputs", joined(images));
        digests.put("expected", Sha256.of(expected.codes()));
        calibration.ifPresent(samples -> digests.put("calibration", joined(samples)));
        String certified = run.certificate().digests().getOrDefault("deployment.mindir", "");
        if (!certified.equals(digests.get("deployment.mindir"))) {
            throw new DeviceRefusal("run " + run.reference() + ": the certificate is about another deployment file: "
                    + certified + ", not " + digests.get("deployment.mindir"));
        }
        return new KitManifest(
                KitManifest.VERSION,
                run.reference().pipeline(),
                run.reference().run().text(),
                contents.images(),
                contents.calibrationImages(),
                run.certificate().input(),
                expected.classes(),
                expected.parameters().scale(),
                expected.parameters().zeroPoint(),
                ExpectedOutputs.REPORTED,
                digests);
    }

    private static String joined(NormalizedImages images) {
        MessageDigest digest = Sha256.newDigest();
        for (int image = 0; image < images.count(); image++) {
            digest.update(LittleEndian.image(images, image));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** What the script needs to know, as the shell reads it. */
    private String settings() {
        var shape = images.specification().shape();
        return "RUN='" + run.reference().run().text() + "'\nIMAGES=" + contents.images() + "\nCALIBRATION="
                + contents.calibrationImages() + "\nCLASSES=" + expected.classes() + "\nFLOAT_SHAPE='"
                + inputName().replace("'", "'\\''") + ":1," + shape.channels() + "," + shape.height() + ","
                + shape.width() + "'\n";
    }

    private String inputName() {
        ModelGraph graph = OnnxReader.read("float.onnx", floatModel).graph();
        return graph.inputName();
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream stream = DeviceKit.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the program lacks its resource " + name);
            }
            return stream.readAllBytes();
        }
    }
}
