package org.mindpress.processors.pipeline;

import static org.mindpress.processors.pipeline.ValueRule.choice;
import static org.mindpress.processors.pipeline.ValueRule.decimal;
import static org.mindpress.processors.pipeline.ValueRule.mapping;
import static org.mindpress.processors.pipeline.ValueRule.mappings;
import static org.mindpress.processors.pipeline.ValueRule.value;
import static org.mindpress.processors.pipeline.ValueRule.whole;
import static org.mindpress.processors.pipeline.ValueRule.wholeOrAll;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mindpress.engine.calibrate.CalibrationSettings;
import org.mindpress.engine.checkpoint.Architecture;
import org.mindpress.processors.pipeline.ValueRule.Kind;

/**
 * Every key of a pipeline file: where it stands, what it takes, its one default. The parser, the JSON Schema and the documents are made
 * from this table.
 */
enum Setting {
    PIPELINE(
            Section.ROOT,
            "pipeline",
            value(Kind.NAME),
            Presence.REQUIRED,
            "Name of the pipeline; runs and releases are kept under it."),
    SCHEDULE(
            Section.ROOT,
            "schedule",
            mapping(Section.SCHEDULE),
            Presence.OPTIONAL,
            "When the pipeline runs by itself."),
    DATA(Section.ROOT, "data", mapping(Section.DATA), Presence.REQUIRED, "The images."),
    MODEL(Section.ROOT, "model", mapping(Section.MODEL), Presence.REQUIRED, "The trained float network."),
    INPUT(Section.ROOT, "input", mapping(Section.INPUT), Presence.REQUIRED, "What the network expects at its input."),
    POLICY(Section.ROOT, "policy", mapping(Section.POLICY), Presence.OPTIONAL, "How layers are quantised."),
    STAGES(
            Section.ROOT,
            "stages",
            mapping(Section.STAGES),
            Presence.OPTIONAL,
            "Settings of the stages. qat and distill run only when they are listed here; all others always run."),
    GATE(
            Section.ROOT,
            "gate",
            mapping(Section.GATE),
            Presence.OPTIONAL,
            "What the int8 model may cost; without it a run has no verdict to fail."),
    SEED(Section.ROOT, "seed", whole(0, Long.MAX_VALUE), "1", "Decides order, augmentation and samples."),

    CRON(
            Section.SCHEDULE,
            "cron",
            value(Kind.TEXT),
            Presence.REQUIRED,
            "Quartz cron expression: second minute hour day month weekday."),
    TIME_ZONE(
            Section.SCHEDULE,
            "time-zone",
            value(Kind.TEXT),
            "UTC",
            "Time zone of the expression, such as Europe/Berlin."),
    MISFIRE(
            Section.SCHEDULE,
            "misfire",
            choice("fire-once", "skip", "catch-up"),
            "fire-once",
            "What becomes of times at which the service was down: the newest runs, none, or the newest few."),
    CATCH_UP_RUNS(
            Section.SCHEDULE, "catch-up-runs", whole(1, 100), "3", "How many missed times run with misfire: catch-up."),
    OVERLAP(
            Section.SCHEDULE,
            "overlap",
            choice("queue-one", "skip", "cancel-running"),
            "queue-one",
            "What becomes of a time while a run of the pipeline is open: one waits, it is left out, or the open run is cancelled."),

