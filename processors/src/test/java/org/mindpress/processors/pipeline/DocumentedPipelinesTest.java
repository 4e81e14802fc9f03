package org.mindpress.processors.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What readers copy out of the documents is a pipeline that the parser takes. */
class DocumentedPipelinesTest {
    private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/from-mindspore.md"})
    void everyYamlBlockIsAPipeline(String document) throws IOException, PipelineException {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = YAML.matcher(Files.readString(Path.of("..", document)));
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        assertThat(blocks).isNotEmpty();
        for (String block : blocks) {
            Pipeline pipeline = new PipelineParser(UriRules.bucketOnly()).parse(document, block);
            assertThat(pipeline.stages().qat()).isPresent();
            assertThat(pipeline.stages().distill()).isPresent();
            assertThat(pipeline.gateDropPoints()).isPresent();
        }
    }
}
