package org.mindpress.processors.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mindpress.processors.run.Documents;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ReportPageTest {
    private static final String HOSTILE = "\"><script>alert('x')</script><img src=x onerror=y>&\u0001 net";

    static Stream<Report> reports() {
        return Stream.of(ExampleReports.full("cifar10"), ExampleReports.full(HOSTILE), ExampleReports.minimal());
    }

    @ParameterizedTest
    @MethodSource("reports")
    void pageIsWellFormedAndNeedsNothingFromElsewhere(Report report) throws Exception {
        String page = ReportPage.html(report);
        Document document = parse(page);
        NodeList elements = document.getElementsByTagName("*");
        for (int i = 0; i < elements.getLength(); i++) {
            Element element = (Element) elements.item(i);
            assertThat(element.getTagName()).isNotIn("script", "link", "img", "iframe", "object", "base");
            for (String attribute : List.of("src", "href", "onerror", "xlink:href")) {
                assertThat(element.hasAttribute(attribute)).isFalse();
            }
        }
        assertThat(page).doesNotContain("http:", "https:", "url(", "@import");
    }

    @Test
    void namesAreShownAsTheyAreAndNeverAsMarkup() throws Exception {
        Document document = parse(ReportPage.html(ExampleReports.full(HOSTILE)));
        String shown = HOSTILE.replace('\u0001', '\uFFFD');
        assertThat(document.getElementsByTagName("h1").item(0).getTextContent()).isEqualTo(shown);
        assertThat(document.getElementsByTagName("title").item(0).getTextContent())
                .startsWith(shown);
    }

    @Test
    void halvesOfSurrogatePairsDoNotReachThePage() {
        assertThat(Html.escape("a\uD800b\uD83D\uDE00")).isEqualTo("a\uFFFDb\uD83D\uDE00");
    }

    @Test
    void fullPageShowsTheNumbersOfTheReport() throws Exception {
        String text = parse(ReportPage.html(ExampleReports.full("cifar10")))
                .getDocumentElement()
                .getTextContent()
                .replace('\u00a0', ' ');
        assertThat(text)
                .contains("91.72 %", "9,172 of 10,000 test images right")
                .contains("0 of 100,000 logits differ, 0 of 4,382,720 intermediate values")
                .contains("318,088 of 1,113,725 bytes", "28.6 % of float")
                .contains("150 steps of 128, 19,200 images seen", "Example CPU at 2.50 GHz")
                .contains("gate 1.00")
                .doesNotContain("NaN", "Infinity", "null");
    }

    @Test
    void fullStopsAndCommasFollowTheirWords() throws Exception {
        for (Report report : List.of(ExampleReports.full("cifar10"), ExampleReports.minimal())) {
            String text = parse(ReportPage.html(report))
                    .getElementsByTagName("body")
                    .item(0)
                    .getTextContent();
            assertThat(text).contains(" result.json.").doesNotContainPattern("[a-z0-9]\\s[.,]");
        }
    }

    @Test
    void whatWasNotMeasuredSaysSo() throws Exception {
        String text = parse(ReportPage.html(ExampleReports.minimal()))
                .getDocumentElement()
                .getTextContent();
        assertThat(text)
                .contains("not measured: no training in this pipeline", "Parity was not measured", "No training")
                .doesNotContain("0 of 0", "NaN", "null");
    }

    @ParameterizedTest
    @MethodSource("reports")
    void documentsReadBackAsTheyWereWritten(Report report) throws Exception {
        assertThat(Documents.read("certificate.json", Documents.write(report.certificate()), Certificate.class))
                .isEqualTo(report.certificate());
        assertThat(Documents.read("evaluation.json", Documents.write(report.evaluation()), Evaluation.class))
                .isEqualTo(report.evaluation());
        assertThat(Documents.read("measurements.json", Documents.write(report.measurements()), Measurements.class))
                .isEqualTo(report.measurements());
        byte[] whole = Documents.write(report);
        assertThat(Documents.write(Documents.read("report.json", whole, Report.class)))
                .isEqualTo(whole);
    }

    private static Document parse(String page) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
    }
}
