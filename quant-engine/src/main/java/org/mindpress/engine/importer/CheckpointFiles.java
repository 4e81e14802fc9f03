package org.mindpress.engine.importer;

import java.util.List;
import org.mindpress.engine.checkpoint.Architecture;
import org.mindpress.engine.checkpoint.Checkpoint;
import org.mindpress.engine.checkpoint.CheckpointReader;
import org.mindpress.engine.graph.ImportProblem;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.graph.ModelImportException;

/** Reads MindSpore checkpoints: parameters, which the named architecture makes a network of. */
final class CheckpointFiles {
    private CheckpointFiles() {}

    static ImportedModel read(ModelFile file) {
        Checkpoint checkpoint = CheckpointReader.read(file.name(), file.content());
        String wanted = file.architecture().orElse("");
        Architecture architecture = Architecture.of(wanted)
                .orElseThrow(() -> new ModelImportException(
                        file.name(),
                        List.of(new ImportProblem(
                                "file",
                                "",
                                wanted.isEmpty()
                                        ? "is a checkpoint: it holds "
                                                + checkpoint.parameters().size() + " parameters and no network"
                                        : "there is no architecture '" + wanted + "'",
                                "name the architecture, one of " + Architecture.names()
                                        + ", or export the network as MindIR or ONNX"))));
        return architecture.network(file.name(), checkpoint, file.image().orElse(architecture.usualImage()));
    }
}
