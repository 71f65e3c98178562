package io.penstock.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.penstock.lab.Spread;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the results that JMH has written in all rounds on all JDKs. */
final class Figures {
    /**
     * One line of a comparison.
     *
     * @param question the benchmark, and what of it, without who does it
     * @param bytes the size that was asked for; 0 if it has none
     * @param impl who does it
     * @param jdk the feature number of the JDK
     */
    record Key(String question, long bytes, String impl, int jdk) {}

    /** The name of JMH's own figure: time, its median where each call was timed, or throughput. */
    static final String PRIMARY = "";

    /** The time that 99 and 99.9 % of calls keep within, where each was timed. */
    static final String P99 = "p99";

    static final String P999 = "p99.9";

    /** Bytes allocated by an operation. */
    static final String ALLOCATED = "gc.alloc.rate.norm";

    private final Map<Key, Map<String, List<Double>>> values = new LinkedHashMap<>();
    private final Map<String, String> units = new TreeMap<>();
    private final Map<Integer, String> jdks = new TreeMap<>();

    /** Reads every {@code .json} of a folder. */
    static Figures read(Path folder) throws IOException {
        Set<Path> files = new TreeSet<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.json")) {
            found.forEach(files::add);
        }
        Figures figures = new Figures();
        for (Path file : files) {
            try (Reader reader = Files.newBufferedReader(file)) {
                JsonElement runs = JsonParser.parseReader(reader);
                if (!runs.isJsonArray())
                    throw new IOException("no results in " + file + ", of a run that was broken off");
                for (JsonElement run : runs.getAsJsonArray()) figures.add(run.getAsJsonObject());
            }
        }
        return figures;
    }

    private void add(JsonObject run) {
        Map<String, String> parameters = new TreeMap<>();
        run.getAsJsonObject("params").entrySet()
            .forEach(entry -> parameters.put(entry.getKey(), entry.getValue().getAsString()));
        String name = run.get("benchmark").getAsString();
        name = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
        String impl = parameters.remove("impl");
        String bytes = parameters.remove("bytes");
        String question = parameters.isEmpty() ? name : name + " " + String.join(" ", parameters.values());
        int jdk = Runtime.Version.parse(run.get("jdkVersion").getAsString()).feature();
        Key key = new Key(question, bytes == null ? 0 : Long.parseLong(bytes), impl, jdk);
        Map<String, List<Double>> mine = values.computeIfAbsent(key, any -> new TreeMap<>());

        jdks.put(jdk, run.get("vmName").getAsString() + " " + run.get("vmVersion").getAsString());
        JsonObject primary = run.getAsJsonObject("primaryMetric");
        units.put(question, primary.get("scoreUnit").getAsString());
        add(mine, PRIMARY, primary);
        run.getAsJsonObject("secondaryMetrics").entrySet()
            .forEach(entry -> add(mine, entry.getKey(), entry.getValue().getAsJsonObject()));
    }

    private static void add(Map<String, List<Double>> mine, String metric, JsonObject result) {
        if (result.has("rawDataHistogram")) {
            JsonObject percentiles = result.getAsJsonObject("scorePercentiles");
            all(mine, metric).add(percentiles.get("50.0").getAsDouble());
            all(mine, P99).add(percentiles.get("99.0").getAsDouble());
            all(mine, P999).add(percentiles.get("99.9").getAsDouble());
            return;
        }
        for (JsonElement fork : result.getAsJsonArray("rawData")) {
            JsonArray iterations = fork.getAsJsonArray();
            iterations.forEach(value -> all(mine, metric).add(value.getAsDouble()));
        }
    }

    private static List<Double> all(Map<String, List<Double>> mine, String metric) {
        return mine.computeIfAbsent(metric, any -> new ArrayList<>());
    }

    /** The questions asked, in the order of the alphabet. */
    Set<String> questions() {
        Set<String> questions = new TreeSet<>();
        values.keySet().forEach(key -> questions.add(key.question()));
        return questions;
    }

    /** The sizes with which one was asked. */
    Set<Long> sizes(String question) {
        Set<Long> sizes = new TreeSet<>();
        values.keySet().stream().filter(key -> key.question().equals(question)).forEach(key -> sizes.add(key.bytes()));
        return sizes;
    }

    /** Feature number and full name. */
    Map<Integer, String> jdks() {
        return jdks;
    }

    /** The unit of {@link #PRIMARY}. */
    String unit(String question) {
        return units.get(question);
    }

    /** Whether more is better. */
    boolean isThroughput(String question) {
        return unit(question).startsWith("ops/");
    }

    /** All iterations of all rounds; {@link Spread#NONE} if there is no such result. */
    Spread of(Key key, String metric) {
        return Spread.of(values.getOrDefault(key, Map.of()).getOrDefault(metric, List.of()).stream()
            .mapToDouble(Double::doubleValue));
    }

    /** A figure of all that was measured. */
    Spread ofAll(String metric) {
        return Spread.of(values.values().stream()
                .flatMap(mine -> mine.getOrDefault(metric, List.of()).stream())
                .mapToDouble(Double::doubleValue));
    }

    /** How many iterations there were. */
    int count(Key key) {
        return values.getOrDefault(key, Map.of()).getOrDefault(PRIMARY, List.of()).size();
    }
}
