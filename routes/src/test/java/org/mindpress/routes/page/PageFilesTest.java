package org.mindpress.routes.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class PageFilesTest {
    private static final Path FOLDER = Path.of("src/main/resources/org/mindpress/routes/page");
    private static final Pattern IMPORT = Pattern.compile("from \"\\./([^\"]+)\"");
    private static final Pattern LINK = Pattern.compile("(?:src|href)=\"/page/([^\"]+)\"");
    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s\"'`)]+");

    static final Iterable<String> NAMES = PageFiles.FILES;

    @Test
    void everyFileOfTheFolderIsServed() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(PageFiles.FILES);
        }
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void aFileLoadsOnlyWhatIsServedAndNothingFromElsewhere(String name) throws IOException {
        String text = Files.readString(FOLDER.resolve(name));

        for (Pattern pattern : new Pattern[] {IMPORT, LINK}) {
            assertThat(pattern.matcher(text).results().map(match -> match.group(1)))
                    .allMatch(file -> PageFiles.FILES.contains(file) || file.startsWith("uPlot."));
        }
        assertThat(ADDRESS.matcher(text).results().map(match -> URI.create(match.group())))
                .isEmpty();
    }

    /** What the policy forbids would be seen in a browser only. */
    @ParameterizedTest
    @FieldSource("NAMES")
    void noFileHasWhatThePolicyForbids(String name) throws IOException {
        assertThat(Files.readString(FOLDER.resolve(name)))
                .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
                .doesNotContain(" style=\"", " onclick=", "<style", "javascript:");
    }
}
