package org.mindpress.engine.conformance;

import java.util.Optional;
import java.util.function.Supplier;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.mindir.QuantizedNets;

/** The nets that are proven, and small ones that hold what ResNet-20 has not. */
enum ConformanceNet {
    RESNET_20(() -> ExportedNet.calibrated("ResNet-20", "resnet20-cifar10.onnx")),
    MOBILENET_V2(() -> ExportedNet.calibrated("MobileNetV2", "mobilenetv2-cifar10.onnx")),
    RESIDUAL(() -> ExportedNet.generated("residual, generated", QuantizedNets.of(ExampleNets.residual(31), 41))),
    BOTTLENECK(() -> ExportedNet.generated("bottleneck, generated", QuantizedNets.of(ExampleNets.bottleneck(32), 41))),
    DEPTHWISE(() -> ExportedNet.generated("depthwise, generated", QuantizedNets.of(ExampleNets.depthwise(33), 41))),
    SPLIT(ExportedNet::split);

    private final Supplier<ExportedNet> maker;
    private Optional<ExportedNet> made = Optional.empty();

    ConformanceNet(Supplier<ExportedNet> maker) {
        this.maker = maker;
    }

    /** The net with its files; made at the first call. */
    synchronized ExportedNet exported() {
        ExportedNet exported = made.orElseGet(maker);
        made = Optional.of(exported);
        return exported;
    }
}
