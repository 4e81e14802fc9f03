package org.mindpress.engine.checkpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;

/**
 * How well a checkpoint fits a blueprint.
 *
 * @param blueprint the network looked for
 * @param problems parameters that are missing, superfluous or of another shape; empty when it fits
 * @param checkpoint where the numbers are
 * @param left names of what is no part of the network and does not have to be
 */
record ParameterMatch(Blueprint blueprint, List<ParameterProblem> problems, Checkpoint checkpoint, List<String> left) {

    ParameterMatch {
        problems = List.copyOf(problems);
        left = List.copyOf(left);
    }

    static ParameterMatch of(Blueprint blueprint, Checkpoint checkpoint) {
        List<ParameterProblem> problems = new ArrayList<>();
        Set<String> asked = new HashSet<>();
        for (ExpectedParameter expected : blueprint.expected()) {
            asked.add(expected.name());
            checkpoint
                    .find(expected.name())
                    .ifPresentOrElse(
                            found -> check(expected, found, problems),
                            () -> problems.add(new ParameterProblem(
                                    expected.name(), "is missing, expected with shape " + expected.dimensions())));
        }
        List<String> left = new ArrayList<>(checkpoint.skipped());
        for (Parameter parameter : checkpoint.parameters().values()) {
            if (asked.contains(parameter.name())) {
                continue;
            }
            if (TrainingState.includes(parameter)) {
                left.add(parameter.name());
            } else {
                problems.add(new ParameterProblem(
                        parameter.name(), "is no part of the network; its shape is " + parameter.dimensions()));
            }
        }
        return new ParameterMatch(blueprint, problems, checkpoint, left);
    }

    private static void check(ExpectedParameter expected, Parameter found, List<ParameterProblem> problems) {
        if (!found.dimensions().equals(expected.dimensions())) {
            problems.add(new ParameterProblem(
                    expected.name(), "has the shape " + found.dimensions() + ", expected " + expected.dimensions()));
        } else if (!found.type().isReal()) {
            problems.add(
                    new ParameterProblem(expected.name(), "is " + found.type().spelling() + ", expected real numbers"));
        } else if (expected.variance() && hasNegative(found.floats())) {
            problems.add(new ParameterProblem(expected.name(), "is a variance and has negative numbers"));
        }
    }

    private static boolean hasNegative(FloatTensor tensor) {
        for (float value : tensor.toArray()) {
            if (value < 0) {
                return true;
            }
        }
        return false;
    }

    /** The numbers under the names of the graph. */
    Map<String, FloatTensor> constants() {
        Map<String, FloatTensor> constants = new LinkedHashMap<>();
        for (ExpectedParameter expected : blueprint.expected()) {
            FloatTensor found = checkpoint.find(expected.name()).orElseThrow().floats();
            constants.put(expected.constant(), FloatTensor.of(expected.constantDimensions(), found.toArray()));
        }
        return constants;
    }

    /** The numbers of a network with the constants of the blueprint, as float32 in the order and shapes of the checkpoint. */
    List<Parameter> parameters(ModelGraph network) {
        Map<String, ExpectedParameter> byName = new HashMap<>();
        blueprint.expected().forEach(expected -> byName.put(expected.name(), expected));
        List<Parameter> parameters = new ArrayList<>();
        for (String name : checkpoint.parameters().keySet()) {
            ExpectedParameter expected = byName.get(name);
            if (expected != null) {
                FloatTensor trained = network.constant(expected.constant());
                parameters.add(Parameter.of(name, FloatTensor.of(expected.dimensions(), trained.toArray())));
            }
        }
        return parameters;
    }

    List<String> notes() {
        return left.isEmpty()
                ? List.of()
                : List.of(left.size() + " values of the training's state were left out, such as " + left.get(0));
    }
}
