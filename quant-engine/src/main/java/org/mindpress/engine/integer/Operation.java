package org.mindpress.engine.integer;

import java.util.List;

/** One int8 node of the executable graph. Thread-safe; images are independent of each other. */
interface Operation {
    /**
     * Computes some images of a batch.
     *
     * @param inputs codes of each input, [images, channels, height, width]
     * @param firstImage index of the first image in the whole batch: some native loops treat the end of the tensor differently
     * @param images number of images
     * @param workers threads that may share the work
     * @return output codes [images, channels, height, width]
     */
    byte[] run(List<byte[]> inputs, int firstImage, int images, Workers workers);
}
