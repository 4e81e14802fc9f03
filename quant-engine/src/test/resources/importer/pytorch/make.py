"""Makes the PyTorch fixtures beside this script: python make.py. Versions: see README.md one folder up."""
import pathlib

import numpy as np
import onnx
import torch
from torch import nn

HERE = pathlib.Path(__file__).parent


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
    """Batch norm, residual blocks, max-pool with padding, adaptive average pool."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 5, 2, 2, bias=False), nn.BatchNorm2d(8), nn.ReLU())
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.body = nn.Sequential(Block(8, 8, 1), Block(8, 16, 2))
        self.average = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Linear(16, 10)

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
            nn.Hardtanh(0.0, 6.0),
            nn.Conv2d(wide, outside, 1, bias=False),
            nn.BatchNorm2d(outside),
        )

    def forward(self, x):
        return x + self.layers(x) if self.joins else self.layers(x)


class MobileNet(nn.Module):
    """ReLU6 as a module, a Hardtanh and a clamp; depthwise; the mean over the map."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8))
        self.body = nn.Sequential(Inverted(8, 8, 1, 2), Inverted(8, 12, 2, 3))
        self.dropout = nn.Dropout(0.2)
        self.classifier = nn.Linear(12, 10)

    def forward(self, x):
        x = self.body(torch.clamp(self.stem(x), 0.0, 6.0))
        return self.classifier(self.dropout(x.mean([2, 3])))


class LeNet(nn.Module):
    """A dense layer over a map larger than 1 x 1, flattened by view."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 12, 5)
        self.pool = nn.AvgPool2d(2, 2)
        self.fc1 = nn.Linear(12 * 4 * 5, 32)
        self.fc2 = nn.Linear(32, 10)

    def forward(self, x):
        x = self.pool(torch.relu(self.conv1(x)))
        x = torch.max_pool2d(torch.relu(self.conv2(x)), 2, 2)
        x = x.view(x.size(0), -1)
        return self.fc2(torch.relu(self.fc1(x)))


def trained_looking(net):
    """Batch norm statistics and scales that are not the initial ones."""
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.3)
            module.running_var.uniform_(0.3, 2.0)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0, 0.3)
    return net.eval()


def export(net, name, shape):
    trained_looking(net)
    images = torch.randn(4, *shape)
    with torch.no_grad():
        np.save(HERE / f"{name}.input.npy", images.numpy())
        np.save(HERE / f"{name}.output.npy", net(images).numpy())
    torch.onnx.export(
        net, (images[:1],), HERE / f"{name}.torchscript.onnx", dynamo=False, opset_version=17,
        do_constant_folding=False, training=torch.onnx.TrainingMode.PRESERVE,
        input_names=["image"], output_names=["logits"], dynamic_axes={"image": {0: "batch"}, "logits": {0: "batch"}},
    )
    batch = torch.export.Dim("batch")
    torch.onnx.export(
        net, (images[:2],), HERE / f"{name}.dynamo.onnx", dynamo=True, external_data=False,
        input_names=["image"], output_names=["logits"], dynamic_shapes=({0: batch},),
    )


def without_paths():
    """Takes out what names folders of the machine that made a file: stack traces, which no reader looks at."""
    for file in sorted(HERE.glob("*.onnx")):
        model = onnx.load(file, load_external_data=False)
        for node in model.graph.node:
            node.doc_string = ""
            del node.metadata_props[:]
        for value in [*model.graph.input, *model.graph.output, *model.graph.value_info]:
            del value.metadata_props[:]
        onnx.save(model, file)


torch.manual_seed(20)
export(ResNet(), "resnet", (3, 32, 32))
export(MobileNet(), "mobilenet", (3, 32, 32))
export(LeNet(), "lenet", (1, 24, 28))

# both exporters as people call them: folded batch norm, an example of one image, a batch that is fixed
torch.manual_seed(21)
folded = trained_looking(ResNet())
example = torch.randn(1, 3, 32, 32)
torch.onnx.export(folded, (example,), HERE / "defaults.torchscript.onnx", dynamo=False)
# and with the weights in a second file
torch.onnx.export(folded, (example,), HERE / "external.dynamo.onnx", dynamo=True, external_data=True)
images = torch.randn(4, 3, 32, 32)
with torch.no_grad():
    for name in ("defaults", "external"):
        np.save(HERE / f"{name}.input.npy", images.numpy())
        np.save(HERE / f"{name}.output.npy", folded(images).numpy())
without_paths()
