package org.mindpress.storage.embedded;

/**
 * What this user's other processes show to the owner's service. It is in no text form of this record.
 *
 * @param text as it is sent
 */
public record ServiceSecret(String text) {
    public ServiceSecret {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a secret must not be blank");
        }
    }

    @Override
    public String toString() {
        return "ServiceSecret[hidden]";
    }
}
