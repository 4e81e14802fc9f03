"""Float models and checkpoints to and fro in a real MindSpore on CPU: mindspore_exchange.py TASKS

TASKS is a text file with one task a line; paths are relative to the working folder, images and results raw float32:
run MODEL.mindir IMAGES RESULTS C H W             runs a float MindIR with one call for all images
load MODEL.mindir CHECKPOINT IMAGES RESULTS C H W the same with the parameters of a checkpoint, which must be exactly the network's
define NAME CHECKPOINT IMAGES RESULTS C H W       the same with net NAME of make_mindspore_fixtures.py in the place of the MindIR
list CHECKPOINT TEXT                              checks the CRC-32 and writes name, type, shape and SHA-256 of each parameter, one a line
make FOLDER NAME                                  writes the files of net NAME of make_mindspore_fixtures.py
big CHECKPOINT ELEMENTS                           writes float32 'big' with 0, 1, 2, ... and the scalar 'step', with CRC-32
The last line on stdout says the version. Exit status: 0 good, 1 a task failed, 2 usage."""
import os
import sys

os.environ.setdefault('GLOG_v', '3')


def images(path, shape):
    import numpy as np
    import mindspore as ms
    return ms.Tensor(np.fromfile(path, '<f4').reshape(-1, *map(int, shape)))


def graph(model):
    import mindspore as ms
    from mindspore import nn
    return nn.GraphCell(ms.load(model))


def run(net, source, target, *shape):
    net.set_train(False)
    net(images(source, shape)).asnumpy().tofile(target)


def fill(net, checkpoint):
    """All parameters of the network from a checkpoint that holds no others, equal in shape and type."""
    import mindspore as ms
    values = ms.load_checkpoint(checkpoint, crc_check=True)
    left = ms.load_param_into_net(net, values, strict_load=True)
    names = {p.name for p in net.get_parameters()}
    if left != ([], []) or set(values) != names:
        raise ValueError('%s: not loaded %s, superfluous %s' % (checkpoint, left, sorted(set(values) - names)))
    return net


def define(name):
    import make_mindspore_fixtures as fixtures
    return fixtures.NETS[name][0]()


def listing(checkpoint, target):
    import hashlib
    import numpy as np
    import mindspore as ms
    with open(target, 'w') as out:
        for name, p in ms.load_checkpoint(checkpoint, crc_check=True).items():
            v = np.asarray(p) if isinstance(p, str) else p.asnumpy()
            out.write('%s %s %s %s\n' % (name, v.dtype, 'x'.join(map(str, v.shape)), hashlib.sha256(np.ascontiguousarray(v)).hexdigest()))


def make(folder, name):
    import make_mindspore_fixtures as fixtures
    fixtures.main(folder, [name])


def big(checkpoint, elements):
    import numpy as np
    import mindspore as ms
    ms.save_checkpoint([{'name': 'big', 'data': ms.Tensor.from_numpy(np.arange(int(elements), dtype=np.float32))},
                        {'name': 'step', 'data': ms.Tensor(np.float32(0.5))}], checkpoint, crc_check=True)
    os.chmod(checkpoint, 0o600)


TASKS = {
    'run': lambda model, *rest: run(graph(model), *rest),
    'load': lambda model, checkpoint, *rest: run(fill(graph(model), checkpoint), *rest),
    'define': lambda name, checkpoint, *rest: run(fill(define(name), checkpoint), *rest),
    'list': listing,
    'make': make,
    'big': big,
}


def main(tasks):
    import time
    started = time.time()
    import mindspore as ms
    ms.set_context(mode=ms.GRAPH_MODE)
    ms.set_device('CPU')
    for line in open(tasks):
        print('%6.1f s: %s' % (time.time() - started, line.strip()), file=sys.stderr, flush=True)
        verb, *arguments = line.split()
        TASKS[verb](*arguments)
    print('%6.1f s: done' % (time.time() - started), file=sys.stderr)
    print('mindspore %s' % ms.__version__, flush=True)


if __name__ == '__main__':
    import script
    script.end(main, sys.argv[1:] if len(sys.argv) == 2 else None, __doc__)
