package org.mindpress.routes.schedule;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.quartz.Scheduler;

/** The H2 file behind a durable queue; creates Quartz's tables on first use. */
final class QueueDatabase {
    private static final String TABLES = "/org/quartz/impl/jdbcjobstore/tables_h2.sql";

    private QueueDatabase() {}

    /** Address of the database in the folder, with all tables present. */
    static String prepare(Path folder) {
        String url = "jdbc:h2:file:" + folder.toAbsolutePath().resolve("queue");
        try {
            Files.createDirectories(folder);
            try (Connection connection = DriverManager.getConnection(url, "sa", "")) {
                if (!hasTables(connection)) {
                    create(connection);
                }
            }
        } catch (IOException | SQLException fault) {
            throw new IllegalStateException(
                    "the run queue in " + folder + " cannot be opened: " + fault.getMessage()
                            + ". Remedy: stop the other mindpress service, or remove the folder (no result is lost)",
                    fault);
        }
        return url;
    }

    private static boolean hasTables(Connection connection) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(null, null, "QRTZ_LOCKS", null)) {
            return tables.next();
        }
    }

    private static void create(Connection connection) throws IOException, SQLException {
        try (InputStream script = Scheduler.class.getResourceAsStream(TABLES)) {
            if (script == null) {
                throw new IOException("Quartz's table script is missing: " + TABLES);
            }
            StringBuilder statements = new StringBuilder();
            for (String line : new String(script.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (!line.startsWith("--") && !line.strip().equalsIgnoreCase("commit;")) {
                    statements.append(line).append('\n');
                }
            }
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements.toString().split(";", -1)) {
                    if (!sql.isBlank()) {
                        statement.execute(sql);
                    }
                }
            }
        }
    }
}
