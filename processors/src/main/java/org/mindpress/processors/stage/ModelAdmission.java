package org.mindpress.processors.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.importer.ModelFile;
import org.mindpress.engine.importer.ModelImport;
import org.mindpress.engine.quant.GivenModel;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizedModel;
import org.mindpress.engine.train.TrainableOperators;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.StageException;

/** Whether a network can go through a pipeline; asked at submission, by {@code check}, and by {@code import}. */
public final class ModelAdmission {
    private ModelAdmission() {}

    /**
     * A network that can.
     *
     * @param graph device form
     * @param plan of the pipeline's policy; granularities of a file that was quantised before are the file's
     * @param given the final model, when the file was quantised before
     * @param notes what the import decided or warns of
     */
    public record Admitted(
            ModelGraph graph, QuantizationPlan plan, Optional<QuantizedModel> given, List<String> notes) {
        public Admitted {
            notes = List.copyOf(notes);
        }
    }

    /**
     * Reads a network and checks it against the pipeline.
     *
     * @param file the network as the user has it
     * @throws StageException of kind USER with everything that is wrong, one a line
     */
    public static Admitted admit(ModelFile file, Pipeline pipeline) throws StageException {
        String name = file.name();
        ImportedModel imported;
        QuantizationPlan plan;
        Optional<QuantizedModel> given = Optional.empty();
        var shape = pipeline.input().shape();
        Shape image = Shape.of(shape.channels(), shape.height(), shape.width());
        try {
            imported = ModelImport.read(file.withImage(image));
            plan = QuantizationPlan.derive(imported.graph(), pipeline.policy());
            if (imported.quantization().isPresent()) {
                given = Optional.of(GivenModel.of(imported, pipeline.policy(), pipeline.input()));
                plan = given.get().plan();
            }
        } catch (IllegalArgumentException e) {
            throw new StageException(ErrorKind.USER, String.valueOf(e.getMessage()), e);
        }
        List<String> faults = new ArrayList<>();
        ModelGraph graph = imported.graph();
        if (!graph.inputShape().equals(image)) {
            faults.add(name + ": the model takes images of shape " + graph.inputShape() + ", input: says " + shape
                    + ". Remedy: give input: the model's channels, height and width");
        }
        graph.constants().forEach((constant, tensor) -> {
            if (!finite(tensor)) {
                faults.add(name + ": constant " + constant + " has values that are not finite. Remedy: export the model"
                        + " again from a checkpoint that works");
            }
        });
        boolean trains = pipeline.stages().qat().isPresent()
                || pipeline.stages().distill().isPresent();
        if (trains && given.isPresent()) {
            faults.add(name + ": the model is quantised already and its numbers are kept, so it cannot be trained."
                    + " Remedy: remove qat: and distill:, or name the float model");
        } else if (trains) {
            TrainableOperators.faults(graph).forEach(fault -> faults.add(name + ": " + fault));
        }
        if (!faults.isEmpty()) {
            throw new StageException(ErrorKind.USER, String.join("\n", faults));
        }
        return new Admitted(graph, plan, given, imported.notes());
    }

    private static boolean finite(FloatTensor tensor) {
        for (float value : tensor.toArray()) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }
}
