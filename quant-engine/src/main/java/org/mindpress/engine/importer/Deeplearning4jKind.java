package org.mindpress.engine.importer;

import java.util.List;
import org.mindpress.engine.graph.ImportRefusal;

/** The layers, vertices and preprocessors of Deeplearning4j that can be translated. */
enum Deeplearning4jKind {
    CONVOLUTION("ConvolutionLayer", Deeplearning4jTranslation::convolution),
    DEPTHWISE_CONVOLUTION("DepthwiseConvolution2D", Deeplearning4jTranslation::depthwise),
    SEPARABLE_CONVOLUTION("SeparableConvolution2D", Deeplearning4jTranslation::separable),
    BATCH_NORMALIZATION("BatchNormalization", Deeplearning4jTranslation::batchNormalization),
    ACTIVATION("ActivationLayer", Deeplearning4jTranslation::activationLayer),
    SUBSAMPLING("SubsamplingLayer", Deeplearning4jTranslation::pool),
    GLOBAL_POOLING("GlobalPoolingLayer", Deeplearning4jTranslation::globalPool),
    ZERO_PADDING("ZeroPaddingLayer", Deeplearning4jTranslation::zeroPadding),
    DENSE("DenseLayer", Deeplearning4jTranslation::dense),
    OUTPUT("OutputLayer", Deeplearning4jTranslation::dense),
    LOSS("LossLayer", Deeplearning4jTranslation::activationLayer),
    DROPOUT("DropoutLayer", (translation, layer, inputs) -> inputs.get(0)),
    ELEMENT_WISE("ElementWiseVertex", Deeplearning4jTranslation::elementWise),
    FLATTEN("CnnToFeedForwardPreProcessor", Deeplearning4jTranslation::flatten),
    TO_MAP("FeedForwardToCnnPreProcessor", Deeplearning4jTranslation::flatImage);

    private interface Translator {
        LayerValue translate(Deeplearning4jTranslation translation, DescribedLayer layer, List<LayerValue> inputs);
    }

    private final String type;

    @SuppressWarnings("ImmutableEnumChecker") // a method reference
    private final Translator translator;

    Deeplearning4jKind(String type, Translator translator) {
        this.type = type;
        this.translator = translator;
    }

    /** The layer's kind; refused when it cannot be translated. */
    static Deeplearning4jKind of(DescribedLayer layer) {
        for (Deeplearning4jKind kind : values()) {
            if (kind.type.equals(layer.kind())) {
                return kind;
            }
        }
        throw new ImportRefusal(
                "layers of this kind are not read",
                "use only convolutions (plain, depthwise, separable), BatchNormalization, activations, pools, zero padding,"
                        + " dense layers and ElementWiseVertex");
    }

    LayerValue translate(Deeplearning4jTranslation translation, DescribedLayer layer, List<LayerValue> inputs) {
        return translator.translate(translation, layer, inputs);
    }
}
