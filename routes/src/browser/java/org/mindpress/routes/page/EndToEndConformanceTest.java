package org.mindpress.routes.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.routes.access.TokenStore;
import org.mindpress.routes.access.TokenText;
import org.mindpress.routes.http.Role;
import org.mindpress.routes.service.RealPrometheus;
import org.mindpress.routes.service.SmallPress;

/** What the service is for, from new data to a release and back: objects through S3, events, the page in a real Chromium, figures from a real Prometheus. */
@Tag("conformance")
class EndToEndConformanceTest {
    private static final String PIPELINE = "on-new-data";
    private static final LocatorAssertions.ContainsTextOptions PATIENT =
            new LocatorAssertions.ContainsTextOptions().setTimeout(120_000);

    private final HttpClient http = HttpClient.newHttpClient();

    private int send(String method, URI address, String token, String type, String body) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(address)
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .header("Authorization", "Bearer " + token)
                                .header("Content-Type", type)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    /** Puts the set, then tells of it as often as a server with notifications may. */
    private void upload(SmallPress press, long seed) throws Exception {
        press.put("fresh", seed);
        String event = """
                {"Records": [{"eventName": "s3:ObjectCreated:Put",
                  "s3": {"bucket": {"name": "mindpress"}, "object": {"key": "datasets/fresh/_READY"}}}]}
                """;
        for (int i = 0; i < 3; i++) {
            assertThat(send(
                            "POST",
                            press.service().apiUrl().resolve("/api/events/s3"),
                            SmallPress.TOKEN,
                            "application/json",
                            event))
                    .isLessThan(300);
        }
    }

    private static void opens(Page page, String view) {
        page.evaluate("view => { location.hash = view; }", view);
    }

    private static void decides(Page page, Locator form, String label, String why) {
        form.getByRole(AriaRole.TEXTBOX).fill(why);
        form.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(label))
                .click();
        assertThat(page.getByRole(AriaRole.CELL).filter(new Locator.FilterOptions().setHasText(why)))
                .isVisible();
    }

    /** The run of the newest data, which the page shows to its end; how many there are. */
    private static RunReference watched(Page page, RunStore runs, int count) throws Exception {
        SmallPress.until(
                "there are " + count + " runs", () -> runs.list(PIPELINE).size() >= count);
        RunReference run = runs.list(PIPELINE).get(0);
        opens(page, "#/runs/" + run.run().text());
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .containsText(Pattern.compile("passed"), PATIENT);
        return run;
    }

    @Test
    void newDataBecomesOneRunThatIsWatchedReleasedRolledBackAndMeasured(@TempDir Path folder) throws Exception {
        RealPrometheus.install(folder);
        Path program = Chromium.install();
        try (SmallPress press = SmallPress.lasting(folder)) {
            RunStore runs = new RunStore(press.service().bucket());
            TokenText token = new TokenStore(press.service().bucket(), Clock.systemUTC())
                    .create("Ada", Role.APPROVER, "the test from end to end");
            String pipeline = SmallPress.pipeline(PIPELINE, "fresh") + "gate: { drop-points: 100 }\n";
            press.put("fresh", 1);
            assertThat(send(
                            "PUT",
                            press.service().apiUrl().resolve("/api/pipelines/" + PIPELINE),
                            token.text(),
                            "application/yaml",
                            pipeline))
                    .isEqualTo(201);

            try (Chromium chromium = Chromium.start(program, press.service().apiUrl());
                    RealPrometheus prometheus = RealPrometheus.start(
                            Files.createDirectory(folder.resolve("prometheus")),
                            press.service().managementUrl())) {
                Page page = chromium.window(new Chromium.Look(ColorScheme.LIGHT, 1280));
                page.navigate(press.service().apiUrl() + "/");
                page.getByLabel("Token").fill(token.text());
                page.keyboard().press("Enter");

                upload(press, 1);
                RunReference first = watched(page, runs, 1);
                upload(press, 2);
                RunReference second = watched(page, runs, 2);
                assertThat(runs.list(PIPELINE)).isEqualTo(List.of(second, first));

                opens(page, "#/releases/" + PIPELINE);
                decides(page, page.locator(".step"), "Promote to staging", "the newest data");
                decides(page, page.locator(".step"), "Approve for production", "as good as before");
                assertThat(page.locator(".card").first()).containsText("number 1");
                upload(press, 3);
                RunReference third = watched(page, runs, 3);
                opens(page, "#/releases/" + PIPELINE);
                decides(page, page.locator(".step"), "Promote to staging", "newer data");
                decides(page, page.locator(".step"), "Approve for production", "newer");
                assertThat(page.locator(".card").first()).containsText("number 2");
                Locator before = page.getByRole(AriaRole.ROW)
                        .filter(new Locator.FilterOptions().setHasText(Pattern.compile("production\\s*1")));
                before.locator("summary").click();
                decides(page, before, "Roll back", "a device complained");
                assertThat(page.locator(".card").first()).containsText("number 3");

                RunOutcome outcome = runs.outcome(third).orElseThrow();
                SmallPress.until(
                        "Prometheus has the accuracy of the newest run",
                        () -> prometheus
                                        .value("mindpress_accuracy_ratio{pipeline=\"" + PIPELINE
                                                + "\",variant=\"integer\"}")
                                        .orElse(-1)
                                == outcome.figures().get("accuracy.integer"));
                assertThat(runs.list(PIPELINE)).hasSize(3);
                assertThat(chromium.complaints()).isEmpty();
                page.context().close();
            }
        }
    }
}
