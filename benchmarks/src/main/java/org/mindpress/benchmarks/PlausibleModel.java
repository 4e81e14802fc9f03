package org.mindpress.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mindpress.engine.data.ChannelOrder;
import org.mindpress.engine.data.InputSpecification;
import org.mindpress.engine.graph.BatchNormalizationFolding;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.quant.BiasQuantizer;
import org.mindpress.engine.quant.LayerPolicy;
import org.mindpress.engine.quant.QuantizationGroup;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationPoint;
import org.mindpress.engine.quant.QuantizedConvolution;
import org.mindpress.engine.quant.QuantizedModel;
import org.mindpress.engine.quant.RangeSide;
import org.mindpress.engine.quant.WeightCodes;
import org.mindpress.engine.quant.WeightQuantizer;

/** Int8 models with plausible scales: speed and size do not depend on their being calibrated. */
public final class PlausibleModel {
    private static final float ONE_SIDED_SCALE = 0.02f;
    private static final float TWO_SIDED_SCALE = 0.03f;

    private PlausibleModel() {}

    /** An int8 model of a float graph in device form. */
    public static QuantizedModel of(ModelGraph graph) {
        ModelGraph folded = BatchNormalizationFolding.fold(graph);
        QuantizationPlan plan = QuantizationPlan.derive(folded, LayerPolicy.DEFAULT);
        Map<String, QuantizationParameters> parameters = new LinkedHashMap<>();
        for (QuantizationPoint point : plan.points()) {
            boolean twoSided = point.side() == RangeSide.TWO_SIDED;
            parameters.put(
                    point.name(),
                    new QuantizationParameters(twoSided ? TWO_SIDED_SCALE : ONE_SIDED_SCALE, twoSided ? 3 : -128));
        }
        Map<String, QuantizedConvolution> convolutions = new LinkedHashMap<>();
        for (QuantizationGroup group : plan.convolutions()) {
            convolutions.put(group.layer(), convolution(folded, plan, group, parameters));
        }
                float[] half = {0.5f, 0.5f, 0.5f};
        InputSpecification input = InputSpecification.of(
                ChannelOrder.RGB,
                folded.inputShape().height(),
                folded.inputShape().width(),
                half,
                half);
        return new QuantizedModel(folded, plan, convolutions, parameters, input);
    }

    private static QuantizedConvolution convolution(
            ModelGraph folded,
            QuantizationPlan plan,
            QuantizationGroup group,
            Map<String, QuantizationParameters> parameters) {
        Node node = folded.node(group.layer()).orElseThrow();
        float[] weights = folded.constant(node.constants().get(0)).toArray();
        float[] bias = folded.constant(node.constants().get(1)).toArray();
        WeightCodes codes = WeightQuantizer.of(plan.settings(group.layer())).quantize(weights, bias.length);
        String source = plan.pointOf(group.inputs().get(0)).name();
        for (int channel = 0; channel < bias.length; channel++) {
            bias[channel] =
                    BiasQuantizer.canonical(bias[channel], parameters.get(source).scale(), codes.scale(channel));
        }
        return QuantizedConvolution.of(codes, bias);
    }
}
