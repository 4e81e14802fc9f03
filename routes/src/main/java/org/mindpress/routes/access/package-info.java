/** Who may do what on the REST interface: tokens in the bucket, the gate before the endpoints, the audit log. */
@NullMarked
package org.mindpress.routes.access;

import org.jspecify.annotations.NullMarked;
