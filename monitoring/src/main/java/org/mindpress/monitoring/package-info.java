/** Every meter of mindpress, declared once, and the Prometheus registry. */
@NullMarked
package org.mindpress.monitoring;

import org.jspecify.annotations.NullMarked;
