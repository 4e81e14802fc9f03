package org.mindpress.processors.run;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import org.mindpress.engine.data.DataSetException;
import org.mindpress.storage.CorruptObjectException;
import org.mindpress.storage.CredentialsRefusedException;
import org.mindpress.storage.MissingObjectException;
import org.mindpress.storage.StoreFullException;
import org.mindpress.storage.StoreUnavailableException;

/** The one place where exceptions of libraries become kinds. */
public final class Faults {
    private Faults() {}

    /** The same fault as a {@link StageException}; one that already is stays as it is. */
    public static StageException of(Throwable fault) {
        if (fault instanceof StageException known) {
            return known;
        }
        return new StageException(kind(fault), message(fault), fault);
    }

    private static ErrorKind kind(Throwable fault) {
        if (fault instanceof StoreUnavailableException) {
            return ErrorKind.TRANSIENT;
        }
        if (fault instanceof StoreFullException || fault instanceof OutOfMemoryError || isDiskFull(fault)) {
            return ErrorKind.RESOURCE;
        }
        if (fault instanceof MissingObjectException
                || fault instanceof CredentialsRefusedException
                || fault instanceof DataSetException) {
            return ErrorKind.USER;
        }
        if (fault instanceof CorruptObjectException) {
            return ErrorKind.RESOURCE;
        }
        return ErrorKind.INTERNAL;
    }

    private static boolean isDiskFull(Throwable fault) {
        boolean local = fault instanceof FileSystemException || fault.getClass() == IOException.class;
        String text = String.valueOf(fault.getMessage()).toLowerCase(Locale.ROOT);
        return local && (text.contains("no space left") || text.contains("disk quota"));
    }

    private static String message(Throwable fault) {
        String text = fault.getMessage();
        if (fault instanceof OutOfMemoryError) {
            return "the memory is used up: " + text;
        }
        if (fault instanceof IOException && text != null) {
            return text;
        }
        return fault.getClass().getSimpleName() + (text == null ? "" : ": " + text);
    }
}
