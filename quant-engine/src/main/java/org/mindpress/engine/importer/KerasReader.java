package org.mindpress.engine.importer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mindpress.engine.graph.ImportProblem;
import org.mindpress.engine.graph.ModelImportException;

/** Reads whole models that Keras 2 or Keras 3 saved as HDF5: the network from JSON, the weights by layer name. */
final class KerasReader {
    private static final String WHOLE_MODEL = "save the whole model with model.save(\"net.h5\")";

    private final KerasConfiguration configuration;
    private final KerasTranslation translation;
    private final List<ImportProblem> problems = new ArrayList<>();
    private final Map<String, KerasValue> values = new HashMap<>();
    private final Set<String> unknown = new HashSet<>();

    private KerasReader(KerasConfiguration configuration, Hdf5File file) {
        this.configuration = configuration;
        List<Integer> shape = configuration.imageShape();
        TranslatedGraph graph = new TranslatedGraph(
                configuration.name(), configuration.input(), shape.get(2), shape.get(0), shape.get(1));
        this.translation = new KerasTranslation(graph, file, configuration.output());
    }

    static Translation translate(ModelFile model) {
        try (Hdf5File file = Hdf5File.open(model.content())) {
            String json = file.text("model_config")
                    .orElseThrow(() -> new LayerRefusal("it holds no model_config", WHOLE_MODEL));
            KerasReader reader = new KerasReader(KerasConfiguration.parse(json), file);
            return reader.translate(model.name());
        } catch (LayerRefusal refusal) {
            throw new ModelImportException(
                    model.name(), List.of(new ImportProblem("file", "", refusal.finding(), refusal.remedy())));
        }
    }

    private Translation translate(String fileName) {
        values.put(configuration.input(), KerasValue.map(configuration.input()));
        for (KerasLayer layer : configuration.layers()) {
            translate(layer);
        }
        KerasValue output = values.get(configuration.output());
        if (problems.isEmpty() && output == null) {
            problems.add(new ImportProblem(
                    "output " + configuration.output(), "", "no layer computes it from the image", WHOLE_MODEL));
        }
        if (output == null || !problems.isEmpty()) {
            throw new ModelImportException(fileName, problems);
        }
        List<String> notes = new ArrayList<>(translation.notes());
        notes.add("Keras takes images [N, height, width, channels], the imported graph [N, channels, height, width]");
        return new Translation(translation.build(output.name()), notes);
    }

    private void translate(KerasLayer layer) {
        List<KerasValue> inputs = new ArrayList<>();
        boolean complete = true;
        for (String name : layer.inputs()) {
            KerasValue value = values.get(name);
            if (value != null) {
                inputs.add(value);
            } else {
                complete = false;
                if (!unknown.contains(name)) {
                    report(
                            layer,
                            new LayerRefusal("its input " + name + " comes from no layer before it", WHOLE_MODEL));
                }
            }
        }
        try {
            KerasKind kind = KerasKind.of(layer);
            if (values.containsKey(layer.name())) {
                throw new LayerRefusal("another layer has this name", "give each layer a name of its own");
            }
            if (complete && !inputs.isEmpty()) {
                values.put(layer.name(), kind.translate(translation, layer, inputs));
                return;
            }
            if (layer.inputs().isEmpty()) {
                report(layer, new LayerRefusal("it has no input", WHOLE_MODEL));
            }
        } catch (LayerRefusal refusal) {
            report(layer, refusal);
        } catch (ArithmeticException overflow) {
            report(layer, new LayerRefusal("its sizes overflow", WHOLE_MODEL));
        }
        unknown.add(layer.name());
    }

    private void report(KerasLayer layer, LayerRefusal refusal) {
        problems.add(new ImportProblem(layer.name(), layer.kind(), refusal.finding(), refusal.remedy()));
    }
}
