package org.mindpress.engine.conformance;

import java.util.function.Supplier;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.mindir.QuantizedNets;

/** The nets that are proven, and small ones that hold what ResNet-20 has not. */
enum ConformanceNet {
    RESNET_20(ExportedNet::resNet20),
    RESIDUAL(() -> ExportedNet.generated("residual, generated", QuantizedNets.of(ExampleNets.residual(31), 41))),
    BOTTLENECK(() -> ExportedNet.generated("bottleneck, generated", QuantizedNets.of(ExampleNets.bottleneck(32), 41))),
    DEPTHWISE(() -> ExportedNet.generated("depthwise, generated", QuantizedNets.of(ExampleNets.depthwise(33), 41))),
    SPLIT(ExportedNet::split);

    private final Supplier<ExportedNet> exported;

    ConformanceNet(Supplier<ExportedNet> exported) {
        this.exported = exported;
    }

    ExportedNet exported() {
        return exported.get();
    }
}
