/** The way to a device and back: the kit that a run gives away, and what a device's answer proves. */
@NullMarked
package org.mindpress.processors.device;

import org.jspecify.annotations.NullMarked;
