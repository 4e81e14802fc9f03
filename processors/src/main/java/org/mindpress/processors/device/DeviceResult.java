package org.mindpress.processors.device;

import java.time.Instant;
import java.util.List;

/**
 * {@code result.json}: what a kit's script writes on a device. It is taken as a claim: {@link DeviceVerification} holds it to the run.
 *
 * @param version of this form, 1
 * @param run id of the run that the kit was made of
 * @param images in the kit
 * @param calibrationImages in the kit
 * @param manifestSha256 of the kit's manifest as it was on the device
 * @param deploymentSha256 of the kit's deployment file as it was on the device
 * @param device name given by the user
 * @param machine instruction set
 * @param processor name of the CPU
 * @param lite version of MindSpore Lite, given by the user
 * @param emulated whether the programs ran on another processor than theirs
 * @param threads of the runtime
 * @param warmUpRuns before each time
 * @param measuredAt by the device's clock
 * @param models converted models, the int8 one among them
 */
record DeviceResult(
        int version,
        String run,
        int images,
        int calibrationImages,
        String manifestSha256,
        String deploymentSha256,
        String device,
        String machine,
        String processor,
        String lite,
        boolean emulated,
        int threads,
        int warmUpRuns,
        Instant measuredAt,
        List<ModelRun> models) {
    static final int VERSION = 1;
    static final String INT8 = "int8";

    /** Names of models that a kit can have. */
    static final List<String> MODELS = List.of(INT8, "float", "lite-ptq");

    /**
     * One converted model.
     *
     * @param model int8, float or lite-ptq
     * @param sha256 of the {@code .ms} file
     * @param outputs one text an image, in order: hexadecimal digits of the little-endian float32 outputs
     * @param millis times of single images
     */
    record ModelRun(String model, String sha256, List<String> outputs, List<Double> millis) {
        ModelRun {
            outputs = List.copyOf(outputs);
            millis = List.copyOf(millis);
        }
    }

    DeviceResult {
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "result.json has version " + version + ", this mindpress knows version " + VERSION);
        }
        models = List.copyOf(models);
    }
}
