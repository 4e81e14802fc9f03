package org.mindpress.engine.checkpoint;

/** What is wrong with one parameter of a checkpoint. */
record ParameterProblem(String name, String finding) {}
