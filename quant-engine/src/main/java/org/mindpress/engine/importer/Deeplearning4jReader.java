package org.mindpress.engine.importer;

import java.util.List;
import org.mindpress.engine.graph.ImportProblem;
import org.mindpress.engine.graph.ImportRefusal;
import org.mindpress.engine.graph.ModelImportException;
import org.mindpress.engine.graph.Shape;

/**
 * Reads networks that Deeplearning4j's ModelSerializer saved. Only the order says which parameters are whose: behind the first layer that cannot be
 * translated, the kinds of the layers are looked at and nothing else. The file says nothing about the size of images, unless they
 * come in flat.
 */
final class Deeplearning4jReader {
    private static final String AGAIN = "save the model with ModelSerializer.writeModel";

    private Deeplearning4jReader() {}

    static Translation translate(ModelFile model) {
        try {
            Deeplearning4jZip zip = Deeplearning4jZip.open(model.content());
            Deeplearning4jConfiguration configuration = Deeplearning4jConfiguration.parse(zip.configuration());
            return translate(model, configuration, FlatParameters.of(zip.coefficients()));
        } catch (ImportRefusal refusal) {
            throw new ModelImportException(
                    model.name(), List.of(new ImportProblem("file", "", refusal.finding(), refusal.remedy())));
        }
    }

    private static Translation translate(
            ModelFile model, Deeplearning4jConfiguration configuration, FlatParameters parameters) {
        List<Integer> shape = imageShape(model, configuration);
        TranslatedGraph graph =
                new TranslatedGraph("net", configuration.input(), shape.get(0), shape.get(1), shape.get(2));
        Deeplearning4jTranslation translation =
                new Deeplearning4jTranslation(graph, parameters, configuration.input(), configuration.output());
        LayerWalk walk = new LayerWalk(
                configuration.input(),
                layer -> {
                    Deeplearning4jKind kind = Deeplearning4jKind.of(layer);
                    return inputs -> kind.translate(translation, layer, inputs);
                },
                AGAIN,
                true);
        configuration.layers().forEach(walk::translate);
        LayerValue output = walk.result(model.name(), configuration.output());
        if (parameters.left() > 0) {
            throw new ImportRefusal("the layers leave " + parameters.left() + " parameters unused", AGAIN);
        }
        return new Translation(translation.build(output.name()), translation.notes());
    }

    private static List<Integer> imageShape(ModelFile model, Deeplearning4jConfiguration configuration) {
        return configuration
                .imageShape()
                .or(() -> model.image().map(Shape::dimensions))
                .orElseThrow(() -> new ImportRefusal(
                        "it does not say how large its images are", "give the image's channels, height and width"));
    }
}
