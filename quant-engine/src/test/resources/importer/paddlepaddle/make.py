"""Makes the PaddlePaddle fixtures beside this script: python make.py. Versions: see README.md one folder up."""
import pathlib
import tempfile

import numpy as np
import paddle
import paddle2onnx
from paddle import nn

HERE = pathlib.Path(__file__).parent


class MobileNet(nn.Layer):
    """Batch norm, ReLU6, depthwise, a residual, adaptive average pool."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2D(3, 8, 3, 2, 1, bias_attr=False), nn.BatchNorm2D(8), nn.ReLU6())
        self.body = nn.Sequential(
            nn.Conv2D(8, 8, 3, padding=1, groups=8, bias_attr=False), nn.BatchNorm2D(8), nn.ReLU6(),
            nn.Conv2D(8, 8, 1), nn.BatchNorm2D(8),
        )
        self.wide = nn.Conv2D(8, 16, 3, 2, "SAME")
        self.pool = nn.AdaptiveAvgPool2D(1)
        self.head = nn.Linear(16, 10)

    def forward(self, x):
        x = self.stem(x)
        x = nn.functional.relu(x + self.body(x))
        x = self.pool(nn.functional.relu(self.wide(x)))
        return self.head(paddle.flatten(x, 1))


class LeNet(nn.Layer):
    """A dense layer over a map larger than 1 x 1; softmax at the end."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2D(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2D(2, 2), nn.Conv2D(6, 12, 5), nn.ReLU(), nn.AvgPool2D(2, 2)
        )
        self.fc = nn.Sequential(nn.Linear(12 * 4 * 5, 24), nn.ReLU(), nn.Dropout(0.2), nn.Linear(24, 10))

    def forward(self, x):
        return nn.functional.softmax(self.fc(paddle.flatten(self.features(x), 1)), axis=1)


def save(name, net, shape):
    for layer in net.sublayers():
        if isinstance(layer, nn.BatchNorm2D):
            layer._mean.set_value(paddle.randn(layer._mean.shape) * 0.3)
            layer._variance.set_value(paddle.rand(layer._variance.shape) + 0.5)
            layer.weight.set_value(paddle.rand(layer.weight.shape) + 0.5)
            layer.bias.set_value(paddle.randn(layer.bias.shape) * 0.3)
    net.eval()
    images = paddle.randn([4, *shape])
    np.save(HERE / f"{name}.input.npy", images.numpy())
    np.save(HERE / f"{name}.output.npy", net(images).numpy())
    spec = paddle.static.InputSpec([None, *shape], "float32", "image")
    paddle.onnx.export(net, str(HERE / name), input_spec=[spec], opset_version=13)
    # as the converter leaves it, before Polygraphy folds it: weights are Constant nodes
    with tempfile.TemporaryDirectory() as folder:
        paddle.jit.save(net, f"{folder}/net", input_spec=[spec])
        paddle2onnx.export(
            f"{folder}/net.json", f"{folder}/net.pdiparams", str(HERE / f"{name}.plain.onnx"), opset_version=13,
            optimize_tool="None",
        )


paddle.seed(50)
save("mobilenet", MobileNet(), (3, 32, 32))
save("lenet", LeNet(), (1, 24, 28))
