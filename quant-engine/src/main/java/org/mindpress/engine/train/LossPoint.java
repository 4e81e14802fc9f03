package org.mindpress.engine.train;

/**
 * One point of the loss curve.
 *
 * @param step from 0
 * @param loss mean of the step's batch before the update, weight decay included
 */
public record LossPoint(long step, float loss) {}
