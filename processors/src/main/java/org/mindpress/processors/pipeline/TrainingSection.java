package org.mindpress.processors.pipeline;

/**
 * Settings that {@code qat} and {@code distill} share.
 *
 * @param optimizer {@code sgd} or {@code adam}
 * @param learningRate peak
 * @param momentum for sgd
 * @param weightDecay L2 factor on convolution weights
 * @param length of the training
 * @param batch images a step
 */
public record TrainingSection(
        String optimizer, double learningRate, double momentum, double weightDecay, TrainingLength length, int batch) {}
