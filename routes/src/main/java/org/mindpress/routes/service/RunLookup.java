package org.mindpress.routes.service;

import java.io.IOException;
import org.mindpress.processors.run.RunReference;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.ApiRequest;

/** The run that a request names by {@code {id}}. */
record RunLookup(RunIndex index) {
    static final String ID = "id";
    static final String ID_MEANS = "id of a run, or enough of its beginning or end";

    RunReference of(ApiRequest request) throws IOException, ApiFault {
        return find(request.pathValue(ID));
    }

    RunReference find(String id) throws IOException, ApiFault {
        return index.find(id)
                .orElseThrow(() -> new ApiFault(
                        ApiAnswer.NOT_FOUND, "there is no run '" + id + "', or more than one whose id begins so"));
    }
}
