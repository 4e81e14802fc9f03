package org.mindpress.routes.cli;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mindpress.routes.http.ApiAddress;
import org.mindpress.routes.tls.CurrentCertificate;
import org.mindpress.routes.tls.KeyStoreFile;
import org.mindpress.routes.tls.KeyStorePassword;
import picocli.CommandLine.Option;

/** Where {@code serve} listens and what it shows there. */
final class AddressOptions {
    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "of this machine for the REST interface and page; any but loopback, such as 0.0.0.0 for all,"
                    + " needs --tls-keystore (default: 127.0.0.1)")
    private Optional<String> bind = Optional.empty();

    @Option(
            names = "--tls-keystore",
            paramLabel = "FILE",
            description =
                    "PKCS12 with private key and certificate: REST interface and page speak HTTPS; its password is in "
                            + KeyStorePassword.VARIABLE
                            + " or --tls-password-file; a replaced file is taken within a minute")
    private Optional<Path> keyStore = Optional.empty();

    @Option(
            names = "--tls-password-file",
            paramLabel = "FILE",
            description = "with the password of the key store, readable by its owner only")
    private Optional<Path> passwordFile = Optional.empty();

    /** Looks at everything and tells all that is wrong. */
    ApiAddress read(Map<String, String> environment) throws CommandFault {
        List<String> problems = new ArrayList<>();
        Optional<InetAddress> address = Optional.of(ApiAddress.LOOPBACK.address());
        if (bind.isPresent()) {
            address = address(bind.get());
            if (address.isEmpty()) {
                problems.add("--bind " + bind.get()
                        + ": this machine has no such address. Remedy: one of its own, or 0.0.0.0 for all");
            }
        }
        Optional<CurrentCertificate> certificate = Optional.empty();
        if (keyStore.isPresent()) {
            try {
                certificate = Optional.of(CurrentCertificate.of(
                        new KeyStoreFile(keyStore.get(), KeyStorePassword.of(passwordFile, environment))));
            } catch (IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        } else if (passwordFile.isPresent()) {
            problems.add("--tls-password-file is there, but no --tls-keystore that it is for");
        }
        if (address.isPresent() && !address.get().isLoopbackAddress() && keyStore.isEmpty()) {
            problems.add("--bind " + bind.orElse("")
                    + ": plain HTTP must not leave this machine, tokens and models go through it. Remedy: add"
                    + " --tls-keystore FILE, or leave --bind out");
        }
        if (problems.isEmpty() && address.isPresent()) {
            return new ApiAddress(address.get(), certificate);
        }
        throw new CommandFault(ExitCode.BAD_INPUT, String.join("\n", problems));
    }

    private static Optional<InetAddress> address(String text) {
        try {
            InetAddress address = InetAddress.getByName(text.strip());
            boolean ours = address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
            return ours && !text.isBlank() ? Optional.of(address) : Optional.empty();
        } catch (UnknownHostException | SocketException e) {
            return Optional.empty();
        }
    }
}
