package org.mindpress.processors.run;

/**
 * One version of a pipeline file in the bucket.
 *
 * @param version which, by whom and when
 * @param text of the file
 */
public record RegisteredPipeline(PipelineVersion version, String text) {}
