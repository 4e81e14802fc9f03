package org.mindpress.engine.importer;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Makes the Deeplearning4j fixtures: run {@code main} with the folder of {@code src/test/resources/importer/deeplearning4j}. */
final class Deeplearning4jFixtures {
    private final Path folder;
    private final Random random = Nd4j.getRandomFactory().getNewRandomInstance(60);

    private Deeplearning4jFixtures(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        Deeplearning4jFixtures fixtures = new Deeplearning4jFixtures(Path.of(arguments[0]));
        MultiLayerNetwork lenet = lenet();
        fixtures.randomize(lenet);
        fixtures.save("lenet", lenet, 1, 28, 26);
        ComputationGraph mobilenet = mobilenet();
        fixtures.randomize(mobilenet);
        fixtures.save("mobilenet", mobilenet, 3, 31, 32);
        MultiLayerNetwork flat = flat();
        fixtures.randomize(flat);
        fixtures.save("flat", flat, 2, 9, 8);
    }

    /** Sequential; a dense layer over a map larger than 1 x 1; softmax at the end. */
    private static MultiLayerNetwork lenet() {
        MultiLayerNetwork net = new MultiLayerNetwork(builder()
                .list()
                .layer(new ConvolutionLayer.Builder(5, 5)
                        .name("first")
                        .nOut(6)
                        .padding(2, 1)
                        .activation(Activation.RELU)
                        .build())
                .layer(new SubsamplingLayer.Builder(
                                SubsamplingLayer.PoolingType.MAX, new int[] {2, 2}, new int[] {2, 2})
                        .name("pool")
                        .build())
                .layer(new ConvolutionLayer.Builder(5, 3)
                        .name("second")
                        .nOut(12)
                        .stride(1, 2)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .build())
                .layer(new BatchNormalization.Builder().name("norm").build())
                .layer(new ActivationLayer.Builder()
                        .activation(Activation.RELU6)
                        .name("relu6")
                        .build())
                .layer(new SubsamplingLayer.Builder(
                                SubsamplingLayer.PoolingType.AVG, new int[] {2, 2}, new int[] {2, 2})
                        .name("average")
                        .build())
                .layer(new DenseLayer.Builder()
                        .name("hidden")
                        .nOut(24)
                        .activation(Activation.RELU)
                        .build())
                .layer(new DropoutLayer.Builder(0.7).name("dropout").build())
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .name("classes")
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(28, 26, 1))
                .build());
        net.init();
        return net;
    }

    /** Graph; depthwise and separable convolutions, batch norm of both kinds, a residual, zero padding, a global pool. */
    private static ComputationGraph mobilenet() {
        ComputationGraph net = new ComputationGraph(builder()
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("image")
                .addLayer("pad", new ZeroPaddingLayer.Builder(0, 1, 1, 0).build(), "image")
                .addLayer(
                        "stem",
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(8)
                                .stride(2, 2)
                                .hasBias(false)
                                .convolutionMode(ConvolutionMode.Truncate)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "pad")
                .addLayer(
                        "stem_bn",
                        new BatchNormalization.Builder()
                                .useLogStd(false)
                                .activation(Activation.RELU6)
                                .build(),
                        "stem")
                .addLayer(
                        "depthwise",
                        new DepthwiseConvolution2D.Builder(3, 3)
                                .nIn(8)
                                .nOut(16)
                                .depthMultiplier(2)
                                .activation(Activation.RELU)
                                .build(),
                        "stem_bn")
                .addLayer(
                        "project",
                        new ConvolutionLayer.Builder(1, 1)
                                .nOut(8)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "depthwise")
                .addLayer(
                        "project_bn",
                        new BatchNormalization.Builder().eps(0.002).build(),
                        "project")
                .addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "stem_bn", "project_bn")
                .addLayer(
                        "separable",
                        new SeparableConvolution2D.Builder(3, 3)
                                .nOut(12)
                                .stride(2, 2)
                                .depthMultiplier(2)
                                .activation(Activation.RELU)
                                .build(),
                        "add")
                .addLayer(
                        "max",
                        new SubsamplingLayer.Builder(
                                        SubsamplingLayer.PoolingType.MAX, new int[] {3, 3}, new int[] {2, 2})
                                .build(),
                        "separable")
                .addLayer(
                        "wide",
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(16)
                                .activation(Activation.RELU)
                                .build(),
                        "max")
                .addLayer("mean", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), "wide")
                .addLayer(
                        "logits",
                        new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                                .nOut(10)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "mean")
                .setOutputs("logits")
                .setInputTypes(InputType.convolutional(31, 32, 3))
                .build());
        net.init();
        return net;
    }

    /** Takes flat images; layers without names; locked scale and offset of the batch norm. */
    private static MultiLayerNetwork flat() {
        MultiLayerNetwork net = new MultiLayerNetwork(builder()
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .nOut(4)
                        .activation(Activation.RELU)
                        .build())
                .layer(new BatchNormalization.Builder(true).gamma(0.8).beta(0.1).build())
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutionalFlat(9, 8, 2))
                .build());
        net.init();
        return net;
    }

    private static NeuralNetConfiguration.Builder builder() {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
                .optimizationAlgo(OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT)
                .updater(new Adam(1e-3));
    }

    /** Nothing stays at its first value; statistics of batch norm are such as could be. */
    private void randomize(Model net) {
        net.paramTable().forEach((name, values) -> {
            INDArray noise = Nd4j.randn(random, values.shape()).muli(0.2);
            if (name.endsWith("_var")) {
                noise = Nd4j.rand(random, values.shape()).muli(1.5).addi(0.5);
            } else if (name.endsWith("_gamma")) {
                noise.addi(1);
            }
            values.assign(noise);
        });
    }

    private void save(String name, Model net, int channels, int height, int width) throws IOException {
        INDArray images = Nd4j.randn(random, 4, channels, height, width);
        INDArray logits;
        if (net instanceof MultiLayerNetwork layers) {
            ModelSerializer.writeModel(net, file(name + ".zip"), true);
            // the logits: without the softmax at the end
            ((org.deeplearning4j.nn.conf.layers.FeedForwardLayer)
                            layers.getOutputLayer().conf().getLayer())
                    .setActivationFn(Activation.IDENTITY.getActivationFunction());
            boolean flat = layers.getLayerWiseConfigurations().getInputPreProcess(0) != null;
            logits = layers.output(flat ? images.reshape('c', 4, -1) : images);
        } else {
            ModelSerializer.writeModel(net, file(name + ".zip"), false);
            logits = ((ComputationGraph) net).outputSingle(images);
        }
        Nd4j.writeAsNumpy(images, file(name + ".input.npy"));
        Nd4j.writeAsNumpy(logits.dup('c'), file(name + ".output.npy"));
    }

    private File file(String name) {
        return folder.resolve(name).toFile();
    }
}
