package org.mindpress.engine.checkpoint;

import java.util.List;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Window;

/**
 * Draws a MobileNetV2 (Sandler et al. 2018) under mindcv's names. The widths of the stages are free, the expansion by 6 is not.
 *
 * @param expansion of the width inside a block
 * @param width of the blocks' results in the usual form
 * @param blocks of this kind in a row
 * @param stride of the first
 */
record InvertedResidualNetwork(int expansion, int width, int blocks, int stride) {
    private static final float EPSILON = 1e-5f;
    private static final int FIRST = 32;
    private static final int LAST = 1280;
    private static final int CLASSES = 1000;
    private static final List<InvertedResidualNetwork> STAGES = List.of(
            new InvertedResidualNetwork(1, 16, 1, 1),
            new InvertedResidualNetwork(6, 24, 2, 2),
            new InvertedResidualNetwork(6, 32, 3, 2),
            new InvertedResidualNetwork(6, 64, 4, 2),
            new InvertedResidualNetwork(6, 96, 3, 1),
            new InvertedResidualNetwork(6, 160, 3, 2),
            new InvertedResidualNetwork(6, 320, 1, 1));

    static void draw(Blueprint net, Widths widths) {
        int cell = 0;
        String value = activated(
                net,
                "features.",
                cell,
                Blueprint.INPUT,
                widths.outputs("features.0.weight", FIRST),
                Window.square(3, 2, 1),
                1);
        cell += 3;
        for (InvertedResidualNetwork stage : STAGES) {
            for (int block = 0; block < stage.blocks; block++) {
                value = stage.block(net, widths, "features." + cell++, value, block == 0);
            }
        }
        int last = widths.outputs("features." + cell + ".weight", LAST);
        value = activated(net, "features.", cell, value, last, Window.square(1, 1, 0), 1);
        net.classifier("classifier.1", value, widths.outputs("classifier.1.weight", CLASSES));
    }

    private String block(Blueprint net, Widths widths, String path, String input, boolean first) {
        String cells = path + ".layers.";
        int inputs = net.channels(input);
        int hidden = inputs * expansion;
        int cell = 0;
        String value = input;
        if (expansion != 1) {
            value = activated(net, cells, cell, value, hidden, Window.square(1, 1, 0), 1);
            cell += 3;
        }
        int step = first ? stride : 1;
        value = activated(net, cells, cell, value, hidden, Window.square(3, step, 1), hidden);
        cell += 3;
        int outputs = first ? widths.outputs(cells + cell + ".weight", width) : inputs;
        value = net.convolution(cells + cell, value, outputs, Window.square(1, 1, 0), 1);
        value = net.normalization(cells + (cell + 1), value, EPSILON);
        return step == 1 && inputs == outputs ? net.sum(path + ".add", value, input) : value;
    }

    /** Convolution, batch norm and ReLU6 in three cells of a row. */
    private static String activated(
            Blueprint net, String path, int cell, String input, int outputs, Window window, int group) {
        String value = net.convolution(path + cell, input, outputs, window, group);
        value = net.normalization(path + (cell + 1), value, EPSILON);
        return net.activation(path + (cell + 2), value, Operator.RELU6);
    }
}
