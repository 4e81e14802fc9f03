package org.mindpress.engine.train;

import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.convolution.DepthwiseConvolution2DLayer;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNConvHelper;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Readies Deeplearning4j in this process and says what its results depend on. Without three switches, each of which fails silently,
 * training runs ten times slower: the native classifier with oneDNN, the system property below, and the class
 * {@code org.nd4j.nativeblas.Nd4jCpu} on the class path.
 *
 * @param threads value of OMP_NUM_THREADS, or the number of processors where it is not set
 * @param threadsPinned whether OMP_NUM_THREADS is set; without it the bits of a training depend on the machine
 * @param nativeClassifier which native binary was loaded, such as {@code linux-x86_64-onednn-avx2}
 */
public record Deeplearning4jRuntime(int threads, boolean threadsPinned, String nativeClassifier) {
    private static final String HELPERS_PROPERTY = "org.eclipse.deeplearning4j.helpers.disable";
    private static final String THREADS_VARIABLE = "OMP_NUM_THREADS";

    /** Sets the helpers property and loads the native library; call it before the first layer is built. Repeatable. */
    public static Deeplearning4jRuntime prepare() {
        System.setProperty(HELPERS_PROPERTY, "false");
        // any call: the native bindings fail to initialise when they are touched first
        Nd4j.scalar(0f);
        return describe(System.getenv());
    }

    /**
     * Gives back the native memory of trainings that nothing refers to any more: this thread's workspaces, and the arrays, which otherwise
     * wait until the collector needs room in the heap.
     */
    public static void releaseMemory() {
        Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
        System.gc();
    }

    static Deeplearning4jRuntime describe(Map<String, String> environment) {
        String threads = environment.getOrDefault(THREADS_VARIABLE, "");
        boolean pinned = threads.matches("[1-9][0-9]{0,3}");
        return new Deeplearning4jRuntime(
                pinned ? Integer.parseInt(threads) : Runtime.getRuntime().availableProcessors(), pinned, classifier());
    }

    private static String classifier() {
        String cpu = "";
        for (String candidate : new String[] {"avx512", "avx2"}) {
            String folder = "/org/nd4j/linalg/cpu/nativecpu/bindings/linux-x86_64-onednn-" + candidate + "/";
            if (Deeplearning4jRuntime.class.getResource(folder + "libnd4jcpu.so") != null) {
                cpu = "-onednn-" + candidate;
            }
        }
        return String.format(Locale.ROOT, "linux-x86_64%s", cpu);
    }

    /** Stops with the remedy if the first convolution of a network has no oneDNN helper; depthwise ones never have one. */
    static void requireHelpers(ComputationGraph network) {
        for (org.deeplearning4j.nn.api.Layer layer : network.getLayers()) {
            if (layer instanceof ConvolutionLayer convolution && !(layer instanceof DepthwiseConvolution2DLayer)) {
                if (convolution.getHelper() instanceof MKLDNNConvHelper) {
                    return;
                }
                throw new IllegalStateException("convolutions would run without oneDNN, ten times slower: helper="
                        + convolution.getHelper() + ". Three switches are needed: (1) nd4j-native with the classifier"
                        + " linux-x86_64-onednn-avx2, (2) -D" + HELPERS_PROPERTY
                        + "=false before the first layer is built, (3) the class org.nd4j.nativeblas.Nd4jCpu of"
                        + " quant-engine on the class path, and SD_FORBID_HELPERS unset");
            }
        }
    }
}
