package org.mindpress.engine.integer;

/** The definition written down: one loop per index. Slow, and the truth for the other kernels. */
final class PlainConvolutionKernel implements ConvolutionKernel {
    private final Convolution convolution;

    PlainConvolutionKernel(Convolution convolution) {
        this.convolution = convolution;
    }

    @Override
    public void accumulate(byte[] codes, int images, SumReceiver receiver, Workers workers) {
        int channels = convolution.geometry().outputChannels();
        workers.split(images * channels, (start, end) -> {
            int[] sums = new int[convolution.geometry().outputArea()];
            for (int plane = start; plane < end; plane++) {
                for (int position = 0; position < sums.length; position++) {
                    sums[position] = sum(codes, plane * sums.length + position);
                }
                receiver.take(plane / channels, plane % channels, 0, sums, 0, sums.length);
            }
        });
    }

    /** The sum at one index of the output [images, outputChannels, outputHeight, outputWidth]. */
    int sum(byte[] codes, int index) {
        ConvolutionGeometry geometry = convolution.geometry();
        int width = geometry.horizontal().output();
        int image = index / geometry.outputElements();
        int channel = index / geometry.outputArea() % geometry.outputChannels();
        int position = index % geometry.outputArea();
        return convolution.bias(channel)
                + sum(codes, image * geometry.inputElements(), channel, position / width, position % width);
    }

    private int sum(byte[] codes, int origin, int outputChannel, int outputRow, int outputColumn) {
        ConvolutionGeometry geometry = convolution.geometry();
        WindowAxis vertical = geometry.vertical();
        WindowAxis horizontal = geometry.horizontal();
        int zero = convolution.inputZeroPoint();
        int first = geometry.firstInput(outputChannel);
        int sum = 0;
        int tap = 0;
        for (int input = first; input < first + geometry.groupInputs(); input++) {
            for (int kernelRow = 0; kernelRow < vertical.kernel(); kernelRow++) {
                int row = vertical.position(outputRow, kernelRow);
                for (int kernelColumn = 0; kernelColumn < horizontal.kernel(); kernelColumn++, tap++) {
                    int column = horizontal.position(outputColumn, kernelColumn);
                    if (row >= 0 && row < vertical.input() && column >= 0 && column < horizontal.input()) {
                        int index = origin + (input * vertical.input() + row) * horizontal.input() + column;
                        sum += (codes[index] - zero) * convolution.tap(outputChannel, tap);
                    }
                }
            }
        }
        return sum;
    }
}
