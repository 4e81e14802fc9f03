package org.mindpress.engine.train;

/**
 * A training after one more step.
 *
 * @param step number of steps that are done
 * @param steps number of steps in all
 * @param loss of this step's batch
 * @param imagesPerSecond since this process took up the training; 0 while no time has passed
 */
public record TrainingProgress(long step, long steps, double loss, double imagesPerSecond) {}
