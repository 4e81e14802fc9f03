package org.mindpress.routes.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/** Names and addresses of hosts in one spelling. */
final class HostName {
    private HostName() {}

    /** Lower case, without the brackets of an address or the last dot of a name; IPv6 in Java's one form. Asks no name server. */
    static String plain(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
        }
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        if (name.indexOf(':') < 0) {
            return name;
        }
        try {
            // with a colon it can be an address only, which is read and not looked up
            return InetAddress.getByName(name).getHostAddress();
        } catch (UnknownHostException e) {
            return name;
        }
    }
}
