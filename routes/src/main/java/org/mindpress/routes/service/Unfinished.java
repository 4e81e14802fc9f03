package org.mindpress.routes.service;

import java.util.Optional;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.ApiRequest;

/** Whether a submission shall go on with the unfinished run of the same text and inputs, as the commands do, instead of starting another. */
final class Unfinished {
    static final String NAME = "unfinished";
    static final String MEANS = "continue: where an equal submission of this kind has a run that is not over, that one"
            + " goes on; not together with Idempotency-Key";

    private static final String CONTINUE = "continue";

    private Unfinished() {}

    static boolean goesOn(ApiRequest request, Optional<String> idempotencyKey) throws ApiFault {
        Optional<String> wish = request.query(NAME);
        if (wish.filter(text -> !text.equals(CONTINUE)).isPresent()) {
            throw new ApiFault(
                    ApiAnswer.BAD_REQUEST, NAME + " can only be '" + CONTINUE + "', found '" + wish.get() + "'");
        }
        if (wish.isPresent() && idempotencyKey.isPresent()) {
            throw new ApiFault(
                    ApiAnswer.BAD_REQUEST,
                    "either " + NAME + "=" + CONTINUE + " or an Idempotency-Key says which submissions are one run");
        }
        return wish.isPresent();
    }
}
