/** The stages as functions from artifacts to artifacts. */
@NullMarked
package org.mindpress.processors.stage;

import org.jspecify.annotations.NullMarked;
