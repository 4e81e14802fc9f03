package org.mindpress.routes.page;

import static org.junit.jupiter.api.Assumptions.abort;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Chromium of this machine, driven by Playwright, which downloads nothing. Hears all that its windows complain of: errors on the console
 * (violations of the page's policy are such), exceptions, and requests to other hosts. Not thread-safe.
 */
final class Chromium implements AutoCloseable {
    private static final List<String> QUIET = List.of(
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-quic",
            "--disable-sync");
    private static final Logger LOG = LoggerFactory.getLogger(Chromium.class);
    private static final long MINUTES = 10;
    private static final double LIMIT_MILLIS = 20_000;
    private static final int HEIGHT = 900;
    private static final String AXE = axe();

    private final Playwright playwright;
    private final Browser browser;
    private final URI service;
    private final List<String> complaints = new ArrayList<>();

    private Chromium(Playwright playwright, Browser browser, URI service) {
        this.playwright = playwright;
        this.browser = browser;
        this.service = service;
    }

    /** Its path. What cannot be installed skips the tests and says so; with {@code CI} in the environment it fails them. */
    static Path install() throws IOException, InterruptedException {
        Process install = new ProcessBuilder("bash", "../conformance/install", "chromium")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> said = install.inputReader().lines().toList();
        if (install.waitFor(MINUTES, TimeUnit.MINUTES) && install.exitValue() == 0) {
            return Path.of(said.get(said.size() - 1));
        }
        String reason =
                "Chromium is not installed, so nothing was proven of the page. Try: conformance/install chromium";
        if (System.getenv("CI") != null) {
            throw new AssertionError(reason);
        }
        LOG.error("CONFORMANCE SKIPPED: {}", reason);
        return abort(reason);
    }

    /**
     * Starts it.
     *
     * @param program its path
     * @param service the only host that pages may ask
     */
    static Chromium start(Path program, URI service) {
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program)
                        .setArgs(QUIET));
        PlaywrightAssertions.setDefaultAssertionTimeout(LIMIT_MILLIS);
        return new Chromium(playwright, browser, service);
    }

    /** A window with cookies of its own; what others complained of is forgotten. Closing its context closes it. */
    Page window(Look look) {
        complaints.clear();
        BrowserContext context = browser.newContext(
                new Browser.NewContextOptions().setColorScheme(look.scheme()).setViewportSize(look.width(), HEIGHT));
        context.setDefaultTimeout(LIMIT_MILLIS);
        Page page = context.newPage();
        page.onConsoleMessage(this::hear);
        page.onPageError(fault -> complaints.add("exception: " + fault));
        page.onRequest(this::hear);
        return page;
    }

    /** What was complained of since the last call. */
    List<String> complaints() {
        List<String> all = List.copyOf(complaints);
        complaints.clear();
        return all;
    }

    /** Serious and critical findings of axe-core in a window, one a line, with the elements. */
    @SuppressWarnings("unchecked")
    List<String> findings(Page page) {
        page.evaluate(AXE);
        return (List<String>) page.evaluate("""
                async () => {
                  const found = await axe.run(document, { resultTypes: ["violations"], iframes: false });
                  return found.violations
                    .filter((finding) => ["serious", "critical"].includes(finding.impact))
                    .map((finding) => `${finding.id} (${finding.impact}): ${finding.help}: `
                      + finding.nodes.map((node) => `${node.html} ${node.failureSummary}`).join("; "));
                }""");
    }

    private void hear(ConsoleMessage message) {
        if (message.type().equals("error") && !isAskedWhoWeAre(message)) {
            complaints.add("console: " + message.text() + " " + message.location());
        }
    }

    /** Chromium calls it an error that somebody who has not signed in is told so. */
    private static boolean isAskedWhoWeAre(ConsoleMessage message) {
        return message.text().contains(" 401 ") && message.location().contains("/api/session");
    }

    private void hear(Request request) {
        URI address = URI.create(request.url());
        if (!"data".equals(address.getScheme()) && !service.getAuthority().equals(address.getAuthority())) {
            complaints.add("asked another host: " + address);
        }
    }

    private static String axe() {
        try (InputStream script = Chromium.class.getResourceAsStream("/axe.min.js")) {
            if (script == null) {
                throw new IOException("axe.min.js is not on the class path");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }

    /**
     * How a window looks.
     *
     * @param scheme what the reader's system prefers
     * @param width pixels
     */
    record Look(ColorScheme scheme, int width) {
        @Override
        public String toString() {
            return scheme.name().toLowerCase(java.util.Locale.ROOT) + "-" + width;
        }
    }
}
