/** What is kept of schedules: whether they are paused, and which times they have answered. */
@NullMarked
package org.mindpress.processors.schedule;

import org.jspecify.annotations.NullMarked;
