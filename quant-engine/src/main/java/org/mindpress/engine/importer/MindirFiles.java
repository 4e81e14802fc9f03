package org.mindpress.engine.importer;

import java.util.List;
import java.util.Set;
import org.mindpress.engine.graph.ImportProblem;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.graph.ModelImportException;
import org.mindpress.engine.mindir.ElementType;
import org.mindpress.engine.mindir.MalformedModelException;
import org.mindpress.engine.mindir.MindirModel;
import org.mindpress.engine.mindir.MindirNode;
import org.mindpress.engine.mindir.MindirReader;
import org.mindpress.engine.mindir.Operand;

/** Reads float MindIR of both dialects, as {@code mindspore.export} writes it for a classifier. */
final class MindirFiles {
    private static final Set<String> QUANTIZATION = Set.of(
            "FakeQuantParam",
            "FakeQuantPerLayer",
            "FakeQuantPerChannel",
            "FakeLearnedScaleQuantPerLayer",
            "FakeLearnedScaleQuantPerChannel",
            "MinMaxUpdatePerLayer",
            "MinMaxUpdatePerChannel",
            "QuantDTypeCast",
            "Quant",
            "Dequant",
            "AscendQuant",
            "AscendDequant",
            "QuantLinear");

    private MindirFiles() {}

    static ImportedModel read(ModelFile file) {
        return translation(file).read();
    }

    static Translation translate(ModelFile file) {
        return translation(file).translation();
    }

    private static MindirTranslation translation(ModelFile file) {
        MindirModel model;
        try {
            model = MindirReader.read(file.name(), file.content(), file.companions());
        } catch (MalformedModelException refused) {
            List<ImportProblem> problems = refused.problems().stream()
                    .map(problem -> new ImportProblem(problem.place(), "", problem.finding(), problem.remedy()))
                    .toList();
            throw new ModelImportException(file.name(), problems);
        }
        refuseQuantized(file.name(), model);
        return new MindirTranslation(file.name(), model);
    }

    private static void refuseQuantized(String fileName, MindirModel model) {
        List<MindirNode> marked = model.nodes().stream()
                .filter(node -> QUANTIZATION.contains(node.operator()))
                .toList();
        List<String> codes = model.nodes().stream()
                .flatMap(node -> node.inputs().stream())
                .filter(Operand.Parameter.class::isInstance)
                .map(operand -> ((Operand.Parameter) operand).name())
                .filter(name -> model.parameter(name)
                        .filter(parameter -> parameter.type().elementType() == ElementType.INT8
                                || parameter.type().elementType() == ElementType.UINT8)
                        .isPresent())
                .distinct()
                .toList();
        if (marked.isEmpty() && codes.isEmpty()) {
            return;
        }
        String found = marked.isEmpty()
                ? codes.size() + " weights are int8, such as " + codes.get(0)
                : marked.size() + " nodes quantise, such as '" + marked.get(0).operator() + "' at node "
                        + marked.get(0).name();
        throw new ModelImportException(
                fileName,
                List.of(new ImportProblem(
                        "file",
                        "",
                        "the model is already quantised: " + found,
                        "import the float model; mindpress quantises it itself")));
    }
}
