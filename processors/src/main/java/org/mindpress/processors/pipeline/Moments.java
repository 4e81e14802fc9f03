package org.mindpress.processors.pipeline;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mindpress.engine.quant.TrainingMoment;

/** Reads {@code 100 steps}, {@code 2 epochs} and {@code 30%}. */
final class Moments {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)\\s*(steps?|epochs?|%)");

    private Moments() {}

    /** The moment; empty when the text is none. */
    static Optional<TrainingMoment> parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        double amount = Double.parseDouble(matcher.group(1));
        TrainingMoment.Unit unit = switch (matcher.group(2).charAt(0)) {
            case 's' -> TrainingMoment.Unit.STEPS;
            case 'e' -> TrainingMoment.Unit.EPOCHS;
            default -> TrainingMoment.Unit.PERCENT;
        };
        if (unit == TrainingMoment.Unit.STEPS && amount != Math.rint(amount)) {
            return Optional.empty();
        }
        return Optional.of(new TrainingMoment(amount, unit));
    }
}
