/** The artifact store over the MinIO SDK: the only package that knows it. */
@NullMarked
package org.mindpress.storage.s3;

import org.jspecify.annotations.NullMarked;
