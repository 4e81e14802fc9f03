package org.mindpress.engine.evaluate;

/**
 * What the bytes of a model file are spent on.
 *
 * @param codes int8 weights
 * @param scales scales and zero points
 * @param biases biases
 * @param structure names, nodes, attributes and everything else
 */
public record ByteAccount(long codes, long scales, long biases, long structure) {

    /** Checks that nothing is negative. */
    public ByteAccount {
        if (codes < 0 || scales < 0 || biases < 0 || structure < 0) {
            throw new IllegalArgumentException("bytes cannot be negative: codes=" + codes + ", scales=" + scales
                    + ", biases=" + biases + ", structure=" + structure);
        }
    }

    /** The account of a whole file: what is not codes, scales or biases is structure. */
    public static ByteAccount ofFile(long fileBytes, long codes, long scales, long biases) {
        long structure = fileBytes - codes - scales - biases;
        if (structure < 0) {
            throw new IllegalArgumentException("a file of " + fileBytes + " bytes cannot hold codes=" + codes
                    + ", scales=" + scales + ", biases=" + biases);
        }
        return new ByteAccount(codes, scales, biases, structure);
    }

    /** All bytes of the file. */
    public long total() {
        return codes + scales + biases + structure;
    }

    /** This file's size as a share of another one's: 0.25 is a quarter. */
    public double shareOf(long otherBytes) {
        if (otherBytes < 1) {
            throw new IllegalArgumentException("no size to compare with: " + otherBytes + " bytes");
        }
        return (double) total() / otherBytes;
    }
}
