package org.mindpress.routes.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.mindpress.storage.Sha256;

/** Whom a client believes beside the authorities that Java knows. */
public final class ServerTrust {
    private ServerTrust() {}

    /**
     * Trusts the authorities in a PEM file and no others. The name of the host is checked as always.
     *
     * @throws IllegalArgumentException when there is no certificate in it
     */
    public static SSLContext authorities(Path pem) {
        try (InputStream stream = Files.newInputStream(pem)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(stream);
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException(pem + " holds no certificate; PEM is expected");
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("authority-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return context(trust.getTrustManagers());
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + pem, e);
        } catch (IOException e) {
            throw new IllegalArgumentException(pem + " cannot be read by this user", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    pem + " holds something else than certificates; PEM is expected: " + e.getMessage(), e);
        }
    }

    /**
     * Trusts one certificate and no other, whatever hosts it names and whenever it ends: its digest came over a way that is safe already.
     *
     * @param sha256 of the certificate, in hexadecimal
     */
    public static SSLContext exactly(String sha256) {
        try {
            return context(new Exactly(sha256));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }

    private static SSLContext context(TrustManager... trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust, null);
        return context;
    }

    /** Compares digests. As it is an extended one, the JDK adds no check of its own. */
    private static final class Exactly extends X509ExtendedTrustManager {
        private final String sha256;

        Exactly(String sha256) {
            this.sha256 = sha256;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            if (chain.length == 0 || !Sha256.of(chain[0].getEncoded()).equals(sha256)) {
                throw new CertificateException("the server shows another certificate than the service of this user");
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("no client is trusted here");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("no client is trusted here");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("no client is trusted here");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
