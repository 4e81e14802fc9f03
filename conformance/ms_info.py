"""List the nodes and tensors of a .ms file: python3 ms_info.py model.ms [-t] [-c FOLDER].
-t: the tensors too. -c: the constants of every convolution, raw, into FOLDER/<n>.bin (weights in the order O H W I), one line for each:
"constant <tensor> of <node> <type> <dims> <file>".
Standard library only. Reads the FlatBuffers layout by field index.
Exit status: 0 every node except border casts is full int8, 1 some node is not, 2 not a .ms file."""
import argparse
import os
import struct
import sys

OPS = {2: 'Activation', 5: 'AddFusion', 17: 'AvgPoolFusion', 23: 'BiasAdd', 35: 'Conv2DFusion', 89: 'MatMulFusion',
       92: 'MaxPoolFusion', 107: 'PadFusion', 113: 'QuantDTypeCast', 118: 'ReduceFusion', 119: 'Reshape', 162: 'Transpose'}
QUANT = {0: 'NONE', 4: 'WEIGHT', 5: 'ALL', 6: 'DYNAMIC'}
DTYPE = {32: 'int8', 34: 'int32', 35: 'int64', 37: 'uint8', 42: 'float16', 43: 'float32'}


class Table:
    def __init__(self, buf, pos):
        self.b, self.p = buf, pos

    def at(self, fmt, p):
        return struct.unpack_from('<' + fmt, self.b, p)[0]

    def field(self, i):
        vt = self.p - self.at('i', self.p)
        slot = 4 + 2 * i
        off = self.at('H', vt + slot) if slot < self.at('H', vt) else 0
        return self.p + off if off else None

    def scalar(self, i, fmt, default=0):
        p = self.field(i)
        return default if p is None else self.at(fmt, p)

    def table(self, i):
        p = self.field(i)
        return None if p is None else Table(self.b, p + self.at('I', p))

    def vector(self, i):
        p = self.field(i)
        if p is None:
            return 0, 0
        p += self.at('I', p)
        return p + 4, self.at('I', p)

    def ints(self, i, fmt='i'):
        p, n = self.vector(i)
        return list(struct.unpack_from('<%d%s' % (n, fmt), self.b, p)) if n else []

    def data(self, i):
        p, n = self.vector(i)
        return self.b[p:p + n]

    def text(self, i):
        return self.data(i).decode()

    def tables(self, i):
        p, n = self.vector(i)
        return [Table(self.b, p + 4 * k + self.at('I', p + 4 * k)) for k in range(n)]


def load(path):
    with open(path, 'rb') as f:
        b = f.read()
    if b[4:8] != b'MSL2':
        raise ValueError('%s: no MSL2 identifier' % path)
    root = Table(b, struct.unpack_from('<I', b, 0)[0])
    tensors = []
    for t in root.tables(7):
        tensors.append(dict(name=t.text(9), dtype=t.scalar(1, 'i'), dims=t.ints(2), format=t.scalar(3, 'i'), data=t.data(6),
                            quant=[(q.scalar(0, 'd', 1.0), q.scalar(1, 'i')) for q in t.tables(7)]))
    nodes = []
    for n in root.tables(6):
        prim = n.table(2)
        nodes.append(dict(name=n.text(0), op=prim.scalar(0, 'B'), prim=prim.table(1), inputs=n.ints(3), outputs=n.ints(4),
                          quant=n.scalar(5, 'i')))
    return dict(inputs=root.ints(3), outputs=root.ints(4), nodes=nodes, tensors=tensors)


def write_constants(g, folder):
    os.makedirs(folder, exist_ok=True)
    for n in g['nodes']:
        for k in n['inputs'] if OPS.get(n['op']) == 'Conv2DFusion' else []:
            t = g['tensors'][k]
            if t['data']:
                file = '%d.bin' % k
                with open(os.path.join(folder, file), 'wb') as f:
                    f.write(t['data'])
                print('constant %s of %s %s %s %s' % (t['name'], n['name'], DTYPE.get(t['dtype'], t['dtype']), 'x'.join(map(str, t['dims'])), file))


def main(path, with_tensors, constants):
    try:
        g = load(path)
    except (OSError, ValueError, struct.error) as e:
        print(e, file=sys.stderr)
        return 2
    bad = 0
    for n in g['nodes']:
        op = OPS.get(n['op'], 'type%d' % n['op'])
        bad += op != 'QuantDTypeCast' and n['quant'] != 5
        extra = ''
        if n['op'] == 35:
            c = n['prim']
            extra = ' kernel %s stride %s dilation %s padMode %d padList %s group %d activation %d' % (
                c.ints(1, 'q'), c.ints(2, 'q'), c.ints(3, 'q'), c.scalar(4, 'b'), c.ints(5, 'q'), c.scalar(7, 'q'), c.scalar(10, 'b'))
        elif n['op'] in (2, 5):
            extra = ' activation %d' % n['prim'].scalar(0, 'b')
        print('%-14s %-7s %s in %s out %s%s' % (op, QUANT.get(n['quant'], n['quant']), n['name'], n['inputs'], n['outputs'], extra))
    print('graph inputs %s outputs %s; nodes not full int8 (casts excluded): %d' % (g['inputs'], g['outputs'], bad))
    if with_tensors:
        for k, t in enumerate(g['tensors']):
            q = ' quant x%d %s' % (len(t['quant']), t['quant'][:2]) if t['quant'] else ''
            print('#%d %s %s %s %s%s%s' % (k, t['name'], DTYPE.get(t['dtype'], t['dtype']), t['dims'], 'NHWC' if t['format'] == 1 else 'NCHW',
                                           ' const' if t['data'] else '', q))
    if constants:
        write_constants(g, constants)
    return 1 if bad else 0


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('model')
    parser.add_argument('-t', action='store_true')
    parser.add_argument('-c', metavar='FOLDER')
    arguments = parser.parse_args()
    sys.exit(main(arguments.model, arguments.t, arguments.c))
