package org.mindpress.routes.service;

import com.fasterxml.jackson.databind.JsonNode;

/** The runs as one small page that loads itself again; needs no script and nothing from elsewhere. */
final class RunPage {
    private static final int SECONDS = 3;
    private static final String STYLE =
            "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;"
                    + "color:#1a1a1a;background:#fff}table{border-collapse:collapse;width:100%}"
                    + "th,td{text-align:left;padding:.45rem .7rem;border-bottom:1px solid #ddd;vertical-align:top}"
                    + "td:first-child{white-space:nowrap}code{font:13px ui-monospace,monospace}.PASSED{color:#0a6b2d}.FAILED,.ERROR{color:#a01818}"
                    + ".RUNNING{color:#0b4fa0}.INCONCLUSIVE{color:#8a5a00}.CANCELLED,.WAITING{color:#555}"
                    + "progress{width:14rem;vertical-align:middle}small{color:#555}";

    private RunPage() {}

    /** The page of what {@link RunViews#list} says. */
    static String html(JsonNode list) {
        StringBuilder rows = new StringBuilder();
        list.path("runs").forEach(run -> rows.append(row(run)));
        if (rows.isEmpty()) {
            rows.append(
                    "<tr><td colspan=4>no runs yet; start one with <code>mindpress run PIPELINE.yaml</code></td></tr>");
        }
        return "<!doctype html><html lang=en><head><meta charset=utf-8><meta name=viewport content=\"width=device-width\">"
                + "<meta http-equiv=refresh content=" + SECONDS
                + "><link rel=icon href=\"data:,\"><title>mindpress</title><style>"
                + STYLE + "</style></head><body><h1>mindpress</h1><table><thead><tr><th>run<th>pipeline<th>status<th>"
                + "progress or outcome</tr></thead><tbody>" + rows + "</tbody></table></body></html>\n";
    }

    private static String row(JsonNode run) {
        String id = escaped(run.path("run").asText());
        String status = escaped(run.path("status").asText());
        return "<tr><td><a href=\"/api/runs/" + id + "\"><code>" + id + "</code></a><td>"
                + escaped(run.path("pipeline").asText()) + "<td class=" + status + ">" + status + "<td>"
                + (run.has("progress")
                        ? progress(run.path("progress"))
                        : escaped(run.path("reason").asText()))
                + "</tr>";
    }

    private static String progress(JsonNode at) {
        StringBuilder text = new StringBuilder(escaped(at.path("stage").asText()));
        if (at.has("total")) {
            text.append(" <progress max=")
                    .append(at.path("total").asLong())
                    .append(" value=")
                    .append(at.path("done").asLong())
                    .append("></progress> ")
                    .append(at.path("done").asLong())
                    .append('/')
                    .append(at.path("total").asLong())
                    .append(' ')
                    .append(escaped(at.path("unit").asText()))
                    .append("<br><small>")
                    .append(escaped(at.path("phase").asText()));
            if (at.has("imagesPerSecond")) {
                text.append(", ")
                        .append(Math.round(at.path("imagesPerSecond").asDouble()))
                        .append(" images/s");
            }
            if (at.has("secondsLeft")) {
                text.append(", ").append(at.path("secondsLeft").asLong()).append(" s left");
            }
            text.append("</small>");
        }
        if (at.has("note")) {
            text.append("<br><small>").append(escaped(at.path("note").asText())).append("</small>");
        }
        return text.toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
