package org.mindpress.processors.release;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.run.RunReference;

/**
 * All releases of one channel.
 *
 * @param pipeline name
 * @param channel which
 * @param records ascending by number
 */
public record ReleaseHistory(String pipeline, Channel channel, List<ReleaseRecord> records) {
    public ReleaseHistory {
        records = records.stream()
                .sorted(Comparator.comparingInt(ReleaseRecord::number))
                .toList();
    }

    /** What the channel holds. */
    public Optional<ReleaseRecord> current() {
        return records.isEmpty() ? Optional.empty() : Optional.of(records.get(records.size() - 1));
    }

    /** The release of that number. */
    public Optional<ReleaseRecord> number(int number) {
        return records.stream().filter(record -> record.number() == number).findFirst();
    }

    /** The newest promotion of a run to this channel. */
    public Optional<ReleaseRecord> promotion(RunReference run) {
        return records.stream()
                .filter(record -> record.action() == ReleaseAction.PROMOTE
                        && record.reference().equals(run))
                .reduce((earlier, later) -> later);
    }

    /** The number of the next release. */
    public int next() {
        return current().map(ReleaseRecord::number).orElse(0) + 1;
    }
}
