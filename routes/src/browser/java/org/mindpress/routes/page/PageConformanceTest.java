package org.mindpress.routes.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.routes.http.Role;
import org.mindpress.routes.page.Chromium.Look;

/** The page in a real Chromium: every view in light and dark, wide and narrow, and the way from sign-in to a cancelled run by keyboard alone. */
@Tag("conformance")
class PageConformanceTest {
    private static final Path PICTURES = Path.of("target", "page");
    private static final int WIDE = 1280;
    private static final int NARROW = 360;
    private static final int MOST_TABS = 80;

    private static PageWorld world;
    private static Chromium chromium;

    /** What cannot be installed skips the tests and says so; with {@code CI} in the environment it fails them. */
    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Path program = Chromium.install();
        world = PageWorld.start(folder);
        chromium = Chromium.start(program, world.address());
    }

    @AfterAll
    static void stop() throws IOException {
        if (chromium != null) {
            chromium.close();
        }
        if (world != null) {
            world.close();
        }
    }

    static Stream<Look> looks() {
        return Stream.of(ColorScheme.LIGHT, ColorScheme.DARK)
                .flatMap(scheme -> Stream.of(WIDE, NARROW).map(width -> new Look(scheme, width)));
    }

    private static Page signedIn(Look look) {
        return signedIn(look, world.token());
    }

    private static Page signedIn(Look look, String token) {
        Page page = chromium.window(look);
        page.navigate(world.address() + "/");
        page.getByLabel("Token").fill(token);
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .hasText("Overview");
        return page;
    }

    private static void open(Page page, String view) {
        page.evaluate("""
                view => new Promise((done) => {
                  if (location.hash === view || (view === "#/" && location.hash === "")) {
                    done();
                  } else {
                    addEventListener("hashchange", () => setTimeout(done), { once: true });
                    location.hash = view;
                  }
                })""", view);
        page.waitForFunction("() => document.querySelector('main h1') && !document.querySelector('.loading')");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("looks")
    void everyViewIsWithoutFault(Look look) throws Exception {
        List<String> faults = new ArrayList<>();
        Page page = chromium.window(look);
        page.navigate(world.address() + "/");
        assertThat(page.getByLabel("Token")).isVisible();
        examine(page, look, "sign-in", faults);
        page.context().close();

        page = signedIn(look);
        Set<String> seen = new LinkedHashSet<>();
        Deque<String> left = new ArrayDeque<>(List.of(
                "#/",
                "#/runs/" + world.newest(PageWorld.NIGHTLY),
                "#/models/" + PageWorld.NIGHTLY,
                "#/releases/" + PageWorld.NIGHTLY,
                "#/releases/" + PageWorld.NIGHTLY + "?run=" + world.newest(PageWorld.NIGHTLY)));
        while (!left.isEmpty()) {
            String view = left.poll();
            if (seen.add(kind(view))) {
                open(page, view);
                examine(page, look, name(view), faults);
                page.locator("a[href^='#/']").all().forEach(link -> left.add(link.getAttribute("href")));
            }
        }
        open(page, "#/runs/" + world.newest("weekly"));
        examine(page, look, "run-that-could-not-run", faults);
        page.context().close();

        assertThat(faults).as("faults of the views, %s", look).isEmpty();
        assertThat(seen).hasSizeGreaterThan(6);
    }

    /** Of views that differ only in what they show one is enough. */
    private static String kind(String view) {
        String[] parts = view.split("\\?", 2);
        return parts[0].replaceFirst("^(#/[^/]*/).+", "$1*")
                + (parts.length > 1 ? "?" + parts[1].replaceAll("=[^&]*", "") : "");
    }

    private static String name(String view) {
        String name = kind(view).replace("*", "one").replaceAll("[^a-z]+", "-").replaceAll("^-|-$", "");
        return name.isEmpty() ? "overview" : name;
    }

    private static void examine(Page page, Look look, String view, List<String> faults) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(view + "-" + look + ".png"))
                .setFullPage(true));
        chromium.findings(page).forEach(finding -> faults.add(view + ": " + finding));
        Object beyond = page.evaluate("() => document.scrollingElement.scrollWidth - innerWidth");
        if (((Number) beyond).intValue() > 0) {
            faults.add(view + ": is " + beyond + " pixels wider than the window");
        }
        page.locator(".fault").allInnerTexts().stream()
                .filter(text -> !text.isBlank())
                .forEach(fault -> faults.add(view + ": says " + fault));
        chromium.complaints().forEach(complaint -> faults.add(view + ": " + complaint));
    }

    @Test
    void aWrongTokenIsRefusedWithTheReason() {
        Page page = chromium.window(new Look(ColorScheme.LIGHT, WIDE));
        page.navigate(world.address() + "/");
        page.getByLabel("Token").fill("mp_nonsense");
        page.keyboard().press("Enter");

        assertThat(page.getByRole(AriaRole.ALERT)).not().isEmpty();
        assertThat(page.getByRole(AriaRole.NAVIGATION)).isHidden();
        assertThat(chromium.complaints()).isEmpty();
        page.context().close();
    }

    @Test
    void aModelSaysWhichLayersLostAndDrawsItsNights() {
        Page page = signedIn(new Look(ColorScheme.LIGHT, WIDE));
        open(page, "#/models/" + PageWorld.NIGHTLY);

        assertThat(page.locator(".losses li").first()).hasText(Pattern.compile("[a-z.]+ lost [0-9.]+ dB since .+"));
        assertThat(page.locator(".heat tbody tr").first().locator("td")).hasCount(3);
        assertThat(page.locator("canvas")).hasCount(5);
        assertThat(chromium.complaints()).isEmpty();
        page.context().close();
    }

    @Test
    void aRunForNewDataShowsHowFarTheyAreAndWhatWasNotNeeded() throws Exception {
        Look look = new Look(ColorScheme.LIGHT, NARROW);
        Page page = signedIn(look);
        open(page, "#/runs/" + world.newest(PageWorld.WATCHED));

        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .containsText("unchanged");
        assertThat(page.locator(".graph .skipped")).hasCount(4);
        assertThat(page.locator(".graph .skipped").first()).containsText("not needed");
        assertThat(page.locator("section[aria-labelledby=drift]")).containsText("nothing is to be done");
        assertThat(page.locator("section[aria-labelledby=drift] tbody tr").first())
                .containsText("%");
        List<String> faults = new ArrayList<>();
        examine(page, look, "run-without-drift", faults);
        assertThat(faults).isEmpty();
        page.context().close();
    }

    @Test
    void aPipelineIsChangedWhereItsFaultsAreNamedAsTheyAreWritten() {
        Page page = signedIn(new Look(ColorScheme.LIGHT, WIDE));
        open(page, "#/pipelines/weekly");
        Locator text = page.getByRole(AriaRole.TEXTBOX);
        String right = text.inputValue();
        text.fill(right.replace("iterations: 2", "iterashuns: 2"));
        assertThat(page.locator(".faults li")).containsText("iterashuns");
        page.getByText("Save a new version").click();
        assertThat(page.getByRole(AriaRole.ALERT).filter(new Locator.FilterOptions().setHasText("One fault is left.")))
                .isVisible();
        page.locator(".faults button").click();
        assertThat(text).isFocused();

        text.fill(right.replace("iterations: 2", "iterations: 5"));
        assertThat(page.locator(".faults li")).hasCount(0);
        page.getByText("Save a new version").click();
        assertThat(page.getByRole(AriaRole.ROW)).hasCount(3);
        page.getByText("What it changed").click();
        assertThat(page.locator(".changes")).containsText("stages.calibrate.iterations: 2 → 5");
        assertThat(text).hasValue(right.replace("iterations: 2", "iterations: 5"));
        assertThat(chromium.complaints()).isEmpty();
        page.context().close();
    }

    @Test
    void aScheduleIsPausedAndGoesOnAgain() {
        Page page = signedIn(new Look(ColorScheme.LIGHT, WIDE));
        open(page, "#/");
        assertThat(page.locator("section[aria-labelledby=next] a")).hasText(PageWorld.NIGHTLY);
        open(page, "#/schedules/" + PageWorld.NIGHTLY);
        assertThat(page.locator(".times li")).hasCount(5);
        decide(page, page.locator(".step"), "Pause", "the data is being mended");
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .containsText("paused");
        decide(page, page.locator(".step"), "Resume", "mended");
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .containsText("on");

        assertThat(chromium.complaints()).isEmpty();
        page.getByLabel("From").fill("2999-01-01");
        page.getByLabel("to", new Page.GetByLabelOptions().setExact(true)).fill("2999-01-01");
        page.getByText("Run the times of these days").click();
        assertThat(page.locator("section[aria-labelledby=backfill] [role=alert]"))
                .containsText("future");
        page.context().close();
    }

    @Test
    void aScheduleIsChangedWithItsNextTimesInSightAndFaultsAtTheirFields() throws Exception {
        String before = world.text(PageWorld.NIGHTLY);
        Look look = new Look(ColorScheme.DARK, NARROW);
        Page page = signedIn(look);
        open(page, "#/schedules/" + PageWorld.NIGHTLY);
        page.getByText("Change this schedule").click();
        Locator cron = page.getByLabel("Expression");
        Locator zone = page.getByLabel("Time zone");
        assertThat(page.locator(".fire-times .times li")).hasCount(5);
        assertThat(page.locator(".fire-times .changes")).containsText(Pattern.compile("the clock (leaps|shows)"));

        List<String> faults = new ArrayList<>();
        examine(page, look, "schedule-editor", faults);
        assertThat(faults).isEmpty();
        cron.fill("0 10 12 * * ?");
        assertThat(page.locator(".fire-times .times li").first()).containsText("12:10");
        assertThat(page.locator(".fire-times .changes")).hasCount(0);
        assertThat(chromium.complaints()).isEmpty();
        cron.fill("0 10 12 * *");
        assertThat(page.locator("#cron-fault")).containsText("not a Quartz cron expression");
        assertThat(cron).hasAttribute("aria-invalid", "true");
        zone.fill("Middle/Earth");
        assertThat(page.locator("#time-zone-fault")).containsText("Middle/Earth");
        page.getByText("Save a new version").click();
        assertThat(page.getByRole(AriaRole.ALERT).filter(new Locator.FilterOptions().setHasText("Mend")))
                .isVisible();
        assertThat(world.text(PageWorld.NIGHTLY)).isEqualTo(before);

        cron.fill("0 10 12 * * ?");
        zone.fill("Asia/Kolkata");
        page.getByLabel("While a run is open").selectOption("skip");
        assertThat(cron).hasAttribute("aria-invalid", "false");
        page.getByText("Save a new version").click();
        assertThat(page.locator("main > div > p").first())
                .containsText(Pattern.compile(
                        "0 10 12 .* in Asia/Kolkata; .*; while a run is open the next one is left out"));
        assertThat(world.text(PageWorld.NIGHTLY).lines().filter(line -> !line.startsWith("schedule:")))
                .containsExactlyElementsOf(before.lines()
                        .filter(line -> !line.startsWith("schedule:"))
                        .toList());
        page.context().close();
    }

    /** The rest of the file stays as it is, wherever the entry stands and however it is written. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pipeline: a\n",
                "pipeline: a",
                "schedule: { cron: x }\npipeline: a\n",
                "pipeline: a\nschedule:\n  cron: x\n\n  # of the night\n  overlap: skip\n\n# the data\ndata: { set: b }\n",
                "pipeline: a\nschedule:\n  cron: x\n# in between\n  overlap: skip\ndata: { set: b }\n",
                "pipeline: a\nschedule: { cron: x,\n  overlap: skip }\n\n"
            })
    void onlyTheEntryOfTheScheduleIsWrittenAnew(String text) {
        Page page = signedIn(new Look(ColorScheme.LIGHT, WIDE));
        String changed = (String) page.evaluate("""
                async (text) => (await import("/page/schedule-editor.js")).withSchedule(text,
                  { cron: "0 0 2 * * ?", timeZone: "UTC", misfire: "skip", catchUpRuns: 3, overlap: "queue-one" })""", text);

        String entry = "schedule: { cron: \"0 0 2 * * ?\", time-zone: \"UTC\", misfire: skip, overlap: queue-one }";
        assertThat(changed).containsOnlyOnce("schedule:").contains(entry);
        assertThat(changed.replace(entry, "").lines().filter(line -> !line.isEmpty()))
                .isEqualTo(text.replaceFirst("(?s)schedule:(\\n .*overlap: skip\\n| \\{.*?\\}\\n)", "")
                        .lines()
                        .filter(line -> !line.isEmpty())
                        .toList());
        page.context().close();
    }

    @Test
    void aViewerIsOfferedNothingThatWouldBeRefused() throws Exception {
        String run = world.endless();
        Page page = signedIn(new Look(ColorScheme.LIGHT, WIDE), world.token(Role.VIEWER));
        List<String> changes = new ArrayList<>();
        page.onRequest(request -> {
            if (!request.method().equals("GET") && !request.url().endsWith("/api/pipelines/check")) {
                changes.add(request.method() + " " + request.url());
            }
        });
        for (String view : List.of(
                "#/",
                "#/runs",
                "#/runs/" + run,
                "#/runs/" + world.newest(PageWorld.NIGHTLY),
                "#/models/" + PageWorld.NIGHTLY,
                "#/pipelines",
                "#/pipelines/" + PageWorld.NIGHTLY,
                "#/schedules",
                "#/schedules/" + PageWorld.NIGHTLY,
                "#/releases",
                "#/releases/" + PageWorld.WATCHED)) {
            open(page, view);
            for (Locator one : page.locator("main summary, main button:enabled").all()) {
                one.click();
            }
            assertThat(page.locator("main input:not([type=search]):not(#follow)"))
                    .hasCount(0);
        }
        assertThat(page.locator(".step")).containsText("takes an operator; you are viewer");
        open(page, "#/new-pipeline");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("takes an operator");

        assertThat(changes).isEmpty();
        assertThat(chromium.complaints()).isEmpty();
        world.cancel(run);
        page.context().close();
    }

    @Test
    void anOperatorPromotesToStagingAndIsToldThatProductionTakesAnApprover() throws Exception {
        Page page = signedIn(new Look(ColorScheme.LIGHT, WIDE), world.token(Role.OPERATOR));
        open(page, "#/releases/" + PageWorld.FRESH);
        decide(page, page.locator(".step"), "Promote to staging", "it looks well");

        assertThat(page.locator(".step")).containsText("From staging to production");
        assertThat(page.locator(".step")).containsText("takes an approver; you are operator");
        assertThat(page.locator(".step button")).hasCount(0);
        assertThat(chromium.complaints()).isEmpty();
        page.context().close();
    }

    @Test
    void theReportStandsInTheRunAndMayDoNothing() throws Exception {
        Page page = signedIn(new Look(ColorScheme.LIGHT, WIDE));
        open(page, "#/runs/" + world.newest(PageWorld.NIGHTLY));
        Locator frame = page.locator("iframe");
        frame.scrollIntoViewIfNeeded();

        assertThat(frame).hasAttribute("sandbox", "");
        assertThat(page.frameLocator("iframe").locator("h1")).isVisible();
        assertThat(chromium.complaints()).isEmpty();
        page.context().close();
    }

    @Test
    void aReleaseGoesToProductionAndTheOneBeforeComesBack() throws Exception {
        Page page = signedIn(new Look(ColorScheme.LIGHT, WIDE));
        open(page, "#/releases/" + PageWorld.NIGHTLY);
        decide(page, page.locator(".step"), "Promote to staging", "three good nights");
        decide(page, page.locator(".step"), "Approve for production", "as staging says");
        assertThat(page.locator(".card").first()).containsText("number 2");
        assertThat(world.holds("production")).isEqualTo(world.newest(PageWorld.NIGHTLY));

        Locator before = page.getByRole(AriaRole.ROW)
                .filter(new Locator.FilterOptions().setHasText(Pattern.compile("production\\s*1")));
        before.locator("summary").click();
        decide(page, before, "Roll back", "the old one was better");
        assertThat(page.locator(".card").first()).containsText("number 3");
        assertThat(world.holds("production")).isNotEqualTo(world.newest(PageWorld.NIGHTLY));
        assertThat(chromium.complaints()).isEmpty();
        page.context().close();
    }

    private static void decide(Page page, Locator form, String label, String why) {
        form.getByRole(AriaRole.TEXTBOX).fill(why);
        form.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(label))
                .click();
        assertThat(page.getByText(why).first()).isVisible();
    }

    @Test
    void byKeyboardAloneFromSignInToACancelledRunAndOut() throws Exception {
        String run = world.endless();
        Page page = chromium.window(new Look(ColorScheme.LIGHT, WIDE));
        page.navigate(world.address() + "/");
        assertThat(page.getByLabel("Token")).isFocused();
        page.keyboard().type(world.token());
        page.keyboard().press("Enter");

        press(page, page.getByRole(AriaRole.NAVIGATION).getByText("Runs"));
        press(page, page.locator("a[href='#/runs/" + run + "']").first());
        assertThat(page.getByRole(AriaRole.PROGRESSBAR).first()).isVisible();
        press(page, page.getByText("Cancel", new Page.GetByTextOptions().setExact(true)));
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .containsText(Pattern.compile("cancelled"));
        press(page, page.getByText("Sign out"));

        assertThat(page.getByLabel("Token")).isVisible();
        assertThat(world.run(run).path("status").asText()).isEqualTo("CANCELLED");
        assertThat(chromium.complaints()).isEmpty();
        page.context().close();
    }

    /** Goes there with the tabulator and presses Enter; what has the focus must show it, but for a new view, which takes it itself when it comes. */
    private static void press(Page page, Locator target) {
        assertThat(target).isVisible();
        for (int tabs = 0; tabs < MOST_TABS; tabs++) {
            page.keyboard().press("Tab");
            Object shown = page.evaluate("""
                    () => {
                      const style = getComputedStyle(document.activeElement);
                      return document.activeElement === document.body || document.activeElement.id === "view"
                        || style.outlineStyle !== "none" || style.boxShadow !== "none";
                    }""");
            assertThat(shown)
                    .as("focus is seen on %s", page.evaluate("() => document.activeElement.outerHTML"))
                    .isEqualTo(true);
            if ((boolean) target.evaluate("element => element === document.activeElement")) {
                page.keyboard().press("Enter");
                return;
            }
        }
        throw new AssertionError("no tabulator leads to " + target);
    }
}
