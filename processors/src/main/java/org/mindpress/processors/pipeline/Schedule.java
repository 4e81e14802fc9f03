package org.mindpress.processors.pipeline;

import java.time.ZoneId;

/**
 * When a pipeline runs by itself.
 *
 * @param cron Quartz cron expression of six or seven fields
 * @param timeZone of the expression
 * @param misfire what becomes of times that nobody answered
 * @param catchUpRuns how many of them run, 1 to 100, for {@link Misfire#CATCH_UP}
 * @param overlap what becomes of a time while a run is open
 */
public record Schedule(String cron, ZoneId timeZone, Misfire misfire, int catchUpRuns, Overlap overlap) {}
