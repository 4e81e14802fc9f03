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
        Page page = chromium.window(look);
        page.navigate(world.address() + "/");
        page.getByLabel("Token").fill(world.token());
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

    /** Goes there with the tabulator and presses Enter; what has the focus must show it. */
    private static void press(Page page, Locator target) {
        assertThat(target).isVisible();
        for (int tabs = 0; tabs < MOST_TABS; tabs++) {
            page.keyboard().press("Tab");
            Object shown = page.evaluate("""
                    () => {
                      const style = getComputedStyle(document.activeElement);
                      return document.activeElement === document.body
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
