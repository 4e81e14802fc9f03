"""Run a MindIR file with one input in a real MindSpore on CPU: mindspore_run.py model.mindir images.bin outputs.bin N C H W [BATCH]

images.bin   N images, raw float32 [N, C, H, W]; fed in calls of BATCH images (default 1, the batch that the file names)
outputs.bin  written: the raw outputs one behind the other
The last line on stdout says versions, type and shape of an output. Exit status: 0 good, 1 the file did not load or run, 2 usage;
killed by a signal: MindSpore itself crashed."""
import os
import sys

os.environ.setdefault('GLOG_v', '3')


def main(model, images, outputs, count, channels, height, width, batch=1):
    import numpy as np
    import mindspore as ms
    from mindspore import nn
    ms.set_context(mode=ms.GRAPH_MODE)
    ms.set_device('CPU')
    x = np.fromfile(images, '<f4').reshape(count, channels, height, width)
    cell = nn.GraphCell(ms.load(model))
    with open(outputs, 'wb') as f:
        for start in range(0, count, batch):
            y = cell(ms.Tensor(np.ascontiguousarray(x[start:start + batch]))).asnumpy()
            f.write(y.tobytes())
    print('mindspore %s numpy %s output %s %s' % (ms.__version__, np.__version__, y.dtype, 'x'.join(map(str, y.shape))), flush=True)


if __name__ == '__main__':
    import script
    script.end(main, [*sys.argv[1:4], *map(int, sys.argv[4:])] if len(sys.argv) in (8, 9) else None, __doc__)
