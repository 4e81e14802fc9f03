package org.mindpress.processors.device;

import java.nio.charset.StandardCharsets;

/**
 * The configuration with which MindSpore Lite quantises the float model by itself, for comparison. It reads its samples as NHWC, whatever the
 * layout of the file: measured with 2.0.0 by the error of the outputs.
 */
final class LitePtq {
    static final String FOLDER = "lite-ptq/calibration";

    private LitePtq() {}

    /**
     * {@code full_quant.cfg} with paths from the folder of the kit.
     *
     * @param input name of the float model's input
     * @param samples files in {@value #FOLDER}
     */
    static byte[] configuration(String input, int samples) {
        return String.join(
                        "\n",
                        "[common_quant_param]",
                        "quant_type=FULL_QUANT",
                        "bit_num=8",
                        "min_quant_weight_size=0",
                        "min_quant_weight_channel=0",
                        "[data_preprocess_param]",
                        "calibrate_path=" + input + ":" + FOLDER,
                        "calibrate_size=" + samples,
                        "input_type=BIN",
                        "[full_quant_param]",
                        "activation_quant_method=MAX_MIN",
                        "bias_correction=true",
                        "per_channel=true",
                        "")
                .getBytes(StandardCharsets.UTF_8);
    }
}
