package org.mindpress.routes.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.mindpress.processors.release.ReleaseRecord;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.schedule.HandledFires;
import org.mindpress.processors.stage.RunListener;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts what happened to those who want to know. A message is written into the bucket first and goes when a receiver has answered with 2xx, so that it outlives this
 * process; it may come twice and then has the same id. Failures are tried again after 10 s, then four times as long each time, at most six hours; after {@value #MOST_ATTEMPTS} tries,
 * or 410, a message is dead and stays for a person. No run waits for any of it. Thread-safe.
 */
public final class Webhooks implements RunListener, AutoCloseable {
    static final int MOST_ATTEMPTS = 8;
    static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    static final Duration LONGEST_PAUSE = Duration.ofHours(6);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long LOOK_SECONDS = 2;
    private static final int ID_DIGITS = 32;
    private static final int GONE = 410;
    private static final double JITTER = 0.2;
    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

    private final List<WebhookTarget> targets;
    private final DeliveryStore deliveries;
    private final Clock clock;
    private final Random random = new Random();
    // a receiver that sends us elsewhere is not followed: it might be made to reach what only this machine can
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "webhooks");
        thread.setDaemon(true);
        return thread;
    });

    public Webhooks(List<WebhookTarget> targets, ArtifactStore bucket, Clock clock) {
        this.targets = List.copyOf(targets);
        this.deliveries = new DeliveryStore(bucket);
        this.clock = clock;
    }

    /** Sends by itself from now on, first what an earlier process left. */
    public void start() {
        if (!targets.isEmpty()) {
            var unused = timer.scheduleWithFixedDelay(this::quietly, 0, LOOK_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    public void runFinished(RunReference run, RunOutcome outcome) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("pipeline", run.pipeline())
                .put("run", run.run().text())
                .put("status", outcome.status().name())
                .put("reason", outcome.reason());
        outcome.figures().forEach(body.putObject("figures")::put);
        tellOrWarn(WebhookEvent.RUN_ENDED, run.toString(), body);
    }

    /** A time of a schedule has no run. */
    public void skipped(String pipeline, HandledFires.Fire fire) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("pipeline", pipeline)
                .put("time", fire.time().toString())
                .put("action", fire.action().name().toLowerCase(Locale.ROOT))
                .put("reason", fire.reason());
        tellOrWarn(WebhookEvent.SCHEDULE_SKIPPED, pipeline + " " + fire.time(), body);
    }

    /** Whether anybody wants to hear of such events. */
    boolean tellsOf(WebhookEvent event) {
        return targets.stream().anyMatch(target -> target.events().contains(event));
    }

    /** A channel holds something else. */
    void released(ReleaseRecord record) throws IOException {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("pipeline", record.pipeline())
                .put("run", record.run())
                .put("channel", record.channel().spelling())
                .put("number", record.number())
                .put("action", record.action().name().toLowerCase(Locale.ROOT))
                .put("by", record.by())
                .put("why", record.why());
        tell(WebhookEvent.RELEASED, record.title(), body);
    }

    /** What comes only once is lost when the bucket does not take it. */
    private void tellOrWarn(WebhookEvent event, String subject, ObjectNode body) {
        try {
            tell(event, subject, body);
        } catch (IOException e) {
            LOG.warn("webhooks: {} of {} is not told: {}", event.spelling(), subject, e.getMessage());
        }
    }

    /** Puts a message for each receiver on its way. */
    private void tell(WebhookEvent event, String subject, ObjectNode body) throws IOException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        for (WebhookTarget target : targets) {
            if (!target.events().contains(event)) {
                continue;
            }
            String id = Sha256.of(
                            (event.spelling() + "\n" + subject + "\n" + target.name()).getBytes(StandardCharsets.UTF_8))
                    .substring(0, ID_DIGITS);
            ObjectNode message = JsonNodeFactory.instance
                    .objectNode()
                    .put("version", Delivery.VERSION)
                    .put("id", id)
                    .put("event", event.spelling())
                    .put("at", now.toString());
            message.setAll(body);
            deliveries.add(new Delivery(
                    Delivery.VERSION, id, target.name(), event.spelling(), message.toString(), 0, now, "", now));
        }
    }

    private void quietly() {
        try {
            sendDue();
        } catch (IOException | RuntimeException e) {
            LOG.warn("webhooks wait: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tries every message whose time has come, once. */
    void sendDue() throws IOException, InterruptedException {
        for (Delivery delivery : deliveries.outbox()) {
            if (!delivery.nextAt().isAfter(clock.instant())) {
                Optional<WebhookTarget> target = targets.stream()
                        .filter(one -> one.name().equals(delivery.target()))
                        .findFirst();
                if (target.isEmpty()) {
                    deliveries.bury(delivery.failed("no webhook has this name any more", clock.instant()));
                } else {
                    send(delivery, target.get());
                }
            }
        }
    }

    private void send(Delivery delivery, WebhookTarget target) throws IOException, InterruptedException {
        String fault;
        boolean gone = false;
        try {
            HttpResponse<Void> answer = http.send(
                    HttpRequest.newBuilder(target.url())
                            .timeout(LIMIT)
                            .header("Content-Type", "application/json")
                            .header("Mindpress-Event", delivery.event())
                            .header("Mindpress-Delivery", delivery.id())
                            .header(
                                    WebhookSignature.HEADER,
                                    WebhookSignature.of(target.secret(), clock.instant(), delivery.body()))
                            .POST(HttpRequest.BodyPublishers.ofString(delivery.body()))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            if (answer.statusCode() / 100 == 2) {
                deliveries.delivered(delivery);
                return;
            }
            fault = "the receiver answers " + answer.statusCode();
            gone = answer.statusCode() == GONE;
        } catch (IOException e) {
            // its text may hold the address
            fault = "the receiver cannot be reached: " + e.getClass().getSimpleName();
        }
        Delivery failed = delivery.failed(fault, clock.instant().plus(pause(delivery.attempts())));
        if (gone || failed.attempts() >= MOST_ATTEMPTS) {
            LOG.error(
                    "webhook {}: {} is dead after {} tries: {}",
                    target.name(),
                    delivery.id(),
                    failed.attempts(),
                    fault);
            deliveries.bury(failed);
        } else {
            LOG.warn("webhook {}: {} is tried again: {}", target.name(), delivery.id(), fault);
            deliveries.update(failed);
        }
    }

    /** Not the same for all messages, so that they do not come back all at once. */
    private Duration pause(int attempts) {
        double seconds = Math.min(FIRST_PAUSE.toSeconds() * Math.pow(4, attempts), (double) LONGEST_PAUSE.toSeconds());
        return Duration.ofMillis((long) (seconds * 1000 * (1 - JITTER + 2 * JITTER * random.nextDouble())));
    }

    List<Delivery> dead() throws IOException {
        return deliveries.dead();
    }

    Optional<Delivery> revive(String id) throws IOException {
        return deliveries.revive(id, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
