package org.mindpress.routes.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.KeyManagerFactory;
import org.mindpress.storage.Sha256;

/** What the service shows of itself: a private key and the chain of certificates that stands for it. Immutable; no text form shows the key. */
public final class ServerCertificate {
    /** Less time than this is worth a warning. */
    public static final Duration SOON = Duration.ofDays(14);
    /** Protects the key inside this process' memory, where whoever could read it needs no password. */
    static final String IN_MEMORY = "in-memory";

    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final PrivateKey key;
    private final List<X509Certificate> chain;
    private final Set<String> names;

    /**
     * A certificate.
     *
     * @param chain the service's own first
     * @throws IllegalArgumentException when it names no host, so that no client could accept it
     */
    ServerCertificate(PrivateKey key, List<X509Certificate> chain) {
        this.key = key;
        this.chain = List.copyOf(chain);
        this.names = names(this.chain.get(0));
        if (names.isEmpty()) {
            throw new IllegalArgumentException(
                    "the certificate of " + subject()
                            + " names no host, so no client would accept it. Remedy: one with a subject alternative name (DNS or IP)");
        }
    }

    private static Set<String> names(X509Certificate own) {
        Set<String> names = new TreeSet<>();
        try {
            Collection<List<?>> alternatives =
                    Optional.ofNullable(own.getSubjectAlternativeNames()).orElse(List.of());
            for (List<?> alternative : alternatives) {
                Object kind = alternative.get(0);
                if (kind.equals(DNS_NAME) || kind.equals(IP_ADDRESS)) {
                    names.add(HostName.plain(String.valueOf(alternative.get(1))));
                }
            }
            return names;
        } catch (CertificateParsingException e) {
            throw new IllegalArgumentException("the names of the certificate cannot be read", e);
        }
    }

    /** Hosts that it stands for: names, some with {@code *} as their first label, and addresses. */
    public Set<String> names() {
        return Set.copyOf(names);
    }

    /** Whether it stands for a host. */
    public boolean stands(String host) {
        String name = HostName.plain(host);
        int dot = name.indexOf('.');
        return names.contains(name) || (dot > 0 && names.contains("*" + name.substring(dot)));
    }

    public String subject() {
        return chain.get(0).getSubjectX500Principal().getName();
    }

    /** From when on nobody accepts it any more. */
    public Instant end() {
        return chain.get(0).getNotAfter().toInstant();
    }

    /** SHA-256, in hexadecimal, of the service's own certificate. */
    public String sha256() {
        try {
            return Sha256.of(chain.get(0).getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read cannot be written", e);
        }
    }

    /** What is wrong with it at that time, or will soon be; empty when nothing is. */
    public Optional<String> warning(Instant now) {
        Instant begin = chain.get(0).getNotBefore().toInstant();
        if (now.isBefore(begin)) {
            return Optional.of("the certificate counts from " + begin + " only: clients refuse it until then");
        }
        if (!now.isBefore(end())) {
            return Optional.of("the certificate ended at " + end() + ": clients refuse it. Remedy: put a new one into"
                    + " the key store; the service takes it within a minute");
        }
        if (now.plus(SOON).isAfter(end())) {
            return Optional.of("the certificate ends at " + end() + ", in "
                    + Duration.between(now, end()).toDays()
                    + " days. Remedy: put a new one into the key store; the service takes it within a minute");
        }
        return Optional.empty();
    }

    /** A key store in memory with key and chain, under {@link #IN_MEMORY}. */
    KeyStore keyStore() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException("no key store in memory", e);
        }
        store.setKeyEntry("mindpress", key, IN_MEMORY.toCharArray(), chain.toArray(new Certificate[0]));
        return store;
    }

    /** For a server. */
    KeyManagerFactory keyManagers() throws GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keyStore(), IN_MEMORY.toCharArray());
        return managers;
    }

    @Override
    public String toString() {
        return "ServerCertificate[subject=" + subject() + ", names=" + names + ", end=" + end() + "]";
    }
}
