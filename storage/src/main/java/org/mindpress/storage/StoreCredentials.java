package org.mindpress.storage;

/**
 * The two keys of an S3 account. The secret is in no text form of this record.
 *
 * @param accessKey name of the account
 * @param secretKey signs the requests and is never sent
 */
public record StoreCredentials(String accessKey, String secretKey) {
    public StoreCredentials {
        if (accessKey.isBlank() || secretKey.isBlank()) {
            throw new IllegalArgumentException("access key and secret key must not be blank");
        }
    }

    @Override
    public String toString() {
        return "StoreCredentials[accessKey=" + accessKey + ", secretKey=hidden]";
    }
}
