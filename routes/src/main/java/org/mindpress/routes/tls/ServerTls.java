package org.mindpress.routes.tls;

import io.vertx.core.http.HttpServer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SSLOptions;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;

/** How the HTTP server comes to its certificate: at start through Camel, later straight. TLS 1.2 and 1.3, with the ciphers of the JDK. */
public final class ServerTls {
    private static final int LIMIT_SECONDS = 10;

    private ServerTls() {}

    /** For Camel, before the server starts. */
    public static SSLContextParameters parameters(ServerCertificate certificate) {
        try {
            KeyStoreParameters store = new KeyStoreParameters();
            store.setKeyStore(certificate.keyStore());
            KeyManagersParameters keys = new KeyManagersParameters();
            keys.setKeyStore(store);
            keys.setKeyPassword(ServerCertificate.IN_MEMORY);
            SSLContextParameters parameters = new SSLContextParameters();
            parameters.setKeyManagers(keys);
            return parameters;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the key cannot be used for TLS: " + e.getMessage(), e);
        }
    }

    /** Shows another certificate to all who connect from now on; connections that are there go on. */
    public static void show(HttpServer server, ServerCertificate certificate) {
        try {
            server.updateSSLOptions(new SSLOptions().setKeyCertOptions(KeyCertOptions.wrap(certificate.keyManagers())))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (GeneralSecurityException | ExecutionException | TimeoutException e) {
            throw new IllegalArgumentException("the key cannot be used for TLS: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
