/** Data sets: formats, input specification, splits, seeded augmentation and batches. */
@NullMarked
package org.mindpress.engine.data;

import org.jspecify.annotations.NullMarked;
