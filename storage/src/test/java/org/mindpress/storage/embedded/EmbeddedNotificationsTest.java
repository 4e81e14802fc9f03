package org.mindpress.storage.embedded;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.storage.s3.S3ChangeFeed;

class EmbeddedNotificationsTest {
    @Test
    void theEmbeddedServerHasNoneAndNobodyIsTroubledWithItsReason(@TempDir Path folder) throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(folder);
                S3ChangeFeed feed = S3ChangeFeed.of(store.settings())) {
            assertThatThrownBy(() -> feed.listen("datasets/", key -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("it has no notifications for listeners, it answers 403");
        }
    }
}