    SET(Section.DATA, "set", value(Kind.NAME), Presence.REQUIRED, "Folder under datasets/ in the bucket."),
    FORMAT(Section.DATA, "format", choice("cifar-10", "idx", "folders"), Presence.REQUIRED, "Form of the files in it."),
    CLASSES(
            Section.DATA,
            "classes",
            value(Kind.TEXTS),
            Presence.OPTIONAL,
            "Class names by label, for idx; without them the labels are the names."),
    VALIDATION_SHARE(
            Section.DATA,
            "validation-share",
            decimal(0.001, 0.9),
            "0.1",
            "Share of the images for validation, for folders."),
    TEST_SHARE(
            Section.DATA,
            "test-share",
            decimal(0.001, 0.9),
            "0.1",
            "Share of the images for the final number, for folders."),
    SPLIT_SEED(Section.DATA, "split-seed", whole(0, Long.MAX_VALUE), "1", "Decides the split, for folders."),
    GENERATED(
            Section.DATA,
            "generated",
            value(Kind.SWITCH),
            "false",
            "Whether the images are made up: then certificate, outcome and report say that accuracy means nothing."),
    COMPLETE_WHEN(
            Section.DATA,
            "complete-when",
            choice("marker", "quiet"),
            "marker",
            "When new data start a run under serve: once _READY is there and no object is younger, or after a time without change."),
    QUIET_MINUTES(
            Section.DATA,
            "quiet-minutes",
            whole(1, 1440),
            "5",
            "How long nothing may have changed, for complete-when: quiet."),
    NEW_DATA(
            Section.DATA,
            "new-data",
            choice("run", "drift"),
            "run",
            "What complete new data start under serve: all stages, or a look how far their activations are from those of the newest run that"
                    + " passed, which decides between all stages, calibration alone and nothing."),
    AUGMENTATION(
            Section.DATA,
            "augmentation",
            mapping(Section.AUGMENTATION),
            Presence.OPTIONAL,
            "How training images are varied."),
    CROP_PADDING(
            Section.AUGMENTATION,
            "crop-padding",
            whole(0, 1024),
            "4",
            "Pixels added on each side before the random crop; 0 for no crop."),
    FLIP(
            Section.AUGMENTATION,
            "flip",
            value(Kind.SWITCH),
            "true",
            "Whether half of the views are mirrored left to right."),

    URI(
            Section.MODEL,
            "uri",
            value(Kind.URI),
            Presence.REQUIRED,
            "The file: bucket:<key>, or file:<path> in the folder of the pipeline file. Its bytes tell the format."),
    ARCHITECTURE(
            Section.MODEL,
            "architecture",
            choice(Architecture.names().toArray(String[]::new)),
            Presence.OPTIONAL,
            "The network, for files that hold parameters only (.ckpt)."),

    CHANNELS(
            Section.INPUT, "channels", choice("RGB", "GRAY"), Presence.REQUIRED, "Meaning and number of the channels."),
    HEIGHT(Section.INPUT, "height", whole(1, 4096), Presence.REQUIRED, "Rows, pixels."),
    WIDTH(Section.INPUT, "width", whole(1, 4096), Presence.REQUIRED, "Columns, pixels."),
    MEAN(Section.INPUT, "mean", value(Kind.DECIMALS), Presence.REQUIRED, "Per channel, of pixels scaled to 0..1."),
    STANDARD_DEVIATION(
            Section.INPUT,
            "standard-deviation",
            value(Kind.DECIMALS),
            Presence.REQUIRED,
            "Per channel, of pixels scaled to 0..1."),
    RESIZE(
            Section.INPUT,
            "resize",
            choice("none", "bilinear", "normalized-bilinear"),
            "none",
            "What becomes of images of another size: bilinear while folders are read, normalized-bilinear after normalisation for cifar-10 and idx."),

