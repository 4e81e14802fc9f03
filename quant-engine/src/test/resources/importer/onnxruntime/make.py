"""Makes the quantised fixtures beside this script with ONNX Runtime's own quantiser: python make.py. Versions: see README.md one folder up.

Each net becomes <net>.qdq.onnx, <net>.output.npy (what ONNX Runtime computes from the first 16 test images of CIFAR-10, without graph
optimisations), <net>.float.npy (the float32 net's logits of these) and <net>.parameters.txt (every scale and zero point, digests of codes).
"""
import hashlib
import pathlib

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from torch import nn

HERE = pathlib.Path(__file__).parent
COMPARED = 16


def images(count):
    records = np.fromfile(HERE.parents[1] / "cifar10" / "test-first100.bin", np.uint8).reshape(-1, 3073)[:count, 1:]
    pixels = records.reshape(-1, 3, 32, 32).astype(np.float32) / np.float32(255)
    mean = np.array([0.4914, 0.4822, 0.4465], np.float32).reshape(3, 1, 1)
    deviation = np.array([0.2470, 0.2435, 0.2616], np.float32).reshape(3, 1, 1)
    return (pixels - mean) / deviation


class Images(CalibrationDataReader):
    def __init__(self):
        self.batches = iter([{"image": batch} for batch in np.split(images(100), 10)])

    def get_next(self):
        return next(self.batches, None)


class Block(nn.Module):
    def __init__(self, inside, outside, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inside, outside, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outside)
        self.conv2 = nn.Conv2d(outside, outside, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outside)
        self.shortcut = (
            nn.Identity()
            if stride == 1
            else nn.Sequential(nn.Conv2d(inside, outside, 1, stride, bias=False), nn.BatchNorm2d(outside))
        )

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


class ResNet(nn.Module):
    """A small net for CIFAR-10; global average pool and dense layer at its end."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        self.pool = nn.MaxPool2d(2)
        self.body = nn.Sequential(Block(16, 16, 1), Block(16, 32, 2), Block(32, 32, 1), Block(32, 48, 2))
        self.average = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Linear(48, 10)

    def forward(self, x):
        return self.head(torch.flatten(self.average(self.body(self.pool(self.stem(x)))), 1))


class Inverted(nn.Module):
    def __init__(self, inside, outside, stride, expansion):
        super().__init__()
        wide = inside * expansion
        self.joins = stride == 1 and inside == outside
        self.layers = nn.Sequential(
            nn.Conv2d(inside, wide, 1, bias=False),
            nn.BatchNorm2d(wide),
            nn.ReLU6(),
            nn.Conv2d(wide, wide, 3, stride, 1, groups=wide, bias=False),
            nn.BatchNorm2d(wide),
            nn.ReLU6(),
            nn.Conv2d(wide, outside, 1, bias=False),
            nn.BatchNorm2d(outside),
        )

    def forward(self, x):
        return x + self.layers(x) if self.joins else self.layers(x)


class MobileNet(nn.Module):
    """ReLU6, depthwise convolutions, a residual Add without activation, the mean over the map."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU6())
        self.body = nn.Sequential(Inverted(8, 8, 1, 3), Inverted(8, 16, 2, 3), Inverted(16, 16, 1, 3))
        self.classifier = nn.Linear(16, 10)

    def forward(self, x):
        return self.classifier(self.body(self.stem(x)).mean([2, 3]))


def trained_looking(net):
    """Statistics of batch norm are those of the images, scales and shifts are not the initial ones."""
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.8, 1.6)
            nn.init.normal_(module.bias, 0, 0.4)
            module.momentum = None
    with torch.no_grad():
        net.train()(torch.from_numpy(images(100)))
    return net.eval()


def run(file):
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    return session.run(None, {"image": images(COMPARED)})[0]


def parameters(model):
    """A line for the image and for each layer: node, scale and zero point (int8) of what it gives; behind it for a layer with weights
    sha256 of the codes, the scales, sha256 of the bias codes (int32, little-endian)."""
    held = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    made = {node.output[0]: node for node in model.graph.node}
    pairs = {node.input[0]: node for node in model.graph.node if node.op_type == "QuantizeLinear"}

    def digest(codes):
        return hashlib.sha256(codes.tobytes()).hexdigest()

    def grid(value):
        scale, zero = (held[name] for name in pairs[value].input[1:])
        return [repr(float(scale)), int(zero) - (128 if zero.dtype == np.uint8 else 0)]

    lines = [["image", *grid("image")]]
    for node in model.graph.node:
        line = [node.name]
        if node.op_type not in ("Conv", "Gemm", "Add", "GlobalAveragePool", "ReduceMean"):
            continue
        line += grid(node.output[0])
        if node.op_type in ("Conv", "Gemm"):
            codes, scales = (held[name] for name in made[node.input[1]].input[:2])
            bias = held[made[node.input[2]].input[0]]
            line += [digest(codes), ",".join(repr(float(scale)) for scale in scales.reshape(-1)), digest(bias)]
        lines.append(line)
    return "\n".join(" ".join(map(str, line)) for line in lines) + "\n"


def quantise(net, name, **settings):
    torch.manual_seed(31)
    net = trained_looking(net())
    with torch.no_grad():
        np.save(HERE / f"{name}.float.npy", net(torch.from_numpy(images(COMPARED))).numpy())
    plain = HERE / f"{name}.onnx"
    torch.onnx.export(
        net, (torch.from_numpy(images(1)),), plain, dynamo=False, opset_version=17, input_names=["image"],
        output_names=["logits"], dynamic_axes={"image": {0: "batch"}, "logits": {0: "batch"}},
    )
    made = HERE / f"{name}.qdq.onnx"
    quantize_static(plain, made, Images(), quant_format=QuantFormat.QDQ, **settings)
    plain.unlink()
    np.save(HERE / f"{name}.output.npy", run(made))
    text = parameters(onnx.load(made))
    print(f"{name}\n{text}")
    (HERE / f"{name}.parameters.txt").write_text(text)


# as people call it: int8, one scale a weight
quantise(ResNet, "resnet")
# as older releases and other devices want it: unsigned activations, one scale an output channel
quantise(
    MobileNet, "mobilenet", per_channel=True, activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
)
