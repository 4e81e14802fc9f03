package org.mindpress.routes.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.mindpress.routes.tls.CurrentCertificate;
import org.mindpress.routes.tls.ServerCertificate;

/**
 * Where the REST interface and the page are listened for. Beyond this machine they speak TLS: a token goes with every request.
 *
 * @param address of this machine; the wildcard for all of them
 * @param certificate that is shown there; empty for plain HTTP
 */
public record ApiAddress(InetAddress address, Optional<CurrentCertificate> certificate) {
    /** Plain HTTP for this machine alone. */
    public static final ApiAddress LOOPBACK = new ApiAddress(loopback(), Optional.empty());

    private static final Set<String> LOOPBACK_NAMES = Set.of("127.0.0.1", "localhost", "[::1]");

    public ApiAddress {
        Objects.requireNonNull(certificate, "certificate");
        if (certificate.isEmpty() && !address.isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    "plain HTTP must not leave this machine: tokens and models go through it. Remedy: add --tls-keystore"
                            + " FILE, or leave --bind out");
        }
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    public boolean isEncrypted() {
        return certificate.isPresent();
    }

    String scheme() {
        return isEncrypted() ? "https" : "http";
    }

    /** How this machine itself reaches a port there. */
    public URI url(int port) {
        return URI.create(scheme() + "://" + host() + ":" + port);
    }

    private String host() {
        if (address.isAnyLocalAddress()) {
            return "127.0.0.1";
        }
        String text = address.getHostAddress();
        return text.indexOf(':') < 0 ? text : "[" + text + "]";
    }

    /** How people elsewhere reach a port there: by the first whole name of the certificate. */
    public URI publicUrl(int port) {
        return certificate
                .filter(shown -> !address.isLoopbackAddress())
                .flatMap(shown -> shown.get().names().stream()
                        .filter(name -> name.indexOf('*') < 0 && name.indexOf(':') < 0)
                        .filter(name -> !LOOPBACK_NAMES.contains(name))
                        .min(java.util.Comparator.comparing(ApiAddress::isNumber)
                                .thenComparing(name -> name)))
                .map(name -> URI.create("https://" + name + ":" + port))
                .orElseGet(() -> url(port));
    }

    private static boolean isNumber(String name) {
        return name.chars().allMatch(character -> character == '.' || Character.isDigit(character));
    }

    /**
     * Whether a request may name that host: this machine's loopback, the address itself, or what the certificate stands for. Ports in front of the service
     * may differ from its own under names of the certificate only.
     *
     * @param named host and port as a client wrote them
     * @param port that is listened on
     */
    boolean answersTo(String named, int port) {
        String lower = named.toLowerCase(Locale.ROOT);
        String name = lower.replaceFirst(":[0-9]+$", "");
        boolean ours = lower.equals(name) || lower.equals(name + ":" + port);
        return (ours && (LOOPBACK_NAMES.contains(name) || name.equals(host())))
                || certificate.filter(shown -> shown.get().stands(name)).isPresent();
    }

    /** For those who called it by another name. */
    String names() {
        return certificate
                .map(shown -> "the names of its certificate, "
                        + String.join(", ", new java.util.TreeSet<>(shown.get().names())) + ", and to 127.0.0.1")
                .orElse("127.0.0.1 and localhost");
    }

    /** SHA-256 of the certificate that is shown now. */
    public Optional<String> sha256() {
        return certificate.map(CurrentCertificate::get).map(ServerCertificate::sha256);
    }

    /** Whether a host name means the machine that says it. */
    static boolean isLoopbackName(String name) {
        return LOOPBACK_NAMES.contains(name.toLowerCase(Locale.ROOT));
    }
}
