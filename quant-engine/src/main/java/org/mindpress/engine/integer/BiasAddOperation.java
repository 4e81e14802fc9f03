package org.mindpress.engine.integer;

import java.util.List;

/** Int8 BiasAdd with a quantised bias: an Add whose second input repeats the bias code of the channel. */
final class BiasAddOperation implements Operation {
    private final AddOperation add;
    private final MapShape shape;
    private final byte[] bias;

    BiasAddOperation(AddOperation add, MapShape shape, byte[] bias) {
        if (bias.length != shape.channels()) {
            throw new IllegalArgumentException(
                    "channel count mismatch: bias=" + bias.length + ", expected=" + shape.channels());
        }
        this.add = add;
        this.shape = shape;
        this.bias = bias.clone();
    }

    @Override
    public byte[] run(List<byte[]> inputs, int firstImage, int images, Workers workers) {
        byte[] repeated = new byte[images * shape.elements()];
        for (int i = 0; i < repeated.length; i++) {
            repeated[i] = bias[i / shape.area() % shape.channels()];
        }
        return add.run(List.of(inputs.get(0), repeated), firstImage, images, workers);
    }
}
