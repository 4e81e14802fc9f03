/** Tells other services what happened here: signed, tried again, and kept when nobody takes it. */
@NullMarked
package org.mindpress.routes.webhook;

import org.jspecify.annotations.NullMarked;
