package io.penstock.lab;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
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

/** A figure of every row as bars, with the least and the most of all rounds as dots; SVG without scripts or fonts. */
final class Charts {
    /** Stand-ins that {@link #themed} replaces, so that the page decides what is drawn light and dark. */
    private static final Color INK = new Color(1, 2, 3);
    private static final Color GRID = new Color(1, 2, 4);
    private static final Color PENSTOCK = new Color(1, 2, 5);
    private static final Color STOCK = new Color(1, 2, 6);
    private static final Color NOTHING = new Color(0, 0, 0, 0);

    private Charts() {}

    /** An SVG element of the rows over the link, or nothing if none has that figure. */
    static String draw(String title, List<Result> results, Function<Result, Spread> figure) throws IOException {
        List<Result> shown = results.stream()
                .filter(result -> result.row.usesLink() && figure.apply(result).isKnown())
                .toList();
        if (shown.isEmpty())
            return "";
        CategoryChart chart = new CategoryChartBuilder().width(980).height(330).title(title).build();
        style(chart.getStyler());
        bars(chart, "Penstock", PENSTOCK, shown, result -> !result.row.isStock(), figure);
        bars(chart, "stock NIO", STOCK, shown, result -> result.row.isStock(), figure);
        dots(chart, "least and most of all rounds", shown, result -> figure.apply(result).least());
        dots(chart, " ", shown, result -> figure.apply(result).most()).setShowInLegend(false);
        var svg = new ByteArrayOutputStream();
        VectorGraphicsEncoder.saveVectorGraphic(chart, svg, VectorGraphicsFormat.SVG);
        return themed(svg.toString(StandardCharsets.UTF_8));
    }

    private static void bars(
            CategoryChart chart, String name, Color color, List<Result> shown, Predicate<Result> mine,
            Function<Result, Spread> figure) {
        if (shown.stream().noneMatch(mine)) {
            return;
        }
        var heights = new ArrayList<Double>();
        for (Result result : shown) {
            heights.add(mine.test(result) ? figure.apply(result).median() : 0);
        }
        chart.addSeries(name, ids(shown), heights).setFillColor(color);
    }

    private static CategorySeries dots(
            CategoryChart chart, String name, List<Result> shown, Function<Result, Double> height) {
        return (CategorySeries) chart.addSeries(name, ids(shown), shown.stream().map(height).toList())
                .setChartCategorySeriesRenderStyle(CategorySeriesRenderStyle.Scatter)
                .setMarker(SeriesMarkers.CIRCLE)
                .setMarkerColor(INK)
                .setLineColor(INK);
    }

    private static List<String> ids(List<Result> shown) {
        return shown.stream().map(result -> result.row.id).toList();
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

    private static String themed(String svg) {
        return svg.substring(svg.indexOf("<svg"))
                .replaceFirst("<svg ", "<svg class=\"chart\" role=\"img\" ")
                .replaceFirst("height=\"\\d+px\" ", "")
                .replaceFirst("width=\"\\d+px\" ", "")
                .replace("rgb(1,2,3)", "var(--ink)")
                .replace("rgb(1,2,4)", "var(--line)")
                .replace("rgb(1,2,5)", "var(--penstock)")
                .replace("rgb(1,2,6)", "var(--stock)");
    }
}
