package org.mindpress.processors.run;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.mindpress.storage.StoredObject;

/** Objects that are counted: {@code <prefix><n>.json} or {@code .yaml}. */
public final class Numbered {
    private static final Pattern NAME = Pattern.compile("(\\d{1,9})\\.(json|yaml)");

    private Numbered() {}

    /** The numbers, ascending. */
    public static List<Integer> of(List<StoredObject> objects, String prefix) {
        return objects.stream()
                .map(object -> NAME.matcher(object.key().substring(prefix.length())))
                .filter(Matcher::matches)
                .map(matcher -> Integer.valueOf(matcher.group(1)))
                .sorted()
                .collect(Collectors.toList());
    }
}
