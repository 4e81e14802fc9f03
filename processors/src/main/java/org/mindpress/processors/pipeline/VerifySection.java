package org.mindpress.processors.pipeline;

import java.util.OptionalInt;

/**
 * Settings of {@code verify}.
 *
 * @param images test images, from the first; empty for all
 * @param parityImages test images of which every intermediate tensor is compared
 * @param latencyRuns timed calls per model and thread count
 */
public record VerifySection(OptionalInt images, int parityImages, int latencyRuns) {}
