package org.mindpress.engine.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Parameter rows of a custom layer, one after the other in its part of the flat parameter vector. */
record RowParameters(List<Row> rows) implements ParamInitializer {
    /**
     * One row.
     *
     * @param name key in the layer's parameter table
     * @param length number of floats
     * @param initial value of all of them in a new network
     * @param state whether the optimiser must leave it alone
     */
    record Row(String name, int length, double initial, boolean state) {}

    RowParameters {
        rows = List.copyOf(rows);
    }

    /** The row of that name in a parameter or gradient table. */
    static INDArray row(Map<String, INDArray> table, String name) {
        INDArray array = table.get(name);
        if (array == null) {
            throw new IllegalStateException("no row " + name + " in " + table.keySet());
        }
        return array;
    }

    boolean isState(String name) {
        return rows.stream().anyMatch(row -> row.name().equals(name) && row.state());
    }

    @Override
    public long numParams(NeuralNetConfiguration configuration) {
        return count();
    }

    @Override
    public long numParams(Layer layer) {
        return count();
    }

    private long count() {
        return rows.stream().mapToLong(Row::length).sum();
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        return rows.stream().map(Row::name).toList();
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return List.of();
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return List.of();
    }

    @Override
    public boolean isWeightParam(Layer layer, String key) {
        return false;
    }

    @Override
    public boolean isBiasParam(Layer layer, String key) {
        return false;
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration configuration, INDArray flat, boolean initialize) {
        Map<String, INDArray> table = getGradientsFromFlattened(configuration, flat);
        for (Row row : rows) {
            if (initialize) {
                row(table, row.name()).assign(row.initial());
            }
            configuration.addVariable(row.name());
        }
        return table;
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration configuration, INDArray flat) {
        Map<String, INDArray> table = new LinkedHashMap<>();
        if (rows.isEmpty()) {
            return table;
        }
        INDArray vector = flat.reshape(flat.length());
        long start = 0;
        for (Row row : rows) {
            INDArray part = vector.get(NDArrayIndex.interval(start, start + row.length()));
            table.put(row.name(), part.reshape(1, row.length()));
            start += row.length();
        }
        return table;
    }
}
