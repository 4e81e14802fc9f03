package org.mindpress.processors.device;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.engine.data.InputSpecification;

/**
 * {@code manifest.json} of a device kit: what it was made of. Equal runs and contents give equal bytes, so that an answer can be held to
 * the run without the kit.
 *
 * @param version of this form, 1
 * @param pipeline name
 * @param run id
 * @param images first images of the test split
 * @param calibrationImages samples for MindSpore Lite's own quantisation, 0 without
 * @param input what the images went through; the files hold the result as float32 NHWC
 * @param classes outputs of an image
 * @param outputScale of the int8 outputs
 * @param outputZeroPoint of the int8 outputs
 * @param kernelForm that the expected outputs follow
 * @param digests SHA-256 of {@code certificate.json}, {@code deployment.mindir}, {@code float.onnx}, and of all inputs,
 *     expected outputs and calibration images, each joined in order
 */
record KitManifest(
        int version,
        String pipeline,
        String run,
        int images,
        int calibrationImages,
        InputSpecification input,
        int classes,
        float outputScale,
        int outputZeroPoint,
        String kernelForm,
        SortedMap<String, String> digests) {
    static final int VERSION = 1;
    static final String NAME = "manifest.json";

    KitManifest {
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "the manifest of a kit has version " + version + ", this mindpress knows version " + VERSION);
        }
        digests = Collections.unmodifiableSortedMap(new TreeMap<>(digests));
    }
}
