package org.mindpress.engine.importer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mindpress.engine.graph.ImportProblem;
import org.mindpress.engine.graph.ImportRefusal;
import org.mindpress.engine.graph.ModelImportException;

/** Walks the layers of a file once, in its order, and collects what cannot be translated. Not thread-safe. */
final class LayerWalk {
    private final Kinds kinds;
    private final String remedy;
    private final boolean endsAtProblem;
    private final List<ImportProblem> problems = new ArrayList<>();
    private final Map<String, LayerValue> values = new HashMap<>();
    private final Set<String> unknown = new HashSet<>();

    /** How layers of one kind are written. */
    @FunctionalInterface
    interface LayerTranslator {
        LayerValue translate(List<LayerValue> inputs);
    }

    /** The layers that a reader knows; a layer of any other kind is refused. */
    @FunctionalInterface
    interface Kinds {
        LayerTranslator of(DescribedLayer layer);
    }

    /**
     * A walk before its first layer.
     *
     * @param remedy what to do about a file whose layers do not belong together
     * @param endsAtProblem whether nothing is translated behind the first problem: only the kinds of the layers are looked at
     */
    LayerWalk(String input, Kinds kinds, String remedy, boolean endsAtProblem) {
        this.kinds = kinds;
        this.remedy = remedy;
        this.endsAtProblem = endsAtProblem;
        values.put(input, LayerValue.map(input));
    }

    void translate(DescribedLayer layer) {
        List<LayerValue> inputs = new ArrayList<>();
        boolean complete = true;
        for (String name : layer.inputs()) {
            LayerValue value = values.get(name);
            if (value != null) {
                inputs.add(value);
            } else {
                complete = false;
                if (!unknown.contains(name)) {
                    report(layer, new ImportRefusal("its input " + name + " comes from no layer before it", remedy));
                }
            }
        }
        try {
            LayerTranslator translator = kinds.of(layer);
            if (values.containsKey(layer.name())) {
                throw new ImportRefusal("another layer has this name", "give each layer a name of its own");
            }
            if (layer.inputs().isEmpty()) {
                throw new ImportRefusal("it has no input", remedy);
            }
            if (complete && (problems.isEmpty() || !endsAtProblem)) {
                values.put(layer.name(), translator.translate(inputs));
                return;
            }
        } catch (ImportRefusal refusal) {
            report(layer, refusal);
        } catch (ArithmeticException overflow) {
            report(layer, new ImportRefusal("its sizes overflow", remedy));
        }
        unknown.add(layer.name());
    }

    /** What the layer computes that gives the result; {@link ModelImportException} when there were problems. */
    LayerValue result(String fileName, String output) {
        LayerValue value = values.get(output);
        if (problems.isEmpty() && value == null) {
            problems.add(new ImportProblem("output " + output, "", "no layer computes it from the image", remedy));
        }
        if (value == null || !problems.isEmpty()) {
            throw new ModelImportException(fileName, problems);
        }
        return value;
    }

    private void report(DescribedLayer layer, ImportRefusal refusal) {
        problems.add(new ImportProblem(layer.name(), layer.kind(), refusal.finding(), refusal.remedy()));
    }
}
