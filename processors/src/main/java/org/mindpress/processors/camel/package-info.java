/** The stages as Camel processors: the only package here that knows Camel. */
@NullMarked
package org.mindpress.processors.camel;

import org.jspecify.annotations.NullMarked;
