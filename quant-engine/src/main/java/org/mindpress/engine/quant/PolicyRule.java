package org.mindpress.engine.quant;

import java.util.Optional;

/**
 * One rule of a layer policy; what it leaves out stays as earlier rules and the defaults say.
 *
 * @param matcher the layers it speaks of
 * @param granularity of weights
 * @param weightBits of weights
 * @param observer of activation ranges in calibration
 * @param activationDelay start of activation quantisation
 * @param batchNormalizationFreeze start of frozen statistics
 * @param observerFreeze start of frozen ranges
 */
public record PolicyRule(
        LayerMatcher matcher,
        Optional<Granularity> granularity,
        Optional<Integer> weightBits,
        Optional<ObserverKind> observer,
        Optional<TrainingMoment> activationDelay,
        Optional<TrainingMoment> batchNormalizationFreeze,
        Optional<TrainingMoment> observerFreeze) {

    /** A rule that only sets the granularity. */
    public static PolicyRule of(LayerMatcher matcher, Granularity granularity) {
        return new PolicyRule(
                matcher,
                Optional.of(granularity),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** A rule that only keeps layers in float. */
    public static PolicyRule keepingFloat(LayerMatcher matcher) {
        return new PolicyRule(
                matcher,
                Optional.empty(),
                Optional.of(LayerSettings.FLOAT_BITS),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Whether the rule keeps its layers in float. */
    boolean keepsFloat() {
        return weightBits.filter(bits -> bits == LayerSettings.FLOAT_BITS).isPresent();
    }

    LayerSettings applyTo(LayerSettings settings) {
        return new LayerSettings(
                granularity.orElse(settings.granularity()),
                weightBits.orElse(settings.weightBits()),
                observer.orElse(settings.observer()),
                activationDelay.orElse(settings.activationDelay()),
                batchNormalizationFreeze.orElse(settings.batchNormalizationFreeze()),
                observerFreeze.orElse(settings.observerFreeze()));
    }
}
