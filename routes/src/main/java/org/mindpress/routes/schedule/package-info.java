/** The queue and the clock: one Quartz job per pipeline. The only package that knows Quartz. */
@NullMarked
package org.mindpress.routes.schedule;

import org.jspecify.annotations.NullMarked;
