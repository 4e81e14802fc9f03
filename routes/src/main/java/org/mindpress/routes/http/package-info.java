/** The frame of the REST interface: one table of endpoints, from which come routes, answers to strangers and the OpenAPI document. */
@NullMarked
package org.mindpress.routes.http;

import org.jspecify.annotations.NullMarked;
