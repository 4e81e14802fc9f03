/** Files made to harm: one contract for the readers of all formats. */
@NullMarked
package org.mindpress.engine.hostile;

import org.jspecify.annotations.NullMarked;
