package org.mindpress.engine.integer;

import java.util.List;

/** Walks a pooling window over every plane; windows are clipped to the image, padding is never counted. */
abstract class PoolOperation implements Operation {
    private final PoolGeometry geometry;

    PoolOperation(PoolGeometry geometry) {
        this.geometry = geometry;
    }

    /** The code of one window: rows [top, bottom) and columns [left, right) of the plane that starts at an index. */
    abstract int pool(byte[] codes, int plane, int channel, Clip clip);

    /** A window clipped to the image. */
    record Clip(int top, int bottom, int left, int right) {
        int elements() {
            return (bottom - top) * (right - left);
        }
    }

    /** Columns of the input map. */
    final int inputWidth() {
        return geometry.horizontal().input();
    }

    @Override
    public final byte[] run(List<byte[]> inputs, int firstImage, int images, Workers workers) {
        byte[] output = new byte[images * geometry.output().elements()];
        workers.split(images * geometry.channels(), (start, end) -> pool(inputs.get(0), start, end, output));
        return output;
    }

    private void pool(byte[] codes, int firstPlane, int endPlane, byte[] output) {
        WindowAxis vertical = geometry.vertical();
        WindowAxis horizontal = geometry.horizontal();
        int inputArea = geometry.input().area();
        int target = firstPlane * geometry.output().area();
        for (int plane = firstPlane; plane < endPlane; plane++) {
            for (int row = 0; row < vertical.output(); row++) {
                for (int column = 0; column < horizontal.output(); column++) {
                    Clip clip = new Clip(
                            Math.max(vertical.position(row, 0), 0),
                            Math.min(vertical.position(row, vertical.kernel()), vertical.input()),
                            Math.max(horizontal.position(column, 0), 0),
                            Math.min(horizontal.position(column, horizontal.kernel()), horizontal.input()));
                    output[target++] = (byte) pool(codes, plane * inputArea, plane % geometry.channels(), clip);
                }
            }
        }
    }
}
