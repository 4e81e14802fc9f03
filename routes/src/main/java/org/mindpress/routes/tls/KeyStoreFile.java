package org.mindpress.routes.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A PKCS12 file with one private key and its certificates. It is read anew at each call, so that file and password can be replaced while the service
 * runs. Thread-safe.
 *
 * @param file where it is
 * @param password where its password is
 */
public record KeyStoreFile(Path file, KeyStorePassword password) {
    private static final String TYPE = "PKCS12";
    private static final String EXPORT = "openssl pkcs12 -export -inkey KEY.pem -in CHAIN.pem -out FILE";

    /**
     * Opens the file.
     *
     * @throws IllegalArgumentException naming all that is wrong, with the remedy: no file, no password, a wrong one, no PKCS12, no private key or several
     */
    public ServerCertificate read() {
        List<String> problems = new ArrayList<>();
        if (!Files.isRegularFile(file)) {
            problems.add("key store " + file + ": there is no such file. Remedy: make one, with " + EXPORT);
        }
        char[] secret = new char[0];
        try {
            secret = password.read();
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        try {
            return certificate(load(secret), secret);
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    private KeyStore load(char[] secret) {
        try (InputStream stream = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(TYPE);
            store.load(stream, secret);
            return store;
        } catch (NoSuchFileException e) {
            throw problem("there is no such file", e);
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw problem("the password in " + password.place() + " is wrong", e);
            }
            if (!Files.isReadable(file)) {
                throw problem("this user may not read it", e);
            }
            throw problem("is no PKCS12 file. Remedy: make one of PEM files with " + EXPORT, e);
        } catch (GeneralSecurityException e) {
            throw problem("cannot be read: " + e.getMessage(), e);
        }
    }

    private ServerCertificate certificate(KeyStore store, char[] secret) {
        try {
            List<String> keys = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    keys.add(alias);
                }
            }
            if (keys.isEmpty()) {
                throw problem("holds no private key. Remedy: make it with key and certificates, " + EXPORT);
            }
            if (keys.size() > 1) {
                throw problem("holds " + keys.size() + " private keys, " + keys + "; exactly one is expected");
            }
            Key key = store.getKey(keys.get(0), secret);
            java.security.cert.Certificate[] chain = store.getCertificateChain(keys.get(0));
            if (!(key instanceof PrivateKey usable) || chain == null || chain.length == 0) {
                throw problem("the key '" + keys.get(0) + "' has no certificate. Remedy: " + EXPORT);
            }
            List<X509Certificate> certificates = new ArrayList<>();
            for (java.security.cert.Certificate one : chain) {
                certificates.add((X509Certificate) one);
            }
            return new ServerCertificate(usable, certificates);
        } catch (UnrecoverableKeyException e) {
            throw problem("the key has another password than the file. Remedy: give both one, with " + EXPORT, e);
        } catch (GeneralSecurityException e) {
            throw problem("cannot be used: " + e.getMessage(), e);
        }
    }

    private IllegalArgumentException problem(String what) {
        return new IllegalArgumentException("key store " + file + ": " + what);
    }

    private IllegalArgumentException problem(String what, Exception cause) {
        return new IllegalArgumentException("key store " + file + ": " + what, cause);
    }
}
