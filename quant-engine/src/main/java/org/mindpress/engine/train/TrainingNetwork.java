package org.mindpress.engine.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A running network and the switches of its layers. Confined to one thread. */
final class TrainingNetwork {
    private final ModelGraph model;
    private final ComputationGraph network;
    private final List<ConvolutionPart> convolutions;
    private final Map<String, ActivationPoint> points;

    TrainingNetwork(
            ModelGraph model,
            ComputationGraph network,
            List<ConvolutionPart> convolutions,
            Map<String, ActivationPoint> points) {
        this.model = model;
        this.network = network;
        this.convolutions = List.copyOf(convolutions);
        this.points = new LinkedHashMap<>(points);
    }

    ComputationGraph network() {
        return network;
    }

    List<ConvolutionPart> convolutions() {
        return convolutions;
    }

    /** By name, in plan order. */
    Map<String, ActivationPoint> points() {
        return points;
    }

    /** One step; the switches are set. Returns the loss before the update. */
    double fit(TrainingExamples examples, boolean distil) {
        refreshGains();
        network.fit(
                new INDArray[] {images(examples.images(), examples.size())},
                new INDArray[] {targets(examples, model.outputShape().elements(), distil)});
        return network.score();
    }

    /** Logits in evaluation mode, [N, classes] row-major. */
    float[] predict(float[] images, int batch) {
        refreshGains();
        return TensorMemory.copy(network.output(false, images(images, batch))[0]);
    }

    private void refreshGains() {
        convolutions.forEach(part -> part.refreshGains(network));
    }

    private INDArray images(float[] images, int batch) {
        int perImage = model.inputShape().elements();
        if (batch < 1 || images.length != (long) batch * perImage) {
            throw new IllegalArgumentException("image size mismatch: batch=" + batch + ", values=" + images.length
                    + ", expected=" + (long) batch * perImage);
        }
        List<Integer> sizes = model.inputShape().dimensions();
        long[] shape = new long[sizes.size() + 1];
        shape[0] = batch;
        for (int axis = 1; axis < shape.length; axis++) {
            shape[axis] = sizes.get(axis - 1);
        }
        return Nd4j.create(images, shape, 'c');
    }

    /** One-hot labels, beside them the teacher's logits where the loss wants them. */
    private static INDArray targets(TrainingExamples examples, int classes, boolean distil) {
        int[] labels = examples.labels();
        int width = distil ? 2 * classes : classes;
        float[] rows = new float[labels.length * width];
        float[] teacher = distil
                ? examples.teacherLogits()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "distillation needs the teacher's logits with every batch"))
                : new float[0];
        if (distil && teacher.length != labels.length * classes) {
            throw new IllegalArgumentException("teacher logits mismatch: values=" + teacher.length + ", expected="
                    + labels.length + "x" + classes);
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException(
                        "label out of range: image=" + i + ", label=" + labels[i] + ", classes=" + classes);
            }
            rows[i * width + labels[i]] = 1f;
            if (distil) {
                System.arraycopy(teacher, i * classes, rows, i * width + classes, classes);
            }
        }
        return Nd4j.create(rows, new long[] {labels.length, width}, 'c');
    }

    /** The model with the weights and statistics of this moment. */
    ModelGraph model() {
        Map<String, FloatTensor> constants = new LinkedHashMap<>();
        convolutions.forEach(part -> part.store(model, network, constants));
        return model.withConstants(constants);
    }

    /** Switches all quantisation off or on: the float function of the network, or the trained one. */
    void quantizeWeights(boolean enabled) {
        convolutions.forEach(part -> part.grid().enable(enabled));
    }
}
