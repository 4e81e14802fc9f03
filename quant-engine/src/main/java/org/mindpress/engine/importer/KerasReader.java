package org.mindpress.engine.importer;

import java.util.ArrayList;
import java.util.List;
import org.mindpress.engine.graph.ImportProblem;
import org.mindpress.engine.graph.ImportRefusal;
import org.mindpress.engine.graph.ModelImportException;

/** Reads whole models that Keras 2 or Keras 3 saved as HDF5: the network from JSON, the weights by layer name. */
final class KerasReader {
    private static final String WHOLE_MODEL = "save the whole model with model.save(\"net.h5\")";

    private KerasReader() {}

    static Translation translate(ModelFile model) {
        try (Hdf5File file = Hdf5File.open(model.content())) {
            String json = file.text("model_config")
                    .orElseThrow(() -> new ImportRefusal("it holds no model_config", WHOLE_MODEL));
            return translate(model.name(), KerasConfiguration.parse(json), file);
        } catch (ImportRefusal refusal) {
            throw new ModelImportException(
                    model.name(), List.of(new ImportProblem("file", "", refusal.finding(), refusal.remedy())));
        }
    }

    private static Translation translate(String fileName, KerasConfiguration configuration, Hdf5File file) {
        List<Integer> shape = configuration.imageShape();
        TranslatedGraph graph = new TranslatedGraph(
                configuration.name(), configuration.input(), shape.get(2), shape.get(0), shape.get(1));
        KerasTranslation translation = new KerasTranslation(graph, file, configuration.output());
        LayerWalk walk = new LayerWalk(
                configuration.input(),
                layer -> {
                    KerasKind kind = KerasKind.of(layer);
                    return inputs -> kind.translate(translation, layer, inputs);
                },
                WHOLE_MODEL,
                false);
        configuration.layers().forEach(walk::translate);
        LayerValue output = walk.result(fileName, configuration.output());
        List<String> notes = new ArrayList<>(translation.notes());
        notes.add("Keras takes images [N, height, width, channels], the imported graph [N, channels, height, width]");
        return new Translation(translation.build(output.name()), notes);
    }
}
