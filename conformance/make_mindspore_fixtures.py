#!/usr/bin/env python3
"""Float MindIR and checkpoints as a real MindSpore writes them, for the readers' tests: make_mindspore_fixtures.py OUT_DIR [NAME...]

For each NAME: NAME.mindir and/or NAME.ckpt, NAME.input.npy, and NAME.output.npy, the logits of MindSpore itself. Parameters come from
numpy's PCG64, so they do not depend on the release. Runs with the interpreter of conformance/install mindspore-2.8.0 (or 2.10.0)."""
import os
import sys
import zlib

os.environ.setdefault('GLOG_v', '3')
import numpy as np
import mindspore as ms
from mindspore import nn, ops
from mindspore.train import serialization


def conv(cin, cout, k, stride=1, group=1, same=False):
    if same:
        return nn.Conv2d(cin, cout, k, stride, pad_mode='same', group=group)
    return nn.Conv2d(cin, cout, k, stride, pad_mode='pad', padding=k // 2, group=group)


class LeNet(nn.Cell):
    """Biases, valid convolutions, valid max-pools, Flatten, dense layers."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5, pad_mode='valid', has_bias=True)
        self.conv2 = nn.Conv2d(6, 16, 5, pad_mode='valid', has_bias=True)
        self.relu = nn.ReLU()
        self.pool = nn.MaxPool2d(2, 2)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Dense(16 * 5 * 5, 32)
        self.fc2 = nn.Dense(32, 24)
        self.fc3 = nn.Dense(24, 10, has_bias=False)

    def construct(self, x):
        x = self.pool(self.relu(self.conv1(x)))
        x = self.flatten(self.pool(self.relu(self.conv2(x))))
        return self.fc3(self.relu(self.fc2(self.relu(self.fc1(x)))))


class Residual(nn.Cell):
    """Batch norm, padding modes same and pad, all three kinds of max-pool, average pool, ReduceMean, Pad, Softmax."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 7, 2, pad_mode='same')
        self.bn1 = nn.BatchNorm2d(8, eps=1e-4)
        self.relu = nn.ReLU()
        self.pool = nn.MaxPool2d(3, 2, pad_mode='pad', padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, 1, pad_mode='pad', padding=(1, 0, 2, 1))
        self.bn2 = nn.BatchNorm2d(16)
        self.conv3 = nn.Conv2d(16, 16, 3, pad_mode='same', has_bias=True)
        self.same = nn.MaxPool2d(3, 2, pad_mode='same')
        self.conv4 = nn.Conv2d(16, 16, 3, dilation=2, pad_mode='same')
        self.average = nn.AvgPool2d(2, 1, pad_mode='same')
        self.pad = nn.Pad(((0, 0), (0, 0), (1, 1), (0, 1)))
        self.conv5 = nn.Conv2d(16, 24, 1, pad_mode='valid')
        self.fc = nn.Dense(24, 10)
        self.softmax = nn.Softmax()

    def construct(self, x):
        x = self.pool(self.relu(self.bn1(self.conv1(x))))
        x = self.bn2(self.conv2(x))
        x = self.same(self.relu(self.conv3(x) + x))
        x = self.relu(ops.add(x, self.conv4(x)))
        x = self.relu(self.conv5(self.pad(self.average(x))))
        return self.softmax(self.fc(ops.mean(x, (2, 3))))


class Block(nn.Cell):
    """Basic (two 3x3) or bottleneck block under the names of one definition."""

    def __init__(self, cin, width, stride, bottleneck, names):
        super().__init__()
        out = 4 * width if bottleneck else width
        kernels = (1, 3, 1) if bottleneck else (3, 3)
        self.parts = []
        channels = cin
        for i, k in enumerate(kernels):
            cout = out if i == len(kernels) - 1 else width
            step = stride if i == (1 if bottleneck else 0) else 1
            setattr(self, 'conv%d' % (i + 1), conv(channels, cout, k, step, same=names['same']))
            setattr(self, names['norm'] % (i + 1), nn.BatchNorm2d(cout, eps=names['eps']))
            channels = cout
        self.steps = len(kernels)
        self.norm = names['norm']
        self.relu = nn.ReLU()
        self.has_shortcut = stride != 1 or cin != out
        self.shortcut_name = names['shortcut']
        if self.has_shortcut:
            setattr(self, names['shortcut'], nn.SequentialCell(conv(cin, out, 1, stride, same=names['same']), nn.BatchNorm2d(out, eps=names['eps'])))

    def construct(self, x):
        y = x
        for i in range(self.steps):
            y = getattr(self, self.norm % (i + 1))(getattr(self, 'conv%d' % (i + 1))(y))
            if i < self.steps - 1:
                y = self.relu(y)
        if self.has_shortcut:
            x = getattr(self, self.shortcut_name)(x)
        return self.relu(y + x)


ZOO = dict(norm='bn%dd', shortcut='down_sample_layer', head='end_point', same=True, eps=1e-4, flat=False)
MINDCV = dict(norm='bn%d', shortcut='down_sample', head='classifier', same=False, eps=1e-5, flat=False)
TORCHVISION = dict(norm='bn%d', shortcut='downsample', head='fc', same=False, eps=1e-5, flat=False)
FLAT = dict(norm='bn%d', shortcut='down', head='fc', same=False, eps=1e-5, flat=True)


class ResNet(nn.Cell):
    def __init__(self, blocks, width, names, bottleneck=False, cifar=False, torch_pool=False):
        super().__init__()
        self.conv1 = conv(3, width, 3 if cifar else 7, 1 if cifar else 2, same=names['same'])
        self.bn1 = nn.BatchNorm2d(width, eps=names['eps'])
        self.relu = nn.ReLU()
        self.cifar = cifar
        if not cifar:
            self.pool = nn.MaxPool2d(3, 2, pad_mode='pad', padding=1) if torch_pool else nn.MaxPool2d(3, 2, pad_mode='same')
        cin, stages = width, []
        for s, n in enumerate(blocks):
            cells = []
            for b in range(n):
                cells.append(Block(cin, width << s, 2 if s and not b else 1, bottleneck, names))
                cin = (width << s) * (4 if bottleneck else 1)
            stages.append(cells)
        self.flat, self.count, self.head = names['flat'], len(blocks), names['head']
        if self.flat:
            self.layers = nn.SequentialCell(sum(stages, []))
        else:
            for s, cells in enumerate(stages):
                setattr(self, 'layer%d' % (s + 1), nn.SequentialCell(cells))
        setattr(self, self.head, nn.Dense(cin, 10))

    def construct(self, x):
        x = self.relu(self.bn1(self.conv1(x)))
        if not self.cifar:
            x = self.pool(x)
        if self.flat:
            x = self.layers(x)
        else:
            for s in range(self.count):
                x = getattr(self, 'layer%d' % (s + 1))(x)
        return getattr(self, self.head)(ops.ReduceMean()(x, (2, 3)))


# expansion, output channels, blocks, stride of the first
MOBILE = ((1, 8, 1, 1), (6, 8, 2, 2), (6, 8, 3, 2), (6, 8, 4, 2), (6, 16, 3, 1), (6, 16, 3, 2), (6, 32, 1, 1))


class Inverted(nn.Cell):
    def __init__(self, cin, cout, stride, expansion):
        super().__init__()
        hidden = cin * expansion
        cells = [] if expansion == 1 else [conv(cin, hidden, 1), nn.BatchNorm2d(hidden), nn.ReLU6()]
        cells += [conv(hidden, hidden, 3, stride, group=hidden), nn.BatchNorm2d(hidden), nn.ReLU6(), conv(hidden, cout, 1), nn.BatchNorm2d(cout)]
        self.layers = nn.SequentialCell(cells)
        self.residual = stride == 1 and cin == cout

    def construct(self, x):
        return self.layers(x) + x if self.residual else self.layers(x)


class MobileNetV2(nn.Cell):
    """Narrow MobileNetV2 under mindcv's parameter names."""

    def __init__(self, blocks=MOBILE, last=64):
        super().__init__()
        cells, cin = [conv(3, 8, 3, 2), nn.BatchNorm2d(8), nn.ReLU6()], 8
        for expansion, cout, n, stride in blocks:
            for b in range(n):
                cells.append(Inverted(cin, cout, stride if b == 0 else 1, expansion))
                cin = cout
        cells += [conv(cin, last, 1), nn.BatchNorm2d(last), nn.ReLU6()]
        self.features = nn.SequentialCell(cells)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.classifier = nn.SequentialCell(nn.Dropout(p=0.2), nn.Dense(last, 10))

    def construct(self, x):
        return self.classifier(self.flatten(self.pool(self.features(x))))


# name: net, image side, files
NETS = {
    'lenet': (LeNet, 32, ('mindir', 'ckpt')),
    'residual': (Residual, 32, ('mindir',)),
    'mobile': (lambda: MobileNetV2(((1, 8, 1, 1), (6, 8, 2, 2), (6, 16, 2, 2))), 32, ('mindir',)),
    'resnet20_zoo': (lambda: ResNet((3, 3, 3), 4, ZOO, cifar=True), 32, ('ckpt',)),
    'resnet20_flat': (lambda: ResNet((3, 3, 3), 4, FLAT, cifar=True), 32, ('ckpt',)),
    'resnet18_torch': (lambda: ResNet((2, 2, 2, 2), 4, TORCHVISION, torch_pool=True), 40, ('ckpt',)),
    'resnet50_mindcv': (lambda: ResNet((3, 4, 6, 3), 2, MINDCV, bottleneck=True), 40, ('ckpt',)),
    'mobilenet_v2_mindcv': (MobileNetV2, 40, ('ckpt',)),
}
TORCH_NAMES = {'gamma': 'weight', 'beta': 'bias', 'moving_mean': 'running_mean', 'moving_variance': 'running_var'}


def fill(net, seed):
    rng = np.random.Generator(np.random.PCG64(seed))
    for p in net.get_parameters():
        sh, name = p.shape, p.name
        if name.endswith(('moving_variance', 'gamma')):
            v = rng.uniform(0.5, 1.5, sh)
        elif len(sh) == 1:
            v = rng.normal(0, 0.1, sh)
        else:
            v = rng.normal(0, (2.0 / np.prod(sh[1:])) ** 0.5, sh)
        p.set_data(ms.Tensor(np.asarray(v, np.float32)))


def scale_logits(net, factor):
    """Logits of order 1: a tolerance of 1e-4 then means something."""
    last = [cell for _, cell in net.cells_and_names() if isinstance(cell, nn.Dense)][-1]
    for p in last.get_parameters():
        p.set_data(ms.Tensor(p.asnumpy() * np.float32(factor)))


def checkpoint(net, name, path):
    """The ordinary writer; one file in slices of 4 KiB with crc, one with scalars and an optimizer's leftovers."""
    if name == 'resnet18_torch':
        save = []
        for p in net.get_parameters():
            head, tail = p.name.rsplit('.', 1)
            save.append({'name': head + '.' + TORCH_NAMES.get(tail, tail), 'data': ms.Tensor(p.asnumpy())})
        ms.save_checkpoint(save, path)
    elif name == 'resnet20_zoo':
        kept, serialization.SLICE_SIZE = serialization.SLICE_SIZE, 4
        ms.save_checkpoint(net, path, crc_check=True)
        serialization.SLICE_SIZE = kept
    elif name == 'resnet20_flat':
        save = [{'name': p.name, 'data': ms.Tensor(p.asnumpy())} for p in net.get_parameters()]
        save.append({'name': 'moments.conv1.weight', 'data': ms.Tensor(np.zeros((4, 3, 3, 3), np.float32))})
        ms.save_checkpoint(save, path, append_dict={'epoch_num': 7, 'learning_rate': 0.125, 'best': True, 'note': 'kept'})
    else:
        ms.save_checkpoint(net, path)


def older_dialect(path, target):
    """The file as MindSpore up to 2.2 writes it: hyper-parameters of function operators as attributes. Only the operators of LeNet."""
    sys.path.insert(0, os.path.join(os.path.dirname(ms.__file__), 'train'))
    import mind_ir_pb2
    m = mind_ir_pb2.ModelProto()
    m.ParseFromString(open(path, 'rb').read())
    m.mind_ir_version = 1
    constants = {n.output[0]: n.attribute[0] for n in m.graph.node if n.op_type == 'Constant'}
    primitives = {p.name: p for p in m.primitives}

    def attribute(p, name, **fields):
        if name not in [a.name for a in p.attribute]:
            a = p.attribute.add(name=name)
            for k, v in fields.items():
                setattr(a, k, v)

    for n in m.graph.node:
        if not n.op_type.startswith('REF::'):
            continue
        p = primitives[n.op_type[5:]]
        if p.op_type == 'BiasAdd':
            del n.input[2:]
            attribute(p, 'format', type=mind_ir_pb2.AttributeProto.STRING, s=b'NCHW')
        elif p.op_type == 'MatMul':
            a, b = (constants[c].i for c in n.input[2:4])
            del n.input[2:]
            attribute(p, 'transpose_a', type=mind_ir_pb2.AttributeProto.BOOL, i=a)
            attribute(p, 'transpose_b', type=mind_ir_pb2.AttributeProto.BOOL, i=b)
    for p in m.primitives:
        p.ClearField('prim_type')
    open(target, 'wb').write(m.SerializeToString())


def split(path, target):
    """The file as MindSpore writes one above 1 GiB: parameters in a data file of their own, each at a multiple of 64 bytes."""
    sys.path.insert(0, os.path.join(os.path.dirname(ms.__file__), 'train'))
    import mind_ir_pb2
    m = mind_ir_pb2.ModelProto()
    m.ParseFromString(open(path, 'rb').read())
    data = bytearray(64)
    data[0] = 1
    folder = os.path.basename(target).replace('_graph.mindir', '_variables')
    for p in m.graph.parameter:
        p.external_data.location = folder + '/data_0'
        p.external_data.offset = len(data)
        p.external_data.length = len(p.raw_data)
        data += p.raw_data + bytes(-len(p.raw_data) % 64)
        p.ClearField('raw_data')
    os.makedirs(os.path.join(os.path.dirname(target), folder), exist_ok=True)
    open(os.path.join(os.path.dirname(target), folder, 'data_0'), 'wb').write(data)
    open(target, 'wb').write(m.SerializeToString())


def run(path, x):
    return nn.GraphCell(ms.load(path))(ms.Tensor(x)).asnumpy()


def main(out, names):
    os.makedirs(out, exist_ok=True)
    ms.set_context(mode=ms.GRAPH_MODE)
    ms.set_device('CPU')
    for name in names or NETS:
        make, side, files = NETS[name]
        net = make()
        net.set_train(False)
        fill(net, zlib.crc32(name.encode()))
        base = os.path.join(out, name)
        x = np.random.Generator(np.random.PCG64(7)).normal(0, 1, (2, 3, side, side)).astype(np.float32)
        scale_logits(net, 0.05 if name == 'residual' else 2 / net(ms.Tensor(x)).asnumpy().std())
        y = net(ms.Tensor(x)).asnumpy()
        np.save(base + '.input.npy', x)
        np.save(base + '.output.npy', y)
        for ext in files:
            if os.path.exists('%s.%s' % (base, ext)):
                os.chmod('%s.%s' % (base, ext), 0o600)
                os.remove('%s.%s' % (base, ext))
        if 'mindir' in files:
            ms.export(net, ms.Tensor(x[:1]), file_name=base, file_format='MINDIR')
            os.chmod(base + '.mindir', 0o644)
            print('%s.mindir differs by %g' % (name, np.abs(run(base + '.mindir', x[:1]) - y[:1]).max()))
        if 'ckpt' in files:
            checkpoint(net, name, base + '.ckpt')
            os.chmod(base + '.ckpt', 0o644)
        if name == 'lenet':
            older_dialect(base + '.mindir', base + '_d1.mindir')
            split(base + '.mindir', base + '_split_graph.mindir')
            for other in ('_d1', '_split_graph'):
                print('%s%s.mindir differs by %g' % (name, other, np.abs(run(base + other + '.mindir', x[:1]) - y[:1]).max()))
        print(name, ms.__version__, {e: os.path.getsize('%s.%s' % (base, e)) for e in files}, y.shape, float(y.std()), flush=True)


if __name__ == '__main__':
    if len(sys.argv) < 2:
        sys.exit(print(__doc__, file=sys.stderr) or 2)
    main(sys.argv[1], sys.argv[2:])
    sys.stdout.flush()
    os._exit(0)                           # MindSpore's exit handlers are slow and may hang
