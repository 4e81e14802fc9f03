/** Looks at model files of any origin: what is in them, what the device would make of them, how two of them differ. */
@NullMarked
package org.mindpress.engine.inspect;

import org.jspecify.annotations.NullMarked;
