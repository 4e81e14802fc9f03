/** The pipeline file: parsing, positions, validation of every key. */
@NullMarked
package org.mindpress.processors.pipeline;

import org.jspecify.annotations.NullMarked;
