package org.mindpress.routes.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import org.mindpress.processors.release.Channel;
import org.mindpress.processors.release.Decision;
import org.mindpress.processors.release.ReleaseRecord;

/** Releases between the shell and the records. */
final class ReleaseLines {
    private ReleaseLines() {}

    /** One release in a line. */
    static String line(ReleaseRecord record, boolean holds) {
        String action = record.restores().isEmpty()
                ? record.action().name()
                : record.action() + " to " + record.restores().get(0);
        String approval = record.approvedBy().isEmpty()
                ? ""
                : ", approved by " + record.approvedBy().get(0);
        return String.format(
                Locale.ROOT,
                "%s %-10s %4d  %s  %-13s run %s  by %s%s: %s",
                holds ? "*" : " ",
                record.channel().spelling(),
                record.number(),
                record.at(),
                action.toLowerCase(Locale.ROOT),
                record.run(),
                record.by(),
                approval,
                record.why());
    }

    static Channel channel(String spelling) throws CommandFault {
        return Channel.of(spelling)
                .orElseThrow(() -> new CommandFault(
                        ExitCode.BAD_INPUT,
                        "there is no channel '" + spelling + "'; there are " + String.join(", ", Channel.spellings())));
    }

    /**
     * The decision of whoever calls this command. Who may use the store may approve; a service elsewhere looks at the role of the token.
     *
     * @param channel that it is about; production needs approval
     */
    static Decision decision(Channel channel, String why, boolean approve) throws CommandFault {
        if (channel == Channel.PRODUCTION && !approve) {
            throw new CommandFault(
                    ExitCode.BAD_INPUT,
                    "production takes a model only with the approval of an approver; give --approve if you are one");
        }
        String caller = System.getProperty("user.name", "somebody") + " on " + host();
        try {
            return new Decision(caller, approve ? Optional.of(caller) : Optional.empty(), why);
        } catch (IllegalArgumentException e) {
            throw new CommandFault(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
