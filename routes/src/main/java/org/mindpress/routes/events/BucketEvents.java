package org.mindpress.routes.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.mindpress.processors.pipeline.DataSettings;

/**
 * Data sets that an event document tells of. Forms: {@code Records} as S3 and MinIO send them, with keys percent-encoded; the same in the
 * {@code Message} of an SNS notification; EventBridge ({@code "source": "aws.s3"}), with keys as they are; and the {@code s3:TestEvent} of S3,
 * which tells of none. Events of other buckets and of other objects than data are passed over.
 *
 * @param changed sets of which an object was written or removed
 * @param ended those of them whose marker was written
 */
public record BucketEvents(SortedSet<String> changed, SortedSet<String> ended) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FOLDER = "datasets/";

    public BucketEvents {
        changed = Collections.unmodifiableSortedSet(new TreeSet<>(changed));
        ended = Collections.unmodifiableSortedSet(new TreeSet<>(ended));
    }

    /**
     * Reads a document.
     *
     * @param bucket whose events count
     * @throws EventRefusal when it has none of the forms; nothing of it counts then
     */
    public static BucketEvents read(JsonNode document, String bucket) throws EventRefusal {
        SortedSet<String> changed = new TreeSet<>();
        SortedSet<String> ended = new TreeSet<>();
        read(notification(document), bucket, changed, ended);
        return new BucketEvents(changed, ended);
    }

    private static JsonNode notification(JsonNode document) throws EventRefusal {
        String type = document.path("Type").asText("");
        if (type.equals("SubscriptionConfirmation")) {
            throw new EventRefusal(
                    "this is an SNS subscription; confirm it yourself, addresses in a body are not called");
        }
        if (!type.equals("Notification")) {
            return document;
        }
        try {
            return JSON.readTree(document.path("Message").asText(""));
        } catch (JsonProcessingException e) {
            throw new EventRefusal("'Message' of the SNS notification is no JSON");
        }
    }

    private static void read(JsonNode document, String bucket, SortedSet<String> changed, SortedSet<String> ended)
            throws EventRefusal {
        if (document.path("Event").asText("").equals("s3:TestEvent")) {
            return;
        }
        if (document.path("source").asText("").equals("aws.s3")) {
            JsonNode detail = document.path("detail");
            String name = text(detail.path("bucket").path("name"), "detail.bucket.name");
            String key = text(detail.path("object").path("key"), "detail.object.key");
            boolean created = document.path("detail-type").asText("").equals("Object Created");
            add(name.equals(bucket) ? key : "", created, changed, ended);
            return;
        }
        JsonNode records = document.path("Records");
        if (!records.isArray()) {
            throw new EventRefusal(
                    "the body is no event of a bucket: expected an object with a list 'Records', as S3 and MinIO send it");
        }
        for (int i = 0; i < records.size(); i++) {
            record(records.get(i), "Records[" + i + "]", bucket, changed, ended);
        }
    }

    private static void record(
            JsonNode record, String place, String bucket, SortedSet<String> changed, SortedSet<String> ended)
            throws EventRefusal {
        String event = text(record.path("eventName"), place + ".eventName");
        String name = text(record.path("s3").path("bucket").path("name"), place + ".s3.bucket.name");
        String encoded = text(record.path("s3").path("object").path("key"), place + ".s3.object.key");
        String kind = event.startsWith("s3:") ? event.substring("s3:".length()) : event;
        boolean created = kind.startsWith("ObjectCreated:");
        boolean counts = name.equals(bucket) && (created || kind.startsWith("ObjectRemoved:"));
        try {
            String key = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
            add(counts ? key : "", created, changed, ended);
        } catch (IllegalArgumentException e) {
            throw new EventRefusal("'" + place + ".s3.object.key' is not percent-encoded");
        }
    }

    private static void add(String key, boolean created, SortedSet<String> changed, SortedSet<String> ended) {
        int slash = key.indexOf('/', FOLDER.length());
        if (key.startsWith(FOLDER) && slash > FOLDER.length() && slash < key.length() - 1) {
            String set = key.substring(FOLDER.length(), slash);
            changed.add(set);
            if (created && key.substring(slash + 1).equals(DataSettings.MARKER)) {
                ended.add(set);
            }
        }
    }

    private static String text(JsonNode node, String place) throws EventRefusal {
        if (!node.isTextual() || node.textValue().isEmpty()) {
            throw new EventRefusal("'" + place + "' is missing or no text");
        }
        return node.textValue();
    }
}
