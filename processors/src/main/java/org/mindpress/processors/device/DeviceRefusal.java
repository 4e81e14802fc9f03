package org.mindpress.processors.device;

import java.util.List;

/** A kit cannot be made or an answer proves nothing about the run; the message names every reason. */
public final class DeviceRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    DeviceRefusal(String message) {
        super(message);
    }

    DeviceRefusal(String message, Throwable cause) {
        super(message, cause);
    }

    /** All problems of one file together. */
    static DeviceRefusal of(String file, List<String> problems) {
        return new DeviceRefusal(file + ": " + String.join("; ", problems));
    }
}
