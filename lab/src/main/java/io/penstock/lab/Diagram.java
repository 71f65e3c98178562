package io.penstock.lab;

import io.penstock.lab.Route.Hop;
import io.penstock.lab.Route.Means;
import io.penstock.lab.Route.Place;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Draws a route as SVG: user memory above the line, the kernel and the devices below, an arrow for every hop. */
final class Diagram {
    private static final int BOX_WIDTH = 116;
    private static final int BOX_HEIGHT = 32;
    private static final int COLUMN = 144;
    private static final int MARGIN = 6;
    private static final int USER_LANE = 4;
    private static final int KERNEL_LANE = 74;
    private static final int BORDER = 53;
    private static final int WIDTH = 4 * COLUMN + BOX_WIDTH + 2 * MARGIN;
    private static final int HEIGHT = KERNEL_LANE + BOX_HEIGHT + 26;

    private Diagram() {}

    static String draw(Route route) {
        Collection<Place> places = route.hops().stream()
                .flatMap(hop -> Stream.of(hop.from(), hop.to()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return """
                <svg class="diagram" viewBox="0 0 %d %d" role="img" aria-label="%s">
                <path class="border" d="M0 %d H%d"/>
                <text class="lane" x="0" y="%d">user space</text><text class="lane" x="0" y="%d">kernel</text>
                %s%s</svg>
                """.formatted(WIDTH, HEIGHT, describe(route), BORDER, WIDTH, BORDER - 5, BORDER + 12,
                        places.stream().map(Diagram::box).collect(Collectors.joining()),
                        route.hops().stream().map(Diagram::arrow).collect(Collectors.joining()));
    }

    /** Arrow heads in each colour; once a page, for all diagrams. */
    static String markers() {
        return Arrays.stream(Means.values())
                .map(means -> """
                        <marker id="head-%1$s" class="head %1$s" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" \
                        markerHeight="7" orient="auto"><path d="M0 0 L10 5 L0 10 z"/></marker>
                        """.formatted(style(means)))
                .collect(Collectors.joining("",
                        "<svg width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>\n", "</defs></svg>\n"));
    }

    /** What the colours mean. */
    static String key() {
        return Arrays.stream(Means.values())
                .map(means -> """
                        <span class="key"><svg viewBox="0 0 44 10">\
                        <path class="arrow %s" d="M1 5 H42" %s/></svg>%s</span>
                        """.formatted(style(means), head(means), means.text))
                .collect(Collectors.joining());
    }

    private static String box(Place place) {
        return """
                <rect class="box" x="%d" y="%d" width="%d" height="%d" rx="5"/>
                <text class="name" x="%d" y="%d">%s</text>
                """.formatted(left(place), top(place), BOX_WIDTH, BOX_HEIGHT,
                        left(place) + BOX_WIDTH / 2, top(place) + 21, place.text);
    }

    private static String arrow(Hop hop) {
        return "<path class=\"arrow %s\" d=\"%s\" %s/>%n".formatted(style(hop.means()), line(hop), head(hop.means()));
    }

    private static String line(Hop hop) {
        Place from = hop.from();
        Place to = hop.to();
        int right = left(from) + BOX_WIDTH;
        int middle = BOX_HEIGHT / 2;
        if (to == Place.USER)
            return "M%d %d L%d %d".formatted(right - 30, top(from), left(to) - 2, top(to) + middle);
        if (from == Place.USER)
            return "M%d %d L%d %d".formatted(right, top(from) + middle, left(to) + 30, top(to) - 2);
        if (from == Place.PAGE_CACHE && to == Place.DEVICE) { // passes the socket by, below
            int bottom = KERNEL_LANE + BOX_HEIGHT;
            int start = left(from) + BOX_WIDTH / 2;
            int end = left(to) + BOX_WIDTH / 2;
            return "M%d %d v8 q0 8 8 8 H%d q8 0 8 -8 v-6".formatted(start, bottom, end - 8);
        }
        return "M%d %d H%d".formatted(right, top(from) + middle, left(to) - 2);
    }

    private static String describe(Route route) {
        return route.hops().stream()
                .map(hop -> hop.from().text + " to " + hop.to().text + ": " + hop.means().text)
                .collect(Collectors.joining("; "));
    }

    private static int left(Place place) {
        return MARGIN + place.column * COLUMN;
    }

    private static int top(Place place) {
        return place == Place.USER ? USER_LANE : KERNEL_LANE;
    }

    private static String style(Means means) {
        return switch (means) {
            case CPU_COPY -> "copy";
            case DMA -> "dma";
            case REFERENCE -> "reference";
        };
    }

    private static String head(Means means) {
        return "marker-end=\"url(#head-" + style(means) + ")\"";
    }
}
