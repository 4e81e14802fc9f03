/** The S3 server that runs inside the process which owns the store folder: the only package that knows S3Proxy. */
@NullMarked
package org.mindpress.storage.embedded;

import org.jspecify.annotations.NullMarked;
