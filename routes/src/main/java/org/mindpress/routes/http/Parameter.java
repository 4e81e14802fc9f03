package org.mindpress.routes.http;

import java.util.Locale;

/**
 * Something that a request may say beside its body.
 *
 * @param in where
 * @param name as the request spells it
 * @param description for people
 * @param required whether a request without it is refused; always so in a path
 */
public record Parameter(Place in, String name, String description, boolean required) {
    public Parameter {
        if (name.isBlank() || description.isBlank()) {
            throw new IllegalArgumentException("a parameter needs a name and a description: " + name);
        }
        if (in == Place.PATH && !required) {
            throw new IllegalArgumentException("path parameter " + name + " must be required");
        }
    }

    /** Where a parameter stands. */
    public enum Place {
        PATH,
        QUERY,
        HEADER;

        String spelling() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
