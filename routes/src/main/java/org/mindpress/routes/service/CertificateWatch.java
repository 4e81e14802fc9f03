package org.mindpress.routes.service;

import java.time.Clock;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.mindpress.routes.http.HttpPorts;
import org.mindpress.routes.tls.CurrentCertificate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of a service through time: says when it ends, and shows a new one once its file was replaced. As a check it is always up: a supervisor
 * that started the service anew would mend nothing, and the nights go on without clients. Thread-safe.
 */
final class CertificateWatch extends AbstractHealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);

    private final CurrentCertificate certificate;
    private final Clock clock;

    CertificateWatch(CurrentCertificate certificate, Clock clock) {
        super("mindpress", "certificate");
        this.certificate = certificate;
        this.clock = clock;
    }

    /** Writes into the log what is wrong with it, or will soon be. */
    void warn() {
        certificate.get().warning(clock.instant()).ifPresent(LOG::warn);
    }

    /**
     * Takes a key store that was replaced; one that cannot be used is told of once, and the certificate so far goes on to be shown.
     *
     * @return whether another certificate is shown from now on
     */
    boolean renew(HttpPorts ports, CamelContext context) {
        try {
            if (!certificate.renew(next -> ports.show(context, next))) {
                return false;
            }
            LOG.info("from now on the certificate is {}", certificate.get());
            warn();
            return true;
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "the key store was replaced by one that cannot be used; the certificate so far stays: {}",
                    e.getMessage());
            return false;
        }
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("end", certificate.get().end().toString());
        certificate.get().warning(clock.instant()).ifPresent(builder::message);
        builder.up();
    }
}
