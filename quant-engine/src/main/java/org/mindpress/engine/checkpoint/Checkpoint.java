package org.mindpress.engine.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of one checkpoint by name, in file order. Immutable. */
public final class Checkpoint {
    private final Map<String, Parameter> parameters;
    private final List<String> skipped;

    Checkpoint(Map<String, Parameter> parameters, List<String> skipped) {
        this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        this.skipped = List.copyOf(skipped);
    }

    public Map<String, Parameter> parameters() {
        return parameters;
    }

    public Optional<Parameter> find(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** Names of values that are no tensors: hash tables and the state of random operators. */
    public List<String> skipped() {
        return skipped;
    }
}
