/** Certificates: the one that the service shows, and those that its clients trust. */
@NullMarked
package org.mindpress.routes.tls;

import org.jspecify.annotations.NullMarked;
