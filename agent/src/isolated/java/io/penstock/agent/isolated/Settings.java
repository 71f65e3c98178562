package io.penstock.agent.isolated;

/**
 * What the agent string asks for: options between commas.
 *
 * @param to whether {@code transferTo} is ours; off by {@code to=off}
 * @param from whether {@code transferFrom} is ours; off by {@code from=off}
 * @param least calls that ask for less, in bytes, are left to the JDK: {@code min=65536}
 * @param statistics whether a line of counts is printed when the JVM exits: {@code stats}
 * @param recorded whether each recording of Flight Recorder has our events: {@code jfr}
 */
record Settings(boolean to, boolean from, long least, boolean statistics, boolean recorded) {
    private static final Settings DEFAULT = new Settings(true, true, 0, false, false);

    /** Reports and skips unknown options. */
    static Settings parse(String options) {
        Settings settings = DEFAULT;
        if (options == null) return settings;
        for (String option : options.split(",")) {
            if (option.isBlank()) continue;
            try {
                settings = settings.with(option.strip());
            } catch (IllegalArgumentException e) {
                Stderr.say("option skipped: " + option.strip() + "; known are to=off, from=off, min=BYTES, stats, jfr");
            }
        }
        return settings;
    }

    private Settings with(String option) {
        int equals = option.indexOf('=');
        String name = equals < 0 ? option : option.substring(0, equals);
        String value = equals < 0 ? "on" : option.substring(equals + 1);
        return switch (name) {
            case "to" -> new Settings(isOn(value), from, least, statistics, recorded);
            case "from" -> new Settings(to, isOn(value), least, statistics, recorded);
            case "min" -> new Settings(to, from, Long.parseLong(value), statistics, recorded);
            case "stats" -> new Settings(to, from, least, isOn(value), recorded);
            case "jfr" -> new Settings(to, from, least, statistics, isOn(value));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static boolean isOn(String value) {
        return switch (value) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new IllegalArgumentException(value);
        };
    }
}
