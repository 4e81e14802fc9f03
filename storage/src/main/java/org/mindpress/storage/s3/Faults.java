package org.mindpress.storage.s3;

import io.minio.errors.ErrorResponseException;
import io.minio.errors.InsufficientDataException;
import io.minio.errors.InvalidResponseException;
import io.minio.errors.ServerException;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.mindpress.storage.CredentialsRefusedException;
import org.mindpress.storage.MissingObjectException;
import org.mindpress.storage.StoreFullException;
import org.mindpress.storage.StoreSettings;

/**
 * Turns what the SDK throws into the store's few coded faults. The SDK hides an unreachable server in an
 * {@link IllegalStateException}, and other faults in one or more completion exceptions.
 */
final class Faults {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int INSUFFICIENT_STORAGE = 507;

    private static final Pattern STATUS_IN_MESSAGE = Pattern.compile("Response code: (\\d{3})");

    private static final Set<String> FULL =
            Set.of("XMinioStorageFull", "InsufficientStorage", "QuotaExceeded", "XMinioAdminBucketQuotaExceeded");
    private static final Set<String> PASSING =
            Set.of("SlowDown", "RequestTimeout", "ServiceUnavailable", "InternalError", "IncompleteBody");
    private static final Set<String> REFUSED = Set.of(
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "AccessDenied",
            "AuthorizationHeaderMalformed",
            "ExpiredToken");

    private final StoreSettings settings;

    Faults(StoreSettings settings) {
        this.settings = settings;
    }

    /** The coded fault for anything thrown by a call about {@code key} (or a prefix, for lists). */
    IOException translate(Throwable thrown, String key) {
        Throwable fault = thrown;
        while ((fault instanceof ExecutionException
                        || fault instanceof CompletionException
                        || fault instanceof IllegalStateException
                        || fault.getClass() == io.minio.errors.MinioException.class)
                && fault.getCause() != null) {
            fault = fault.getCause();
        }
        if (fault instanceof ErrorResponseException answer) {
            return answered(answer, key);
        }
        if (fault instanceof ServerException answer) {
            int status = answer.statusCode();
            return byStatus(status, "answer " + status, fault, key);
        }
        if (fault instanceof InvalidResponseException) {
            return unreadable(fault, key);
        }
        if (fault instanceof SSLException) {
            return new IOException(where() + ": no secure connection: " + firstLine(fault), fault);
        }
        if (fault instanceof IOException || fault instanceof InsufficientDataException) {
            return new TransientFault(fault.getClass().getSimpleName() + ": " + firstLine(fault), fault);
        }
        if (fault instanceof Error error) {
            throw error;
        }
        return new IOException(where() + ", " + key + ": " + firstLine(fault), fault);
    }

    private IOException answered(ErrorResponseException fault, String key) {
        int status = fault.response().code();
        String code = Objects.requireNonNullElse(fault.errorResponse().code(), "");
        String said = code + " (" + status + ")";
        if (code.equals("NoSuchBucket")) {
            return missingBucket();
        }
        if (FULL.contains(code)) {
            return new StoreFullException(where() + " has no room for " + key + ": " + said);
        }
        if (REFUSED.contains(code)) {
            return new CredentialsRefusedException(where() + ": credentials refused: " + said);
        }
        if (code.equals("RequestTimeTooSkewed")) {
            return new IOException(where() + ": the clocks of this machine and the server differ too much: set them");
        }
        if (PASSING.contains(code)) {
            return new TransientFault(said, fault);
        }
        return byStatus(status, said, fault, key);
    }

    /** A gateway before the server answers in its own words; the SDK gives their status in the message only. */
    private IOException unreadable(Throwable fault, String key) {
        Matcher status = STATUS_IN_MESSAGE.matcher(firstLine(fault));
        if (status.find() && Integer.parseInt(status.group(1)) >= TOO_MANY_REQUESTS) {
            return byStatus(Integer.parseInt(status.group(1)), "answer " + status.group(1), fault, key);
        }
        return new IOException(where() + " does not answer as an S3 server: " + firstLine(fault), fault);
    }

    private IOException byStatus(int status, String said, Throwable fault, String key) {
        return switch (status) {
            case UNAUTHORIZED, FORBIDDEN -> new CredentialsRefusedException(where() + ": credentials refused: " + said);
            case NOT_FOUND -> new MissingObjectException(key);
            case PRECONDITION_FAILED -> new PreconditionFailed(key);
            case INSUFFICIENT_STORAGE -> new StoreFullException(where() + " has no room for " + key + ": " + said);
            case CONFLICT, TOO_MANY_REQUESTS -> new TransientFault(said, fault);
            default ->
                status >= 500 && status != NOT_IMPLEMENTED
                        ? new TransientFault(said, fault)
                        : new IOException(where() + ", " + key + ": " + said, fault);
        };
    }

    IOException missingBucket() {
        return new IOException(where() + ": there is no such bucket. Remedy: create it, or correct its name");
    }

    /** Server and bucket, for messages. */
    String where() {
        return "store " + settings.endpoint() + ", bucket " + settings.bucket();
    }

    private static String firstLine(Throwable fault) {
        String message =
                Objects.requireNonNullElse(fault.getMessage(), fault.getClass().getSimpleName());
        return message.lines().findFirst().orElse(fault.getClass().getSimpleName());
    }
}
