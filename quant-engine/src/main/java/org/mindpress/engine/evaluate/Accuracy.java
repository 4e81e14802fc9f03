package org.mindpress.engine.evaluate;

/**
 * Right answers of a model on a set of images.
 *
 * @param right images answered rightly
 * @param images images asked, at least 1
 */
public record Accuracy(int right, int images) {

    /** Checks that there is an image and that no more are right than were asked. */
    public Accuracy {
        if (images < 1 || right < 0 || right > images) {
            throw new IllegalArgumentException("no accuracy: right=" + right + ", images=" + images);
        }
    }

    /** Share of right answers, 0..1. */
    public double fraction() {
        return (double) right / images;
    }

    /** Share of right answers in percent. */
    public double percent() {
        return 100.0 * right / images;
    }

    /** 95 % interval of the share ({@link WilsonInterval}). Two models on the same images are compared by {@link PairedComparison} instead. */
    public Interval interval() {
        return WilsonInterval.of(right, images);
    }
}
