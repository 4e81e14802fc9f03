package org.mindpress.processors.run;

import java.util.List;
import java.util.SortedMap;

/**
 * Equal keys, equal bytes: everything that a stage's artifacts depend on.
 *
 * @param stage which stage, with its code version
 * @param settings of the stage
 * @param inputs artifacts and objects it reads; name and digest count, the key in the bucket does not
 * @param seed of the run
 * @param threads of the native libraries, because sums depend on their number
 * @param nativeClassifier build of the native libraries
 */
public record StageKey(
        StageName stage,
        SortedMap<String, String> settings,
        List<NamedDigest> inputs,
        long seed,
        int threads,
        String nativeClassifier) {

    /**
     * An input by content.
     *
     * @param name such as {@code distill/model.onnx}
     * @param digest SHA-256 of its content or of its listing
     */
    public record NamedDigest(String name, String digest) {}

    public StageKey {
        inputs = List.copyOf(inputs);
    }

    /** SHA-256 over all fields, each with its length in front. */
    public String sha256() {
        FieldDigest digest = new FieldDigest("stage")
                .field("stage", stage.spelling())
                .field("code version", stage.codeVersion())
                .fields("settings", settings)
                .field("inputs", inputs.size());
        inputs.forEach(input -> digest.field(input.name(), input.digest()));
        return digest.field("seed", seed)
                .field("threads", threads)
                .field("native classifier", nativeClassifier)
                .hex();
    }
}
