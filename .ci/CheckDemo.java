import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** Looks at what a demo left: CheckDemo DEMO_DIR RUN_DIR, the folders of {@code mindpress demo} and {@code mindpress get}. */
public final class CheckDemo {
    private static final List<String> STAGES =
            List.of("01-fetch", "02-import", "03-qat", "04-distill", "05-calibrate", "06-export", "07-verify");
    private static final List<String> FILES = List.of(
            "deployment.mindir", "verification.mindir", "float.mindir", "float.ckpt", "model.qdq.onnx", "certificate.json", "measurements.json", "report.html");
    private static final double ROUNDING = 1e-9;

    private final ObjectMapper json = new ObjectMapper();
    private final Path demo;
    private final Path run;
    private int passed;
    private int failed;

    private CheckDemo(Path demo, Path run) {
        this.demo = demo;
        this.run = run;
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2) {
            System.err.println("usage: CheckDemo DEMO_DIR RUN_DIR");
            System.exit(2);
        }
        CheckDemo check = new CheckDemo(Path.of(arguments[0]), Path.of(arguments[1]));
        check.files();
        check.manifests();
        check.figures();
        System.out.printf("%d passed, %d failed, 0 skipped%n", check.passed, check.failed);
        System.exit(check.failed == 0 ? 0 : 1);
    }

    private void files() throws IOException {
        for (String name : FILES) {
            Path file = demo.resolve(name);
            expect(Files.isRegularFile(file) && Files.size(file) > 0, "the demo wrote " + name);
        }
        String page = Files.readString(demo.resolve("report.html"));
        expect(page.contains("</html>"), "the report is a complete page");
        expect(!page.contains("src=\"http") && !page.contains("<link "), "the report needs nothing from elsewhere");
    }

    private void manifests() throws Exception {
        for (String stage : STAGES) {
            Path file = run.resolve(stage).resolve("manifest.json");
            expect(Files.isRegularFile(file), stage + " has a manifest");
            if (!Files.isRegularFile(file)) {
                continue;
            }
            JsonNode manifest = json.readTree(file.toFile());
            expect(stage.endsWith("-" + manifest.path("stage").asText()), stage + " is named in its manifest");
            boolean same = !manifest.path("outputs").isEmpty();
            for (JsonNode output : manifest.path("outputs")) {
                Path artifact = run.resolve(stage).resolve(output.path("name").asText());
                same &= Files.isRegularFile(artifact)
                        && Files.size(artifact) == output.path("sizeBytes").asLong()
                        && sha256(artifact).equals(output.path("sha256").asText());
            }
            expect(same, "every artifact of " + stage + " has the size and the digest of the manifest");
        }
        for (String name : List.of("deployment.mindir", "verification.mindir")) {
            expect(
                    sha256(demo.resolve(name)).equals(sha256(run.resolve("06-export").resolve(name))),
                    "the demo's " + name + " is the run's");
        }
    }

    private void figures() throws IOException {
        JsonNode certificate = json.readTree(demo.resolve("certificate.json").toFile());
        JsonNode outcome = json.readTree(run.resolve("outcome.json").toFile());
        int images = certificate.path("images").asInt();
        expect(images > 0, "the certificate names its test images");
        int floatRight = right(certificate, "float");
        for (String variant : List.of("float", "trained", "simulated", "integer")) {
            expect(right(certificate, variant) > 0, "the certificate has the accuracy of " + variant);
        }
        for (JsonNode comparison : certificate.path("comparisons")) {
            String candidate = comparison.path("candidate").asText();
            int lost = comparison.path("lost").asInt();
            int gained = comparison.path("gained").asInt();
            double drop = comparison.path("dropPoints").asDouble();
            expect(lost - gained == floatRight - right(certificate, candidate),
                    candidate + ": lost minus gained images is the difference of right answers");
            expect(Math.abs(drop - 100.0 * (lost - gained) / images) < ROUNDING,
                    candidate + ": the drop follows from the counts");
            expect(comparison.path("lowPoints").asDouble() <= drop && drop <= comparison.path("highPoints").asDouble(),
                    candidate + ": the drop lies in its interval");
            if (candidate.equals("integer")) {
                JsonNode figures = outcome.path("figures");
                expect(figures.path("drop.points").asDouble() == drop
                                && figures.path("lost").asInt() == lost
                                && figures.path("gained").asInt() == gained
                                && figures.path("images").asInt() == images,
                        "outcome and certificate agree");
            }
        }
        JsonNode parity = certificate.path("parity");
        expect(parity.path("logitsCompared").asLong() == images * 10L, "all logits were compared");
        expect(parity.path("logitsDiffering").asLong() == 0 && parity.path("valuesDiffering").asLong() == 0,
                "deployment and verification file compute the same");
        JsonNode latencies = json.readTree(demo.resolve("measurements.json").toFile()).path("latencies");
        expect(latencies.size() == 4, "two models were timed on one and two threads");
        double share = (double) Files.size(demo.resolve("deployment.mindir")) / 1_113_725;
        expect(share <= 0.31, "the deployment file is at most 0.31 of the float model: " + share);
        expect(outcome.path("status").asText().equals("PASSED"), "the run passed");
    }

    private static int right(JsonNode certificate, String variant) {
        for (JsonNode accuracy : certificate.path("accuracies")) {
            if (accuracy.path("variant").asText().equals(variant)) {
                return accuracy.path("right").asInt();
            }
        }
        return -1;
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    private void expect(boolean holds, String promise) {
        if (holds) {
            passed++;
        } else {
            failed++;
            System.out.println("FAILED: " + promise);
        }
    }
}
