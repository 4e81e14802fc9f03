package org.mindpress.routes.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointTableTest {
    private static final Content TEXT = Content.of("text/plain");

    private static Endpoint row(Endpoint.Draft draft) {
        return draft.summary("something")
                .answers(200, "well", TEXT)
                .by(request -> ApiAnswer.text(200, "text/plain", "well"));
    }

    @Test
    void methodsOfAPathComeFromAllItsRows() {
        EndpointTable table = new EndpointTable(List.of(
                row(Endpoint.put("/api/pipelines/{name}", "putPipeline").path("name", "which")),
                row(Endpoint.get("/api/pipelines/{name}", "getPipeline").path("name", "which"))));

        assertThat(table.allowed("/api/pipelines/nightly")).containsExactly("GET", "PUT");
        assertThat(table.allowed("/api/pipelines")).isEmpty();
    }

    @Test
    void aRowNobodyGaveARoleNeedsTheHighest() {
        assertThat(row(Endpoint.get("/x", "x")).admission()).isEqualTo(new Admission.Least(Role.APPROVER));
    }

    @Test
    void rowsThatMayBeTheSameRequestAreRefused() {
        Endpoint one = row(Endpoint.get("/api/releases/{pipeline}/production", "getProduction")
                .path("pipeline", "which"));
        Endpoint other = row(Endpoint.get("/api/releases/{pipeline}/{channel}", "getChannel")
                .path("pipeline", "which")
                .path("channel", "which"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EndpointTable(List.of(one, other)))
                .withMessageContaining("/api/releases/{pipeline}/production")
                .withMessageContaining("/api/releases/{pipeline}/{channel}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EndpointTable(List.of(one, row(Endpoint.get("/y", "getProduction")))))
                .withMessageContaining("getProduction");
    }

    @Test
    void aRowDescribesAllNamesOfItsPathAndNoOther() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> row(Endpoint.get("/api/{name}", "x")))
                .withMessageContaining("name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> row(Endpoint.get("/api", "x").path("name", "which")))
                .withMessageContaining("{name}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.get("/api", "x").summary("x").by(request -> ApiAnswer.empty(204)));
    }

    @Test
    void aSchemaThatIsNotThereIsNamed() {
        Endpoint row = Endpoint.get("/x", "x")
                .summary("x")
                .answers(200, "x", Content.json("NoSuchSchema"))
                .by(request -> ApiAnswer.empty(200));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> OpenApiDocument.text(new EndpointTable(List.of(row))))
                .withMessageContaining("NoSuchSchema");
    }

    @Test
    void rolesCoverTheOnesBelow() {
        assertThat(Role.APPROVER.covers(Role.VIEWER)).isTrue();
        assertThat(Role.OPERATOR.covers(Role.OPERATOR)).isTrue();
        assertThat(Role.VIEWER.covers(Role.OPERATOR)).isFalse();
    }
}
