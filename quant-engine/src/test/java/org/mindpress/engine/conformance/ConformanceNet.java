package org.mindpress.engine.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.mindir.QuantizedNets;

/**
 * The nets that are proven, smallest first; the generated ones hold what ResNet-20 has not. System property {@code conformance.nets}
 * names those to run, separated by commas; without it all are run.
 */
enum ConformanceNet {
    RESIDUAL(
            "residual, generated",
            Images.GENERATED,
            () -> ExportedNet.generated(QuantizedNets.of(ExampleNets.residual(31), 41))),
    BOTTLENECK(
            "bottleneck, generated",
            Images.GENERATED,
            () -> ExportedNet.generated(QuantizedNets.of(ExampleNets.bottleneck(32), 41))),
    DEPTHWISE(
            "depthwise, generated",
            Images.GENERATED,
            () -> ExportedNet.generated(QuantizedNets.of(ExampleNets.depthwise(33), 41))),
    FLOAT_ISLANDS(
            "layers in float, generated",
            Images.GENERATED,
            () -> ExportedNet.generated(QuantizedNets.withExactFloatIslands(
                    ExampleNets.residual(31),
                    41,
                    "stem.conv",
                    "body.0.a.conv",
                    "body.1.a.conv",
                    "body.1.down.conv",
                    "fc"))),
    SPLIT("split convolution, generated", Images.GENERATED, ExportedNet::split),
    GIVEN_RESNET(
            "small ResNet, quantised by ONNX Runtime",
            Images.GENERATED,
            () -> ExportedNet.given("/importer/onnxruntime/resnet.qdq.onnx")),
    GIVEN_MOBILENET(
            "small MobileNet, quantised by ONNX Runtime",
            Images.GENERATED,
            () -> ExportedNet.given("/importer/onnxruntime/mobilenet.qdq.onnx")),
    RESNET_20("ResNet-20", Images.CIFAR_10, () -> ExportedNet.calibrated("resnet20-cifar10.onnx")),
    MOBILENET_V2("MobileNetV2", Images.CIFAR_10, () -> ExportedNet.calibrated("mobilenetv2-cifar10.onnx")),
    RESNET_50_64("ResNet-50, 64 pixels, 10 classes, seeded", Images.LARGE, () -> SeededResNet50.exported(10, 64)),
    RESNET_50("ResNet-50, 224 pixels, 1,000 classes, seeded", Images.LARGE, () -> SeededResNet50.exported(1000, 224));

    /**
     * How many images the readers run.
     *
     * @param lite in MindSpore Lite, for both builds
     * @param mindSpore in MindSpore
     * @param batch of a call of MindSpore
     * @param gigabytes that MindSpore takes, rounded up
     */
    record Images(int lite, int mindSpore, int batch, int gigabytes) {
        static final Images GENERATED = new Images(200, 200, 50, 2);
        static final Images CIFAR_10 = new Images(250, 500, 50, 2);
        static final Images LARGE = new Images(3, 3, 1, 4);
    }

    private final String title;
    private final Images images;
    private final Supplier<ExportedNet> supplier;
    private volatile ExportedNet exported;

    ConformanceNet(String title, Images images, Supplier<ExportedNet> supplier) {
        this.title = title;
        this.images = images;
        this.supplier = supplier;
    }

    /** The nets that this run is asked for. */
    static Stream<ConformanceNet> selected() {
        String names = System.getProperty("conformance.nets", "");
        return names.isBlank()
                ? Stream.of(values())
                : Stream.of(names.split(",")).map(String::strip).map(ConformanceNet::valueOf);
    }

    /** Place of a net in the table by its title; what is no net of this list comes behind them. */
    static int position(String title) {
        List<String> titles = Arrays.stream(values()).map(net -> net.title).toList();
        return titles.contains(title) ? titles.indexOf(title) : titles.size();
    }

    String title() {
        return title;
    }

    Images images() {
        return images;
    }

    /** The net with its files; made at the first call and kept. */
    ExportedNet exported() {
        ExportedNet made = exported;
        if (made == null) {
            synchronized (this) {
                made = exported == null ? supplier.get() : exported;
                exported = made;
            }
        }
        return made;
    }
}
