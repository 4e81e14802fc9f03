"""Trains a small MobileNetV2 (ReLU6, depthwise convolutions, 0.36 M parameters) on CIFAR-10 and writes it as ONNX with its
batch normalisation kept.

    pip install torch==2.8.0 onnx numpy
    python train.py CIFAR10_FOLDER OUTPUT.onnx [EPOCHS]

CIFAR10_FOLDER holds the binary batches (examples/data/fetch-cifar10.sh). The first 45,000 training images train, the last 5,000 are the
validation; the test images give the last line of the log and nothing else. Architecture after Sandler et al., "MobileNetV2: Inverted
Residuals and Linear Bottlenecks", 2018, with strides for images of 32 px.
"""
import pathlib
import sys
import time

import numpy
import torch
from torch import nn

MEAN = numpy.array([0.4914, 0.4822, 0.4465], numpy.float32)
STANDARD_DEVIATION = numpy.array([0.2470, 0.2435, 0.2616], numpy.float32)
TRAINING, BATCH, SEED, PEAK_RATE, WEIGHT_DECAY = 45_000, 128, 50, 0.2, 2e-4
# expansion, channels, blocks, stride of the first block
STAGES = [(1, 24, 1, 2), (3, 32, 2, 1), (3, 64, 3, 2), (3, 128, 3, 2)]


class ConvolutionUnit(nn.Sequential):
    """Convolution, batch normalisation and, unless linear, ReLU6."""

    def __init__(self, inputs, outputs, kernel, stride=1, groups=1, linear=False):
        layers = [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)]
        super().__init__(*layers, *([] if linear else [nn.ReLU6()]))


class InvertedResidual(nn.Module):
    def __init__(self, inputs, outputs, expansion, stride):
        super().__init__()
        hidden = inputs * expansion
        units = [] if expansion == 1 else [ConvolutionUnit(inputs, hidden, 1)]
        units.append(ConvolutionUnit(hidden, hidden, 3, stride, groups=hidden))
        units.append(ConvolutionUnit(hidden, outputs, 1, linear=True))
        self.units = nn.Sequential(*units)
        self.shortcut = inputs == outputs and stride == 1

    def forward(self, x):
        return x + self.units(x) if self.shortcut else self.units(x)


class SmallMobileNetV2(nn.Module):
    """float32 [N, 3, 32, 32] -> logits float32 [N, 10]"""

    def __init__(self, classes=10):
        super().__init__()
        features, inputs = [ConvolutionUnit(3, 16, 3)], 16
        for expansion, outputs, blocks, stride in STAGES:
            for block in range(blocks):
                features.append(InvertedResidual(inputs, outputs, expansion, stride if block == 0 else 1))
                inputs = outputs
        features.append(ConvolutionUnit(inputs, 256, 1))
        self.features = nn.Sequential(*features)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(256, classes)

    def forward(self, x):
        return self.classifier(torch.flatten(self.pool(self.features(x)), 1))


def read(folder, names):
    rows = numpy.concatenate([numpy.fromfile(folder / name, numpy.uint8).reshape(-1, 3073) for name in names])
    images = rows[:, 1:].reshape(-1, 3, 32, 32).astype(numpy.float32) / 255
    images = (images - MEAN[:, None, None]) / STANDARD_DEVIATION[:, None, None]
    return torch.from_numpy(images), torch.from_numpy(rows[:, 0].astype(numpy.int64))


def right_answers(model, images, labels):
    model.eval()
    right = 0
    with torch.inference_mode():
        for start in range(0, len(images), 500):
            batch = images[start:start + 500].contiguous(memory_format=torch.channels_last)
            right += (model(batch).argmax(1) == labels[start:start + 500]).sum().item()
    return right


def augmented(padded, places, random):
    """A crop of 32 px out of 40, mirrored every second time, for each of the places."""
    batch = torch.empty(len(places), 3, 32, 32)
    for row, place in enumerate(places):
        top, left = random.randint(0, 9, 2)
        crop = padded[place, :, top:top + 32, left:left + 32]
        batch[row] = crop.flip(2) if random.rand() < 0.5 else crop
    return batch.contiguous(memory_format=torch.channels_last)


def main(folder, output, epochs=20):
    folder = pathlib.Path(folder)
    torch.set_num_threads(1)  # sums in an order that does not depend on the threads
    torch.manual_seed(SEED)
    random = numpy.random.RandomState(SEED)
    images, labels = read(folder, ["data_batch_%d.bin" % k for k in range(1, 6)])
    padded = nn.functional.pad(images[:TRAINING], (4, 4, 4, 4))
    model = SmallMobileNetV2().to(memory_format=torch.channels_last)
    print("parameters", sum(p.numel() for p in model.parameters()), flush=True)
    groups = [{"params": [p for p in model.parameters() if p.ndim == 4], "weight_decay": WEIGHT_DECAY},
              {"params": [p for p in model.parameters() if p.ndim != 4], "weight_decay": 0.0}]
    optimizer = torch.optim.SGD(groups, lr=PEAK_RATE, momentum=0.9, nesterov=True)
    steps = TRAINING // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, PEAK_RATE, total_steps=epochs * steps, pct_start=0.2, div_factor=10, final_div_factor=1e4)
    for epoch in range(epochs):
        model.train()
        started, total = time.time(), 0.0
        order = random.permutation(TRAINING)
        for step in range(steps):
            places = order[step * BATCH:(step + 1) * BATCH]
            loss = nn.functional.cross_entropy(model(augmented(padded, places, random)), labels[places])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        right = right_answers(model, images[TRAINING:], labels[TRAINING:])
        print(f"epoch {epoch + 1} loss {total / steps:.4f} validation {right} of 5000 seconds {time.time() - started:.0f}", flush=True)
        torch.save(model.state_dict(), output + ".pt")
    model.eval()
    # PRESERVE keeps the exporter from folding the batch normalisation into the convolutions, which training needs.
    torch.onnx.export(model.to(memory_format=torch.contiguous_format), (torch.zeros(2, 3, 32, 32),), output, opset_version=17, dynamo=False,
                      training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False, input_names=["input"],
                      output_names=["logits"], dynamic_axes={"input": {0: "N"}, "logits": {0: "N"}})
    test_images, test_labels = read(folder, ["test_batch.bin"])
    with torch.inference_mode():
        numpy.save(output.replace(".onnx", ".logits.first100.npy"), model(test_images[:100]).numpy())
    print("test", right_answers(model, test_images, test_labels), "of 10000", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *(int(argument) for argument in sys.argv[3:]))
