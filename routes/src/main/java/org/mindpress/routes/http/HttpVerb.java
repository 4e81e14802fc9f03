package org.mindpress.routes.http;

/** Methods of endpoints. */
public enum HttpVerb {
    GET,
    PUT,
    POST,
    DELETE
}
