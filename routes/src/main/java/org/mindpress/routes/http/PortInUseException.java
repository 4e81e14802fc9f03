package org.mindpress.routes.http;

import java.io.IOException;

/** Another process listens where the service should. */
public final class PortInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    PortInUseException(String address, int port, IOException cause) {
        super(
                "port " + port + " on " + address + " cannot be used: " + cause.getMessage()
                        + ". Remedy: end the process that listens there, or choose another with --port,"
                        + " --management-port or --bind",
                cause);
    }
}
