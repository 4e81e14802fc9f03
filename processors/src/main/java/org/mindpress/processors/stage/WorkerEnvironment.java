package org.mindpress.processors.stage;

import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.engine.infer.FloatSession;
import org.mindpress.engine.train.Deeplearning4jRuntime;

/**
 * What results depend on besides inputs and settings.
 *
 * @param threads of the native libraries
 * @param nativeClassifier build of the native libraries
 * @param versions of what computes, by name
 */
public record WorkerEnvironment(int threads, String nativeClassifier, SortedMap<String, String> versions) {
    /** Loads the native libraries of this process and asks them. */
    public static WorkerEnvironment current() {
        Deeplearning4jRuntime runtime = Deeplearning4jRuntime.prepare();
        SortedMap<String, String> versions = new TreeMap<>();
        versions.put("java", Runtime.version().toString());
        versions.put("mindpress", version());
        versions.put("onnxruntime", FloatSession.providerVersion());
        versions.put("native classifier", runtime.nativeClassifier());
        return new WorkerEnvironment(runtime.threads(), runtime.nativeClassifier(), versions);
    }

    /** Version of this program, as its jar says; {@code development} outside a jar. */
    public static String version() {
        String version = WorkerEnvironment.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
