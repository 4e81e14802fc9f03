package org.mindpress.monitoring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text format of Prometheus, parsed strictly: comments, families, samples. */
final class PrometheusText {
    private static final Pattern HELP = Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");
    private static final Pattern TYPE =
            Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|summary|histogram|untyped)");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (\\S+)(?: (-?\\d+))?");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");

    /** One metric family. */
    record Family(String name, String help, String type) {}

    /** One sample. */
    record Sample(String series, Map<String, String> labels, double value) {}

    private final Map<String, Family> families = new LinkedHashMap<>();
    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

    PrometheusText(String text) {
        if (!text.endsWith("\n")) {
            throw new IllegalArgumentException("the last line has no end");
        }
        Map<String, String> helps = new TreeMap<>();
        String current = "";
        for (String line : text.split("\n", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            Matcher help = HELP.matcher(line);
            Matcher type = TYPE.matcher(line);
            if (help.matches()) {
                if (helps.put(help.group(1), help.group(2)) != null) {
                    throw new IllegalArgumentException("second HELP: " + line);
                }
            } else if (type.matches()) {
                current = type.group(1);
                Family family = new Family(current, helps.getOrDefault(current, ""), type.group(2));
                if (families.put(current, family) != null) {
                    throw new IllegalArgumentException("second TYPE: " + line);
                }
                samples.put(current, new ArrayList<>());
            } else {
                Sample sample = sample(line);
                if (!families.containsKey(current) || !belongs(sample.series(), families.get(current))) {
                    throw new IllegalArgumentException("sample outside its family " + current + ": " + line);
                }
                samples.get(current).add(sample);
            }
        }
    }

    private static boolean belongs(String series, Family family) {
        List<String> suffixes = switch (family.type()) {
            case "summary" -> List.of("", "_sum", "_count");
            case "histogram" -> List.of("_bucket", "_sum", "_count");
            default -> List.of("");
        };
        return suffixes.stream().anyMatch(suffix -> series.equals(family.name() + suffix));
    }

    private static Sample sample(String line) {
        Matcher matcher = SAMPLE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no sample: " + line);
        }
        Map<String, String> labels = new TreeMap<>();
        String text = matcher.group(2) == null ? "" : matcher.group(2);
        Matcher label = LABEL.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!label.find(at) || label.start() != at) {
                throw new IllegalArgumentException("no label at character " + at + " of: " + line);
            }
            if (labels.put(label.group(1), label.group(2)) != null) {
                throw new IllegalArgumentException("second label " + label.group(1) + ": " + line);
            }
            at = label.end();
        }
        String value = matcher.group(3).replace("+Inf", "Infinity").replace("-Inf", "-Infinity");
        return new Sample(matcher.group(1), labels, Double.parseDouble(value));
    }

    List<Family> families() {
        return List.copyOf(families.values());
    }

    List<Sample> samples() {
        return samples.values().stream().flatMap(List::stream).toList();
    }
}
