package org.mindpress.processors.device;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mindpress.processors.device.DeviceResult.ModelRun;
import org.mindpress.storage.Sha256;

/** What is wrong with a device's answer before its numbers mean anything. */
final class ResultCheck {
    private static final int MOST_PROBLEMS = 10;

    private final DeviceResult result;
    private final List<String> problems = new ArrayList<>();

    private ResultCheck(DeviceResult result) {
        this.result = result;
    }

    /** Problems that need no kit: empty when the answer is of that run and whole in itself. */
    static List<String> alone(DeviceResult result, String run) {
        ResultCheck check = new ResultCheck(result);
        if (!result.run().equals(run)) {
            check.problems.add("it is of run " + result.run() + ", not of run " + run);
        }
        check.require(result.images() >= 1, "images is " + result.images() + ", expected at least 1");
        check.require(
                result.calibrationImages() >= 0, "calibrationImages is " + result.calibrationImages() + ", below 0");
        check.require(!result.device().isBlank(), "the device has no name");
        check.require(result.threads() >= 1, "threads is " + result.threads() + ", expected at least 1");
        check.require(result.warmUpRuns() >= 0, "warmUpRuns is " + result.warmUpRuns() + ", below 0");
        check.models();
        return check.problems();
    }

    /** Problems against the kit as the run makes it today. */
    static List<String> against(DeviceResult result, DeviceKit kit) {
        ResultCheck check = new ResultCheck(result);
        String deployment = String.valueOf(kit.manifest().digests().get("deployment.mindir"));
        check.require(
                result.deploymentSha256().equals(deployment),
                "the deployment file on the device has SHA-256 " + result.deploymentSha256() + ", the run's has "
                        + deployment);
        check.require(
                result.manifestSha256().equals(kit.manifestSha256()),
                "the kit on the device has a manifest of SHA-256 " + result.manifestSha256() + ", the run's kit of "
                        + result.images() + " images and " + result.calibrationImages() + " calibration images has "
                        + kit.manifestSha256() + ": it was changed, or made of something else");
        int digits = 2 * Float.BYTES * kit.manifest().classes();
        for (ModelRun model : result.models()) {
            check.outputs(model, digits, kit.manifest().classes());
        }
        return check.problems();
    }

    private List<String> problems() {
        return problems.size() <= MOST_PROBLEMS
                ? List.copyOf(problems)
                : List.copyOf(problems.subList(0, MOST_PROBLEMS));
    }

    private void require(boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }

    private void models() {
        Set<String> seen = new HashSet<>();
        for (ModelRun model : result.models()) {
            require(
                    DeviceResult.MODELS.contains(model.model()),
                    "model '" + model.model() + "' is none of " + DeviceResult.MODELS);
            require(seen.add(model.model()), "model " + model.model() + " is there twice");
            digest(model);
            for (int i = 0; i < model.millis().size(); i++) {
                double millis = model.millis().get(i);
                require(
                        Double.isFinite(millis) && millis > 0,
                        "time " + i + " of " + model.model() + " is " + millis + " ms, expected a positive number");
            }
            boolean leftOut = model.outputs().isEmpty() && !model.model().equals(DeviceResult.INT8);
            require(leftOut || model.outputs().size() == result.images(), missing(model));
        }
        require(seen.contains(DeviceResult.INT8), "there is no model int8");
    }

    private String missing(ModelRun model) {
        int outputs = model.outputs().size();
        return model.model() + " has outputs of " + outputs + " images, the kit has " + result.images()
                + (outputs < result.images() ? ": image " + DeviceKit.number(outputs) + " is the first missing" : "");
    }

    private void digest(ModelRun model) {
        try {
            Sha256.check(model.sha256());
        } catch (IllegalArgumentException e) {
            problems.add("model " + model.model() + ": " + e.getMessage());
        }
    }

    private void outputs(ModelRun model, int digits, int classes) {
        for (int image = 0; image < model.outputs().size(); image++) {
            String place = "output of " + model.model() + " for image " + DeviceKit.number(image);
            String text = model.outputs().get(image);
            if (text.length() != digits) {
                problems.add(place + " has " + text.length() + " digits, expected " + digits + " for " + classes
                        + " float32 values");
                continue;
            }
            Optional<float[]> values = values(text);
            if (values.isEmpty()) {
                problems.add(place + " is not hexadecimal");
                continue;
            }
            for (int c = 0; c < classes; c++) {
                require(Float.isFinite(values.get()[c]), place + ", class " + c + " is " + values.get()[c]);
            }
        }
    }

    /** Values of one image; empty when the text is not hexadecimal. */
    static Optional<float[]> values(String text) {
        try {
            return Optional.of(LittleEndian.floats(HexFormat.of().parseHex(text)));
        } catch (IllegalArgumentException notHexadecimal) {
            return Optional.empty();
        }
    }
}