    POLICY_DEFAULT(
            Section.POLICY,
            "default",
            mapping(Section.POLICY_DEFAULT),
            Presence.OPTIONAL,
            "For layers that no rule matches."),
    POLICY_RULES(
            Section.POLICY,
            "rules",
            mappings(Section.POLICY_RULE),
            Presence.OPTIONAL,
            "In order; a later rule wins, setting by setting."),
    DEFAULT_GRANULARITY(
            Section.POLICY_DEFAULT,
            "granularity",
            choice("per-channel", "per-tensor"),
            "per-channel",
            "Scales of a weight."),
    DEFAULT_BITS(Section.POLICY_DEFAULT, "bits", whole(2, 8), "8", "Bits of a weight code."),
    DEFAULT_ACTIVATION_DELAY(
            Section.POLICY_DEFAULT,
            "activation-delay",
            value(Kind.MOMENT),
            "0 steps",
            "Until then activations stay float."),
    DEFAULT_BATCH_NORMALIZATION_FREEZE(
            Section.POLICY_DEFAULT,
            "batch-normalization-freeze",
            value(Kind.MOMENT),
            "30%",
            "From then on batch norm uses its running statistics."),
    DEFAULT_OBSERVER_FREEZE(
            Section.POLICY_DEFAULT,
            "observer-freeze",
            value(Kind.MOMENT),
            "40%",
            "From then on activation ranges stand still."),
    RULE_LAYERS(
            Section.POLICY_RULE,
            "layers",
            value(Kind.TEXT),
            Presence.OPTIONAL,
            "Layer names: * within one path element, ** across dots."),
    RULE_TYPE(
            Section.POLICY_RULE,
            "type",
            choice("convolution", "add", "max-pool", "average-pool", "pad", "reshape", "softmax"),
            Presence.OPTIONAL,
            "Layers of one kind."),
    RULE_BLOCK(
            Section.POLICY_RULE,
            "block",
            choice("bottleneck", "residual", "stem", "classifier"),
            Presence.OPTIONAL,
            "Layers in one structural role."),
    RULE_GRANULARITY(
            Section.POLICY_RULE,
            "granularity",
            choice("per-channel", "per-tensor"),
            Presence.OPTIONAL,
            "Scales of a weight."),
    RULE_BITS(Section.POLICY_RULE, "bits", whole(2, 8), Presence.OPTIONAL, "Bits of a weight code."),
    RULE_PRECISION(
            Section.POLICY_RULE,
            "precision",
            choice("int8", "float32"),
            Presence.OPTIONAL,
            "With float32 a convolution stays in float between int8 activations, without 'bits'."),
    RULE_OBSERVER(
            Section.POLICY_RULE,
            "observer",
            choice("min-max", "percentile", "entropy", "mse"),
            Presence.OPTIONAL,
            "How calibration finds the activation range."),
    RULE_ACTIVATION_DELAY(
            Section.POLICY_RULE,
            "activation-delay",
            value(Kind.MOMENT),
            Presence.OPTIONAL,
            "Until then activations stay float."),
    RULE_BATCH_NORMALIZATION_FREEZE(
            Section.POLICY_RULE,
            "batch-normalization-freeze",
            value(Kind.MOMENT),
            Presence.OPTIONAL,
            "From then on batch norm uses its running statistics."),
    RULE_OBSERVER_FREEZE(
            Section.POLICY_RULE,
            "observer-freeze",
            value(Kind.MOMENT),
            Presence.OPTIONAL,
            "From then on activation ranges stand still."),

    STAGE_QAT(Section.STAGES, "qat", mapping(Section.QAT), Presence.OPTIONAL, "Quantisation-aware training."),
    STAGE_DISTILL(
            Section.STAGES,
            "distill",
            mapping(Section.DISTILL),
            Presence.OPTIONAL,
            "Distillation from the float network."),
    STAGE_CALIBRATE(
            Section.STAGES, "calibrate", mapping(Section.CALIBRATE), Presence.OPTIONAL, "Ranges and bias correction."),
    STAGE_EXPORT(
            Section.STAGES,
            "export",
            mapping(Section.EXPORT),
            Presence.OPTIONAL,
            "Both MindIR files and QDQ ONNX; no settings."),
    STAGE_VERIFY(Section.STAGES, "verify", mapping(Section.VERIFY), Presence.OPTIONAL, "Accuracy, parity, latency."),

    QAT_OPTIMIZER(Section.QAT, "optimizer", choice("sgd", "adam"), "sgd", "Update rule."),
    QAT_LEARNING_RATE(
            Section.QAT, "learning-rate", decimal(1e-12, 10), "0.001", "Peak; falls along half a cosine to 0."),
    QAT_MOMENTUM(Section.QAT, "momentum", decimal(0, 0.9999), "0.9", "For sgd."),
    QAT_WEIGHT_DECAY(Section.QAT, "weight-decay", decimal(0, 1), "0.0001", "L2 factor on convolution weights."),
    QAT_STEPS(
            Section.QAT,
            "steps",
            whole(1, Integer.MAX_VALUE),
            Presence.OPTIONAL,
            "Length in steps; either steps or epochs."),
    QAT_EPOCHS(
            Section.QAT, "epochs", whole(1, 10_000), Presence.OPTIONAL, "Length in passes over the training images."),
    QAT_BATCH(Section.QAT, "batch", whole(1, 65_536), "128", "Images a step."),

