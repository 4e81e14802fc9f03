package org.mindpress.routes.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * What the REST interface says.
 *
 * @param status of HTTP
 * @param body JSON
 */
record ApiAnswer(int status, JsonNode body) {
    static final int OK = 200;
    static final int CREATED = 201;
    static final int ACCEPTED = 202;
    static final int BAD_REQUEST = 400;
    static final int UNAUTHORIZED = 401;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int CONFLICT = 409;
    static final int UNSUPPORTED_MEDIA_TYPE = 415;
    static final int INTERNAL = 500;
    static final int UNAVAILABLE = 503;

    static ApiAnswer error(int status, String message) {
        return new ApiAnswer(status, JsonNodeFactory.instance.objectNode().put("error", message));
    }
}
