package org.mindpress.processors.stage;

import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.engine.data.InputSpecificationCodec;
import org.mindpress.processors.pipeline.DataSettings;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.pipeline.TrainingSection;

/** Settings as they go into stage keys and manifests: everything that decides artifacts, nothing else. */
final class Spelling {
    private final SortedMap<String, String> settings = new TreeMap<>();

    Spelling add(String name, Object value) {
        settings.put(name, String.valueOf(value));
        return this;
    }

    Spelling input(Pipeline pipeline) {
        return add("input", InputSpecificationCodec.toJson(pipeline.input()));
    }

    /** Records spell out all their components. */
    Spelling policy(Pipeline pipeline) {
        return add("policy", pipeline.policy());
    }

    Spelling data(DataSettings data) {
        if (data.generated()) {
            add("data.generated", true);
        }
        return add("data.set", data.set())
                .add("data.format", data.format().spelling())
                .add("data.classes", data.classes())
                .add("data.split", data.split());
    }

    Spelling training(TrainingSection training, DataSettings data) {
        return add("optimizer", training.optimizer())
                .add("learning-rate", training.learningRate())
                .add("momentum", training.momentum())
                .add("weight-decay", training.weightDecay())
                .add("length", training.length())
                .add("batch", training.batch())
                .add("augmentation", data.augmentation());
    }

    SortedMap<String, String> map() {
        return new TreeMap<>(settings);
    }
}
