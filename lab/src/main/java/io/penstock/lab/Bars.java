package io.penstock.lab;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A chart of bars, with dots for how far the figures spread: SVG without scripts or fonts, for light and dark pages.
 */
public final class Bars {
    /** Stand-ins that {@link #element} replaces, so that a style sheet decides what is drawn light and dark. */
    private static final Color INK = new Color(1, 2, 3);
    private static final Color GRID = new Color(1, 2, 4);
    private static final Color NOTHING = new Color(0, 0, 0, 0);

    /** How many names fit beside each other. */
    private static final int LEVEL_NAMES = 10;

    /** Whose bars they are. */
    public enum Owner {
        PENSTOCK("Penstock", new Color(1, 2, 5)),
        STOCK("stock NIO", new Color(1, 2, 6)),
        OTHER("others", new Color(1, 2, 7));

        private final String name;
        private final Color color;

        Owner(String name, Color color) {
            this.name = name;
            this.color = color;
        }
    }

    private final CategoryChart chart;
    private final List<String> names;

    /** Creates an empty chart, with a place for each name. */
    public Bars(String title, List<String> names) {
        this.names = names;
        chart = new CategoryChartBuilder().width(980).height(330).title(title).build();
        style(chart.getStyler());
        if (names.size() > LEVEL_NAMES) chart.getStyler().setXAxisLabelRotation(30);
    }

    /** The bars of one owner; 0 where a place has another. */
    public void add(Owner owner, List<Double> heights) {
        if (heights.stream().anyMatch(height -> height != 0))
            chart.addSeries(owner.name, names, heights).setFillColor(owner.color);
    }

    /** Dots for the least and the most. */
    public void addSpread(String legend, List<Double> least, List<Double> most) {
        dots(legend, least);
        dots(" ", most).setShowInLegend(false);
    }

    /** A mark above or in each bar, for what nothing can pass; none at all if one of them is not a number. */
    public void addLimit(String legend, List<Double> heights) {
        if (heights.stream().noneMatch(height -> height.isNaN()))
            dots(legend, heights).setMarker(SeriesMarkers.DIAMOND).setMarkerColor(Owner.OTHER.color);
    }

    private CategorySeries dots(String legend, List<Double> heights) {
        return (CategorySeries) chart.addSeries(legend, names, heights)
                .setChartCategorySeriesRenderStyle(CategorySeriesRenderStyle.Scatter)
                .setMarker(SeriesMarkers.CIRCLE)
                .setMarkerColor(INK)
                .setLineColor(INK);
    }

    /**
     * An element for a page that defines the colours {@code --ink}, {@code --line}, {@code --penstock}, {@code --stock}
     * and {@code --other}.
     */
    public String element() throws IOException {
        var svg = new ByteArrayOutputStream();
        VectorGraphicsEncoder.saveVectorGraphic(chart, svg, VectorGraphicsFormat.SVG);
        String all = svg.toString(StandardCharsets.UTF_8);
        return all.substring(all.indexOf("<svg"))
                .replaceAll("(\\.\\d\\d)\\d+", "$1") // hundredths of a pixel; text is drawn as shapes, long otherwise
                .replaceFirst("<svg ", "<svg class=\"chart\" role=\"img\" ")
                .replaceFirst("height=\"\\d+px\" ", "")
                .replaceFirst("width=\"\\d+px\" ", "")
                .replace("rgb(1,2,3)", "var(--ink)")
                .replace("rgb(1,2,4)", "var(--line)")
                .replace("rgb(1,2,5)", "var(--penstock)")
                .replace("rgb(1,2,6)", "var(--stock)")
                .replace("rgb(1,2,7)", "var(--other)");
    }

    /** Returns the chart as a file that includes its colours. */
    public String file() throws IOException {
        return element().replaceFirst(">", """
                >
                <style>
                svg { --ink: #1d2327; --line: #dfe3e4; --penstock: #14746f; --stock: #9aa5ab; --other: #1f6fc4; }
                @media (prefers-color-scheme: dark) { svg { \
                --ink: #e4e8e9; --line: #323a3d; --penstock: #3fb3a9; --stock: #667279; --other: #6cb0f5; } }
                </style>
                """);
    }

    private static void style(CategoryStyler styler) {
        styler.setOverlapped(true).setAvailableSpaceFill(0.6).setMarkerSize(5);
        styler.setChartBackgroundColor(NOTHING).setPlotBackgroundColor(NOTHING).setPlotBorderVisible(false);
        styler.setChartFontColor(INK);
        styler.setAxisTickLabelsColor(INK).setAxisTickMarksColor(GRID).setPlotGridLinesColor(GRID);
        styler.setPlotGridLinesStroke(new BasicStroke(1)).setPlotGridVerticalLinesVisible(false);
        styler.setLegendPosition(LegendPosition.OutsideS).setLegendLayout(LegendLayout.Horizontal)
               .setLegendBackgroundColor(NOTHING).setLegendBorderColor(NOTHING);
        styler.setYAxisMin(0.0).setYAxisDecimalPattern("#,##0.##").setChartTitleBoxVisible(false);
    }
}
