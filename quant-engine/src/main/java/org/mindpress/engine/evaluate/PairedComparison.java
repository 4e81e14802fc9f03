package org.mindpress.engine.evaluate;

/**
 * Two models on the same images. Only the images that one of them gets right and the other wrong say anything about the difference, so the interval is
 * much narrower than that of two accuracies.
 *
 * @param lost images that the reference gets right and the candidate wrong (b)
 * @param gained images that the candidate gets right and the reference wrong (c)
 * @param images all images (n)
 */
public record PairedComparison(int lost, int gained, int images) {

    private static final double Z = 1.96;

    /** Checks that there is an image and that the counts fit into it. */
    public PairedComparison {
        if (images < 1 || lost < 0 || gained < 0 || (long) lost + gained > images) {
            throw new IllegalArgumentException(
                    "no paired comparison: lost=" + lost + ", gained=" + gained + ", images=" + images);
        }
    }

    /**
     * Counts the images that flip.
     *
     * @param reference usually the float model
     * @param candidate usually the int8 model
     * @param labels the right classes, in the same order
     */
    public static PairedComparison of(Predictions reference, Predictions candidate, int[] labels) {
        if (reference.count() != candidate.count() || reference.count() != labels.length) {
            throw new IllegalArgumentException("paired comparison needs the same images: reference " + reference.count()
                    + ", candidate " + candidate.count() + ", labels " + labels.length);
        }
        int lost = 0;
        int gained = 0;
        for (int i = 0; i < labels.length; i++) {
            boolean referenceRight = reference.of(i) == labels[i];
            boolean candidateRight = candidate.of(i) == labels[i];
            if (referenceRight && !candidateRight) {
                lost++;
            } else if (candidateRight && !referenceRight) {
                gained++;
            }
        }
        return new PairedComparison(lost, gained, labels.length);
    }

    /** Accuracy lost by the candidate, {@code (b − c)/n}: 0.01 is one point; negative when it is better. */
    public double drop() {
        return (double) (lost - gained) / images;
    }

    /** {@link #drop} in points: percent of the images. */
    public double dropPoints() {
        return 100.0 * (lost - gained) / images;
    }

    /** The comparison with the models exchanged. */
    public PairedComparison swapped() {
        return new PairedComparison(gained, lost, images);
    }

    /**
     * 95 % interval of the drop by Agresti and Min (2005): half an observation is added to each cell, so that it has a width without discordant images, too.
     * With {@code B = b + ½, C = c + ½, N = n + 2}: centre {@code (B − C)/N}, standard error {@code √(B + C − (B − C)²/N)/N}.
     */
    public Interval interval() {
        double b = lost + 0.5;
        double c = gained + 0.5;
        double n = images + 2.0;
        double centre = (b - c) / n;
        double standardError = Math.sqrt(b + c - (b - c) * (b - c) / n) / n;
        return new Interval(centre - Z * standardError, centre + Z * standardError);
    }

    /** McNemar's test that both models err equally often; shown beside the interval, never instead of it. */
    public McNemarTest mcNemar() {
        return McNemarTest.of(lost, gained);
    }
}
