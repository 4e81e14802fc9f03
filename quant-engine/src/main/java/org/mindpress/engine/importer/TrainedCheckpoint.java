package org.mindpress.engine.importer;

import java.util.List;
import org.mindpress.engine.checkpoint.Architecture;
import org.mindpress.engine.checkpoint.CheckpointReader;
import org.mindpress.engine.checkpoint.CheckpointWriter;
import org.mindpress.engine.checkpoint.NetworkCheckpoint;
import org.mindpress.engine.checkpoint.Parameter;
import org.mindpress.engine.graph.ModelGraph;

/** A trained network as a MindSpore checkpoint, under the names by which its user knows it. */
public final class TrainedCheckpoint {
    private TrainedCheckpoint() {}

    /** Under names by node, those of the float MindIR of the same network. */
    public static byte[] write(ModelGraph trained) {
        return CheckpointWriter.write(NetworkCheckpoint.parameters(trained));
    }

    /**
     * Under the names of the definition that the original was saved from, when that was a checkpoint of a named architecture; otherwise
     * by node.
     *
     * @param original the file that the network was imported from
     * @param trained what became of it, batch norm not folded
     */
    public static byte[] write(ModelFile original, ModelGraph trained) {
        boolean checkpoint = ModelFormat.of(original.content()) == ModelFormat.CHECKPOINT;
        return original.architecture()
                .filter(spelling -> checkpoint)
                .flatMap(Architecture::of)
                .map(architecture -> named(architecture, original, trained))
                .orElseGet(() -> write(trained));
    }

    private static byte[] named(Architecture architecture, ModelFile original, ModelGraph trained) {
        List<Parameter> parameters = architecture.parameters(
                original.name(), CheckpointReader.read(original.name(), original.content()), trained);
        return CheckpointWriter.write(parameters);
    }
}
