package org.mindpress.processors.device;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mindpress.engine.data.NormalizedImages;
import org.mindpress.engine.integer.IntegerModel;
import org.mindpress.engine.integer.IntegerOptions;
import org.mindpress.engine.integer.IntegerOutput;
import org.mindpress.engine.integer.KernelForm;
import org.mindpress.engine.quant.QuantizationParameters;

/** What integer execution of a deployment file says about some images. Immutable. */
final class ExpectedOutputs {
    /** The form that certificates report. */
    static final String REPORTED = "arm";

    private static final int IMAGES_A_PART = 50;

    private final int classes;
    private final QuantizationParameters parameters;
    private final byte[] codes;

    private ExpectedOutputs(int classes, QuantizationParameters parameters, byte[] codes) {
        this.classes = classes;
        this.parameters = parameters;
        this.codes = codes;
    }

    /** All forms by name, the reported one first: the arithmetic of known builds of the kernels, which differ in few places. */
    static Map<String, IntegerOptions> forms() {
        IntegerOptions usual = IntegerOptions.defaults();
        Map<String, IntegerOptions> forms = new LinkedHashMap<>();
        forms.put(REPORTED, usual);
        forms.put("arm with separate input tail", usual.withSeparateInputTail(true));
        forms.put("x86", usual.withForm(KernelForm.X86));
        return forms;
    }

    static ExpectedOutputs of(byte[] deployment, NormalizedImages images, IntegerOptions form, int threads) {
        IntegerModel model = IntegerModel.read("deployment.mindir", deployment, form.withThreads(threads));
        int classes = model.output().elements();
        byte[] codes = new byte[Math.multiplyExact(images.count(), classes)];
        for (int from = 0; from < images.count(); from += IMAGES_A_PART) {
            int count = Math.min(IMAGES_A_PART, images.count() - from);
            IntegerOutput output = model.run(List.of(images.batch(from, count)), count);
            System.arraycopy(output.codes(), 0, codes, from * classes, count * classes);
        }
        return new ExpectedOutputs(classes, model.output().parameters(), codes);
    }

    /** Outputs of an image. */
    int classes() {
        return classes;
    }

    /** Scale and zero point of the codes. */
    QuantizationParameters parameters() {
        return parameters;
    }

    /** A copy of the int8 outputs, images times classes. */
    byte[] codes() {
        return codes.clone();
    }

    /** Float32 outputs of one image as the cast at the end of the device's graph gives them, little-endian. */
    byte[] values(int image) {
        float[] values = new float[classes];
        for (int i = 0; i < classes; i++) {
            values[i] = value(image * classes + i);
        }
        return LittleEndian.bytes(values);
    }

    /** One float32 output, counted over all images. */
    float value(int index) {
        return parameters.real(codes[index]);
    }
}
