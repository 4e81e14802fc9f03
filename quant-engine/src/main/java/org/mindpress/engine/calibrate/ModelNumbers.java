package org.mindpress.engine.calibrate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mindpress.engine.data.InputSpecification;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.quant.ActivationRange;
import org.mindpress.engine.quant.QuantizationGroup;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizedConvolution;
import org.mindpress.engine.quant.QuantizedModel;

/**
 * The quantisation numbers of a folded graph.
 *
 * @param ranges by point, in plan order
 * @param convolutions by layer, in plan order
 */
record ModelNumbers(Map<String, ActivationRange> ranges, Map<String, QuantizedConvolution> convolutions) {

    ModelNumbers {
        ranges = Collections.unmodifiableMap(new LinkedHashMap<>(ranges));
        convolutions = Collections.unmodifiableMap(new LinkedHashMap<>(convolutions));
    }

    Map<String, QuantizationParameters> parameters() {
        Map<String, QuantizationParameters> parameters = new LinkedHashMap<>();
        ranges.forEach((point, range) -> parameters.put(point, range.parameters()));
        return parameters;
    }

    ModelNumbers withConvolutions(Map<String, QuantizedConvolution> others) {
        return new ModelNumbers(ranges, others);
    }

    /** The model, its float constants replaced by what the codes stand for. */
    QuantizedModel model(ModelGraph folded, QuantizationPlan plan, InputSpecification input) {
        Map<String, FloatTensor> constants = new LinkedHashMap<>();
        for (QuantizationGroup group : plan.integerConvolutions()) {
            Node node = folded.node(group.layer()).orElseThrow();
            QuantizedConvolution numbers = convolutions.get(group.layer());
            if (numbers == null) {
                throw new IllegalStateException("no numbers for layer " + group.layer());
            }
            String weight = node.constants().get(0);
            constants.put(
                    weight,
                    FloatTensor.of(
                            folded.constant(weight).dimensions(),
                            numbers.weight().real(numbers.outputChannels())));
            constants.put(node.constants().get(1), FloatTensor.vector(numbers.bias()));
        }
        return new QuantizedModel(folded.withConstants(constants), plan, convolutions, parameters(), input);
    }
}
