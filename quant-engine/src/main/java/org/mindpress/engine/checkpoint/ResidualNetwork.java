package org.mindpress.engine.checkpoint;

import java.util.List;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Window;

/**
 * Draws a ResNet (He et al. 2015; the stride of a bottleneck is on its 3x3 convolution). The width of the first convolution is free,
 * each stage doubles it.
 *
 * @param blocks per stage
 * @param bottleneck 1x1, 3x3, 1x1 with four times the width, instead of two 3x3
 * @param small the form for 32x32 images: a 3x3 first convolution and no max-pool
 * @param width of the usual form
 * @param classes of the usual form
 */
record ResidualNetwork(List<Integer> blocks, boolean bottleneck, boolean small, int width, int classes) {

    ResidualNetwork {
        blocks = List.copyOf(blocks);
    }

    void draw(Blueprint net, ResidualNames names, Widths widths) {
        int stem = widths.outputs("conv1.weight", width);
        String value = net.convolution(
                "conv1", Blueprint.INPUT, stem, window(net, names, Blueprint.INPUT, small ? 3 : 7, small ? 1 : 2), 1);
        value = net.activation("relu", net.normalization("bn1", value, names.epsilon()), Operator.RELU);
        if (!small) {
            Window pool = names.samePool() ? net.same(value, 3, 2) : Window.square(3, 2, 1);
            value = net.maxPool("maxpool", value, pool);
        }
        int position = 0;
        for (int stage = 0; stage < blocks.size(); stage++) {
            for (int block = 0; block < blocks.get(stage); block++) {
                String path = names.block(stage + 1, block, position++);
                value = block(net, names, path, value, stem << stage, stage > 0 && block == 0 ? 2 : 1);
            }
        }
        net.classifier(names.head(), value, widths.outputs(names.head() + ".weight", classes));
    }

    private String block(Blueprint net, ResidualNames names, String path, String input, int inner, int stride) {
        List<Integer> kernels = bottleneck ? List.of(1, 3, 1) : List.of(3, 3);
        int strided = bottleneck ? 1 : 0;
        int outputs = bottleneck ? 4 * inner : inner;
        String value = input;
        for (int i = 0; i < kernels.size(); i++) {
            boolean last = i == kernels.size() - 1;
            Window window = window(net, names, value, kernels.get(i), i == strided ? stride : 1);
            value = net.convolution(path + ".conv" + (i + 1), value, last ? outputs : inner, window, 1);
            value = net.normalization(path + "." + names.normalization(i + 1, bottleneck), value, names.epsilon());
            if (!last) {
                value = net.activation(path + ".relu" + (i + 1), value, Operator.RELU);
            }
        }
        String shortcut = input;
        if (stride != 1 || net.channels(input) != outputs) {
            String side = path + "." + names.shortcut();
            shortcut = net.convolution(side + ".0", input, outputs, Window.square(1, stride, 0), 1);
            shortcut = net.normalization(side + ".1", shortcut, names.epsilon());
        }
        return net.activation(path + ".relu", net.sum(path + ".add", value, shortcut), Operator.RELU);
    }

    private static Window window(Blueprint net, ResidualNames names, String input, int kernel, int stride) {
        return names.sameConvolutions() ? net.same(input, kernel, stride) : Window.square(kernel, stride, kernel / 2);
    }
}
