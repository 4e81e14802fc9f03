package org.mindpress.engine.inspect;

import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.mindpress.engine.evaluate.Sqnr;
import org.mindpress.engine.inspect.ModelDifference.Count;
import org.mindpress.engine.inspect.ModelDifference.Kind;
import org.mindpress.engine.inspect.ModelDifference.LayerChange;

/** Compares the numbers of one layer. What only one of the files tells, such as the codes of a float layer, is no difference of its own. */
final class LayerComparison {
    private static final Count NOTHING = new Count(0, 0);

    private LayerComparison() {}

    /** The change; empty when there is none. */
    static Optional<LayerChange> compare(String layer, Optional<LayerNumbers> before, Optional<LayerNumbers> after) {
        List<String> old = before.map(LayerComparison::form).stream().toList();
        List<String> young = after.map(LayerComparison::form).stream().toList();
        if (before.isEmpty() || after.isEmpty()) {
            Kind kind = before.isEmpty() ? Kind.ADDED : Kind.REMOVED;
            return Optional.of(
                    new LayerChange(layer, kind, old, young, NOTHING, NOTHING, NOTHING, NOTHING, List.of(), List.of()));
        }
        LayerNumbers one = before.get();
        LayerNumbers other = after.get();
        Count codes = one.codes()
                .flatMap(mine -> other.codes().map(theirs -> bytes(mine, theirs)))
                .orElse(NOTHING);
        Count scales =
                one.scales().length == 0 || other.scales().length == 0 ? NOTHING : floats(one.scales(), other.scales());
        Optional<Count> integers =
                one.biasCodes().flatMap(mine -> other.biasCodes().map(theirs -> integers(mine, theirs)));
        Count biases = bias(one, other);
        Optional<Sqnr> ratio = ratio(one, other);
        boolean equal = old.equals(young)
                && codes.differing() == 0
                && scales.differing() == 0
                && biases.differing() == 0
                && integers.orElse(NOTHING).differing() == 0
                && ratio.filter(found -> found.kind() != Sqnr.Kind.EXACT).isEmpty();
        return equal
                ? Optional.empty()
                : Optional.of(new LayerChange(
                        layer,
                        Kind.CHANGED,
                        old,
                        young,
                        codes,
                        scales,
                        biases,
                        integers.orElse(NOTHING),
                        ratio.map(Sqnr::kind).stream().toList(),
                        ratio
                                .map(Sqnr::decibels)
                                .filter(java.util.OptionalDouble::isPresent)
                                .map(java.util.OptionalDouble::getAsDouble)
                                .stream()
                                .toList()));
    }

    private static String form(LayerNumbers numbers) {
        return (numbers.codes().isPresent() ? "int8" : "float") + numbers.shape();
    }

    /** A bias that only one layer has counts as a difference, unless the other tells it in codes. */
    private static Count bias(LayerNumbers one, LayerNumbers other) {
        if (one.bias().isPresent() && other.bias().isPresent()) {
            return floats(one.bias().get(), other.bias().get());
        }
        boolean mine = one.bias().isPresent() || one.biasCodes().isPresent();
        boolean theirs = other.bias().isPresent() || other.biasCodes().isPresent();
        if (mine == theirs) {
            return NOTHING;
        }
        LayerNumbers with = mine ? one : other;
        long elements = with.bias()
                .map(bias -> bias.length)
                .or(() -> with.biasCodes().map(codes -> codes.length))
                .orElse(0);
        return new Count(0, elements);
    }

    /** Signal of the first weight to the difference; empty where one file tells no real numbers or the sizes differ. */
    private static Optional<Sqnr> ratio(LayerNumbers one, LayerNumbers other) {
        Optional<float[]> signal = one.real();
        Optional<float[]> changed = other.real();
        if (signal.isEmpty() || changed.isEmpty() || signal.get().length != changed.get().length) {
            return Optional.empty();
        }
        double power = 0;
        double noise = 0;
        for (int i = 0; i < signal.get().length; i++) {
            double x = signal.get()[i];
            double error = x - changed.get()[i];
            power += x * x;
            noise += error * error;
        }
        return Double.isFinite(power) && Double.isFinite(noise) ? Optional.of(Sqnr.of(power, noise)) : Optional.empty();
    }

    private static Count bytes(byte[] one, byte[] other) {
        return count(one.length, other.length, i -> one[i] != other[i]);
    }

    private static Count integers(int[] one, int[] other) {
        return count(one.length, other.length, i -> one[i] != other[i]);
    }

    private static Count floats(float[] one, float[] other) {
        return count(one.length, other.length, i -> Float.compare(one[i], other[i]) != 0);
    }

    private static Count count(int length, int otherLength, IntPredicate differs) {
        return length != otherLength
                ? new Count(0, Math.max(length, otherLength))
                : new Count(length, IntStream.range(0, length).filter(differs).count());
    }
}
