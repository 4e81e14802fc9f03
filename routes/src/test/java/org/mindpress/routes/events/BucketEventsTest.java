package org.mindpress.routes.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BucketEventsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static String record(String event, String bucket, String key) {
        return """
                {"eventName": "%s", "s3": {"bucket": {"name": "%s"}, "object": {"key": "%s", "size": 1}}}
                """.formatted(event, bucket, key);
    }

    static String records(String... records) {
        return "{\"Records\": [" + String.join(",", records) + "]}";
    }

    private static BucketEvents read(String text) throws Exception {
        return BucketEvents.read(JSON.readTree(text), "mindpress");
    }

    static Stream<Arguments> oneMarker() throws Exception {
        String s3 = records(record("ObjectCreated:Put", "mindpress", "datasets/cifar10/_READY"));
        String minio = "{\"EventName\": \"s3:ObjectCreated:Put\", \"Key\": \"mindpress/datasets/cifar10/_READY\", "
                + records(record("s3:ObjectCreated:Put", "mindpress", "datasets%2Fcifar10%2F_READY"))
                        .substring(1);
        String sns = JSON.writeValueAsString(
                JSON.createObjectNode().put("Type", "Notification").put("Message", s3));
        String eventBridge = """
                {"source": "aws.s3", "detail-type": "Object Created",
                 "detail": {"bucket": {"name": "mindpress"}, "object": {"key": "datasets/cifar10/_READY"}}}
                """;
        return Stream.of(
                Arguments.of("S3", s3),
                Arguments.of("MinIO", minio),
                Arguments.of("SNS", sns),
                Arguments.of("EventBridge", eventBridge));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oneMarker")
    void everyFormTellsTheSame(String form, String text) throws Exception {
        BucketEvents events = read(text);

        assertThat(events.changed()).containsExactly("cifar10");
        assertThat(events.ended()).containsExactly("cifar10");
    }

    @Test
    void aBodyOfARealMinioTellsOfANameWithEveryKindOfCharacter() throws Exception {
        try (InputStream body = BucketEventsTest.class.getResourceAsStream("minio-2026-02-12.json")) {
            BucketEvents events = BucketEvents.read(JSON.readTree(body), "mindpress");

            assertThat(events.changed()).containsExactly("größe 模型 + 50%25&'quote'.png");
            assertThat(events.ended()).isEqualTo(events.changed());
        }
    }

    @Test
    void severalRecordsTellOfSeveralSets() throws Exception {
        BucketEvents events = read(records(
                record("s3:ObjectCreated:Put", "mindpress", "datasets/b/train+images%2Bmore.png"),
                record("s3:ObjectRemoved:Delete", "mindpress", "datasets/c/_READY"),
                record("s3:ObjectCreated:CompleteMultipartUpload", "mindpress", "datasets/a/_READY"),
                record("s3:ObjectCreated:Put", "mindpress", "datasets/a/deep/_READY")));

        assertThat(events.changed()).containsExactly("a", "b", "c");
        assertThat(events.ended()).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "datasets/_READY",
                "datasets/",
                "datasets//_READY",
                "datasets/a/",
                "datasets",
                "runs/datasets/a/_READY",
                "_READY"
            })
    void otherKeysTellOfNothing(String key) throws Exception {
        assertThat(read(records(record("s3:ObjectCreated:Put", "mindpress", key)))
                        .changed())
                .isEmpty();
    }

    @Test
    void otherBucketsOtherEventsAndTestMessagesTellOfNothing() throws Exception {
        assertThat(read(records(
                                record("s3:ObjectCreated:Put", "other", "datasets/a/_READY"),
                                record("s3:ObjectAccessed:Get", "mindpress", "datasets/a/_READY")))
                        .changed())
                .isEmpty();
        assertThat(read("{\"Service\": \"Amazon S3\", \"Event\": \"s3:TestEvent\", \"Bucket\": \"mindpress\"}")
                        .changed())
                .isEmpty();
        assertThat(read(records()).changed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "7",
                "\"text\"",
                "null",
                "{\"Records\": {}}",
                "{\"Records\": [7]}",
                "{\"Records\": [{\"eventName\": \"s3:ObjectCreated:Put\"}]}",
                "{\"Type\": \"Notification\", \"Message\": \"no json\"}",
                "{\"Type\": \"Notification\"}",
                "{\"Type\": \"SubscriptionConfirmation\", \"SubscribeURL\": \"http://localhost/\"}",
                "{\"source\": \"aws.s3\", \"detail\": {}}"
            })
    void whatIsNoEventIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(EventRefusal.class);
    }

    @Test
    void oneBadRecordRefusesAllAndIsNamed() {
        String text = records(
                record("s3:ObjectCreated:Put", "mindpress", "datasets/a/_READY"),
                record("s3:ObjectCreated:Put", "mindpress", "datasets%zz"));

        assertThatThrownBy(() -> read(text))
                .isInstanceOf(EventRefusal.class)
                .hasMessageContaining("Records[1].s3.object.key");
    }
}
