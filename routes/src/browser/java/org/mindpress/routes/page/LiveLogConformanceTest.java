package org.mindpress.routes.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.child.ChildJvm;
import org.mindpress.processors.run.RunReference;
import org.mindpress.routes.access.TokenStore;
import org.mindpress.routes.access.TokenText;
import org.mindpress.routes.cli.MindpressCommand;
import org.mindpress.routes.http.Role;
import org.mindpress.routes.service.SmallPress;

/** A run on the page while its stages compute in processes of their own, as under {@code serve}: the graph and the log grow, and stay when it is over. */
@Tag("conformance")
class LiveLogConformanceTest {
    private static final Path PICTURES = Path.of("target", "page");
    private static final ChildJvm CHILDREN = ChildJvm.likeThisProcess(
            List.of(
                    "-Xmx512m",
                    "-XX:TieredStopAtLevel=1",
                    "-Dlog4j2.configurationFile=" + SmallPress.class.getResource("/log4j2.xml")),
            List.of(MindpressCommand.class.getName(), "stage-child"));

    @Test
    void theLogOfAStageGrowsOnThePageAndIsThereWhenItIsOver(@TempDir Path folder) throws Exception {
        Path program = Chromium.install();
        try (SmallPress press = SmallPress.isolated(folder, CHILDREN)) {
            press.put("small", 1);
            TokenText token = new TokenStore(press.service().bucket(), Clock.systemUTC())
                    .create("Ada", Role.OPERATOR, "the test of the log");
            String text = SmallPress.trainedPipeline("logged", "small").replace("steps: 3,", "steps: 1000000,");
            RunReference run = press.submit(text);
            try (Chromium chromium = Chromium.start(program, press.service().apiUrl())) {
                for (Chromium.Look look :
                        List.of(new Chromium.Look(ColorScheme.LIGHT, 1280), new Chromium.Look(ColorScheme.DARK, 360))) {
                    Page page = signedIn(chromium, look, press, run, token);
                    Locator log = page.getByRole(AriaRole.LOG);
                    assertThat(log)
                            .containsText(
                                    "stage qat begins",
                                    new LocatorAssertions.ContainsTextOptions().setTimeout(120_000));
                    assertThat(log).hasAttribute("aria-live", "off");
                    assertThat(page.getByLabel("Follow the newest line")).isChecked();
                    assertThat(page.locator(".graph [aria-current=step]"))
                            .containsText(Pattern.compile("qat.*running, \\d+ "));
                    aStageIsChosenByKeyboard(page);
                    page.screenshot(new Page.ScreenshotOptions()
                            .setPath(PICTURES.resolve("run-that-is-open-" + look + ".png"))
                            .setFullPage(true));
                    assertThat(chromium.findings(page)).isEmpty();
                    assertThat((Integer) page.evaluate("() => document.scrollingElement.scrollWidth - innerWidth"))
                            .isNotPositive();
                    assertThat(chromium.complaints()).isEmpty();
                    page.context().close();
                }
                Page page = signedIn(chromium, new Chromium.Look(ColorScheme.LIGHT, 1280), press, run, token);
                assertThat(page.getByRole(AriaRole.LOG)).containsText("stage qat begins");
                page.getByText("Cancel", new Page.GetByTextOptions().setExact(true))
                        .click();
                assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                        .containsText(Pattern.compile("cancelled"));
                assertThat(page.getByRole(AriaRole.LOG)).containsText("stage qat stopped");
                assertThat(page.locator(".log")).containsText("The stage is over");
                assertThat(page.locator(".graph .unreached")).hasCount(4);
                assertThat(chromium.complaints()).isEmpty();
                page.context().close();
            }
        }
    }

    private static Page signedIn(
            Chromium chromium, Chromium.Look look, SmallPress press, RunReference run, TokenText token) {
        Page page = chromium.window(look);
        page.navigate(press.service().apiUrl() + "/#/runs/" + run.run().text());
        page.getByLabel("Token").fill(token.text());
        page.keyboard().press("Enter");
        return page;
    }

    /** What the stage before logged, and back to the one that runs. */
    private static void aStageIsChosenByKeyboard(Page page) {
        page.locator("#stage-fetch").focus();
        page.keyboard().press("Enter");
        Locator title = page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(3));
        assertThat(title).hasText("Stage fetch");
        assertThat(title).isFocused();
        assertThat(page.getByRole(AriaRole.LOG)).containsText("stage fetch is done");
        assertThat(page.getByLabel("Follow the newest line")).isHidden();
        assertThat(page.url().endsWith("?stage=fetch")).isTrue();
        page.locator("#stage-qat").focus();
        page.keyboard().press("Space");
        assertThat(page.getByRole(AriaRole.LOG)).containsText("stage qat begins");
    }
}
