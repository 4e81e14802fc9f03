package org.mindpress.engine.importer;

import java.util.List;
import org.mindpress.engine.graph.ImportRefusal;

/** The Keras layers that can be translated. */
enum KerasKind {
    CONVOLUTION("Conv2D", KerasTranslation::convolution),
    DEPTHWISE_CONVOLUTION("DepthwiseConv2D", KerasTranslation::depthwise),
    SEPARABLE_CONVOLUTION("SeparableConv2D", KerasTranslation::separable),
    BATCH_NORMALIZATION("BatchNormalization", KerasTranslation::batchNormalization),
    RELU("ReLU", KerasTranslation::relu),
    ACTIVATION("Activation", KerasTranslation::activationLayer),
    SOFTMAX("Softmax", KerasTranslation::softmax),
    ADD("Add", KerasTranslation::add),
    MAX_POOLING("MaxPooling2D", (translation, layer, inputs) -> translation.pool(layer, inputs, true)),
    AVERAGE_POOLING("AveragePooling2D", (translation, layer, inputs) -> translation.pool(layer, inputs, false)),
    GLOBAL_AVERAGE_POOLING("GlobalAveragePooling2D", KerasTranslation::globalAveragePool),
    ZERO_PADDING("ZeroPadding2D", KerasTranslation::zeroPadding),
    FLATTEN("Flatten", KerasTranslation::flatten),
    DENSE("Dense", KerasTranslation::dense),
    DROPOUT("Dropout", (translation, layer, inputs) -> inputs.get(0)),
    SPATIAL_DROPOUT("SpatialDropout2D", (translation, layer, inputs) -> inputs.get(0));

    private interface Translator {
        LayerValue translate(KerasTranslation translation, DescribedLayer layer, List<LayerValue> inputs);
    }

    private static final String INPUT_SPECIFICATION = "normalise outside of the model: input: of the pipeline says how";

    private final String keras;

    @SuppressWarnings("ImmutableEnumChecker") // a method reference
    private final Translator translator;

    KerasKind(String keras, Translator translator) {
        this.keras = keras;
        this.translator = translator;
    }

    /** The layer's kind; refused when it cannot be translated. */
    static KerasKind of(DescribedLayer layer) {
        for (KerasKind kind : values()) {
            if (kind.keras.equals(layer.kind())) {
                return kind;
            }
        }
        throw new ImportRefusal(
                "layers of this kind are not read",
                switch (layer.kind()) {
                    case "Rescaling", "Normalization" -> INPUT_SPECIFICATION;
                    case "Functional", "Sequential", "Model" -> "build the model without models inside it";
                    default ->
                        "use only Conv2D, DepthwiseConv2D, SeparableConv2D, BatchNormalization, ReLU, Add, pools,"
                                + " ZeroPadding2D, Flatten and Dense";
                });
    }

    LayerValue translate(KerasTranslation translation, DescribedLayer layer, List<LayerValue> inputs) {
        return translator.translate(translation, layer, inputs);
    }
}
