package org.mindpress.engine.evaluate;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Signal to quantisation noise ratio, {@code 10·log10(Σx²/Σ(x − x̂)²)}. A uniform 8-bit tensor reaches 35 to 45 dB; each bit is worth 6.02 dB.
 *
 * @param kind whether there is a number
 * @param decibels the number; empty for the two kinds that have none
 */
public record Sqnr(Kind kind, OptionalDouble decibels) {

    /** Below this a layer is shown red. */
    public static final double RED_BELOW = 20;
    /** Below this, and not red, a layer is shown amber. */
    public static final double AMBER_BELOW = 30;

    /** Whether the ratio is a number. */
    public enum Kind {
        /** There are signal and noise. */
        FINITE,
        /** No noise: the quantised values are the values. */
        EXACT,
        /** No signal, but noise. */
        NO_SIGNAL
    }

    /** How a layer is to be shown. */
    public enum Rating {
        /** 30 dB or more, or exact. */
        GOOD,
        /** 20 to 30 dB. */
        AMBER,
        /** Below 20 dB, or noise without signal. */
        RED
    }

    /** Checks that the number is there exactly when the kind says so. */
    public Sqnr {
        if (decibels.isPresent() != (kind == Kind.FINITE)
                || (decibels.isPresent() && !Double.isFinite(decibels.getAsDouble()))) {
            throw new IllegalArgumentException("no SQNR: kind=" + kind + ", decibels=" + decibels);
        }
    }

    /**
     * The ratio of two sums of squares.
     *
     * @param signal Σx², finite, not negative
     * @param noise Σ(x − x̂)², finite, not negative
     */
    public static Sqnr of(double signal, double noise) {
        if (!(signal >= 0 && noise >= 0) || Double.isInfinite(signal) || Double.isInfinite(noise)) {
            throw new IllegalArgumentException("sums of squares must be finite: signal=" + signal + ", noise=" + noise);
        }
        if (noise == 0) {
            return new Sqnr(Kind.EXACT, OptionalDouble.empty());
        }
        if (signal == 0) {
            return new Sqnr(Kind.NO_SIGNAL, OptionalDouble.empty());
        }
        return new Sqnr(Kind.FINITE, OptionalDouble.of(10 * (Math.log10(signal) - Math.log10(noise))));
    }

    /** Colour of the layer. */
    public Rating rating() {
        if (kind == Kind.EXACT) {
            return Rating.GOOD;
        }
        double value = decibels.orElse(Double.NEGATIVE_INFINITY);
        if (value < RED_BELOW) {
            return Rating.RED;
        }
        return value < AMBER_BELOW ? Rating.AMBER : Rating.GOOD;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case EXACT -> "exact";
            case NO_SIGNAL -> "no signal";
            case FINITE -> String.format(Locale.ROOT, "%.1f dB", decibels.orElseThrow());
        };
    }
}
