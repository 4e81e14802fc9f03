/** What the bucket may forget: cache entries that nobody used, then what only they and old runs referenced; never what a release or an open run needs. */
@NullMarked
package org.mindpress.processors.retention;

import org.jspecify.annotations.NullMarked;
