/** Camel routes, schedules and events; they only wire. */
@NullMarked
package org.mindpress.routes;

import org.jspecify.annotations.NullMarked;
