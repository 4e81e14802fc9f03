/** The artifact store: create-once objects, checked reads, and the embedded S3 server. */
@NullMarked
package org.mindpress.storage;

import org.jspecify.annotations.NullMarked;
