/** Runs and stages told to OpenTelemetry; nothing of it is loaded while nobody asked for it. */
@NullMarked
package org.mindpress.routes.trace;

import org.jspecify.annotations.NullMarked;