    DISTILL_ALPHA(Section.DISTILL, "alpha", decimal(1e-6, 1), "0.3", "Weight of the soft term."),
    DISTILL_TEMPERATURE(
            Section.DISTILL, "temperature", decimal(0.1, 1000), "5", "Divisor of both logits in the soft term."),
    DISTILL_TEACHER(
            Section.DISTILL,
            "teacher",
            value(Kind.URI),
            "float",
            "'float' for the model itself, or another network by URI."),
    DISTILL_OPTIMIZER(Section.DISTILL, "optimizer", choice("sgd", "adam"), "sgd", "Update rule."),
    DISTILL_LEARNING_RATE(
            Section.DISTILL, "learning-rate", decimal(1e-12, 10), "0.001", "Peak; falls along half a cosine to 0."),
    DISTILL_MOMENTUM(Section.DISTILL, "momentum", decimal(0, 0.9999), "0.9", "For sgd."),
    DISTILL_WEIGHT_DECAY(Section.DISTILL, "weight-decay", decimal(0, 1), "0.0001", "L2 factor on convolution weights."),
    DISTILL_STEPS(
            Section.DISTILL,
            "steps",
            whole(1, Integer.MAX_VALUE),
            Presence.OPTIONAL,
            "Length in steps; either steps or epochs."),
    DISTILL_EPOCHS(
            Section.DISTILL,
            "epochs",
            whole(1, 10_000),
            Presence.OPTIONAL,
            "Length in passes over the training images."),
    DISTILL_BATCH(Section.DISTILL, "batch", whole(1, 65_536), "128", "Images a step."),

    CALIBRATE_IMAGES(
            Section.CALIBRATE,
            "images",
            whole(CalibrationSettings.FEWEST_IMAGES, 1_000_000),
            "1000",
            "Unlabelled images from the train split."),
    CALIBRATE_ITERATIONS(
            Section.CALIBRATE,
            "iterations",
            whole(1, 10_000),
            "10",
            "Marks progress; the result does not depend on it."),
    CALIBRATE_RANGE(
            Section.CALIBRATE,
            "range",
            choice("min-max", "percentile", "entropy", "mse"),
            "mse",
            "Range search of every layer for which no rule names an observer."),
    CALIBRATE_BIAS_CORRECTION(
            Section.CALIBRATE,
            "bias-correction",
            value(Kind.SWITCH),
            "true",
            "Whether biases are corrected layer by layer."),

    VERIFY_IMAGES(Section.VERIFY, "images", wholeOrAll(1, 10_000_000), "all", "Test images, from the first."),
    VERIFY_PARITY_IMAGES(
            Section.VERIFY,
            "parity-images",
            whole(1, 10_000),
            "20",
            "Test images of which every intermediate tensor is compared."),
    VERIFY_LATENCY_RUNS(
            Section.VERIFY,
            "latency-runs",
            whole(1, 1_000_000),
            "200",
            "Timed single-image calls per model and thread count."),

    GATE_DROP_POINTS(
            Section.GATE,
            "drop-points",
            decimal(0, 100),
            Presence.REQUIRED,
            "Highest accepted upper end of the accuracy drop, points.");

    /** Whether a key without default must be there. */
    enum Presence {
        REQUIRED,
        OPTIONAL,
        DEFAULTED
    }

    private final Section section;
    private final String key;

    @SuppressWarnings("ImmutableEnumChecker") // a record of immutable lists
    private final ValueRule rule;

    private final Presence presence;
    private final String defaultText;
    private final String description;

    Setting(Section section, String key, ValueRule rule, Presence presence, String description) {
        this(section, key, rule, presence, "", description);
    }

    Setting(Section section, String key, ValueRule rule, String defaultText, String description) {
        this(section, key, rule, Presence.DEFAULTED, defaultText, description);
    }

    Setting(Section section, String key, ValueRule rule, Presence presence, String defaultText, String description) {
        this.section = section;
        this.key = key;
        this.rule = rule;
        this.presence = presence;
        this.defaultText = defaultText;
        this.description = description;
    }

    Section section() {
        return section;
    }

    String key() {
        return key;
    }

    ValueRule rule() {
        return rule;
    }

    boolean required() {
        return presence == Presence.REQUIRED;
    }

    /** As it would be written in a file; empty when there is none. */
    Optional<String> defaultText() {
        return presence == Presence.DEFAULTED ? Optional.of(defaultText) : Optional.empty();
    }

    String description() {
        return description;
    }

    /** The keys of one mapping, in the order of this table. */
    static List<Setting> in(Section section) {
        return Arrays.stream(values())
                .filter(setting -> setting.section == section)
                .toList();
    }
}
