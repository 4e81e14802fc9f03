package org.mindpress.processors.pipeline;

import java.time.ZoneId;

/**
 * When a pipeline runs by itself.
 *
 * @param cron Quartz cron expression of six or seven fields
 * @param timeZone of the expression
 */
public record Schedule(String cron, ZoneId timeZone) {}
