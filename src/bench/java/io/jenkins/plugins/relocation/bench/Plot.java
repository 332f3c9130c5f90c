// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.bench;

import java.util.List;
import java.util.Map;

/** Draws medians as bars and ranges as lines, one group of bars for each setting. */
final class Plot {
    private static final int WIDTH = 860;
    private static final int LABEL = 250;
    private static final int VALUE = 70;
    private static final int ROW = 18;
    private static final int HEAD = 30;
    private static final Map<Boolean, String> COLOURS = Map.of(true, "#b5452c", false, "#7a8894");

    private final StringBuilder svg = new StringBuilder();
    private final double scale;
    private int y = 10;

    private Plot(double longest) {
        this.scale = (WIDTH - LABEL - VALUE) / longest;
    }

    /** Groups by their titles; each must have a series that is not empty. */
    static String draw(Map<String, List<Series>> groups) {
        double longest = groups.values().stream()
                .flatMap(List::stream)
                .mapToDouble(series -> series.max(Sample::gapMs))
                .max()
                .orElse(1);
        Plot plot = new Plot(longest);
        groups.forEach(plot::group);
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" font-family="sans-serif" font-size="12">
                <rect width="100%%" height="100%%" fill="#ffffff"/>
                %3$s</svg>
                """
                .formatted(WIDTH, plot.y + 10, plot.svg);
    }

    private void group(String title, List<Series> group) {
        text(10, y + 16, "start", "#000000", "<tspan font-weight=\"bold\">%s</tspan>".formatted(escape(title)));
        y += HEAD - 4;
        group.forEach(this::bar);
        y += HEAD / 2;
    }

    private void bar(Series series) {
        double median = series.median(Sample::gapMs) * scale;
        double from = LABEL + series.min(Sample::gapMs) * scale;
        double to = LABEL + series.max(Sample::gapMs) * scale;
        String colour = COLOURS.get(series.contender().isOurs());
        text(LABEL - 8, y + 13, "end", "#333333", escape(series.contender().id()));
        svg.append("<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n"
                .formatted(LABEL, y + 2, median, ROW - 5, colour));
        svg.append(
                "<path d=\"M%1$.1f %3$d H%2$.1f M%1$.1f %4$d v6 M%2$.1f %4$d v6\" stroke=\"#000000\" fill=\"none\"/>%n"
                        .formatted(from, to, y + 8, y + 5));
        text((int) to + 6, y + 13, "start", "#333333", "%,.0f ms".formatted(series.median(Sample::gapMs)));
        y += ROW;
    }

    private void text(int x, int baseline, String anchor, String colour, String content) {
        svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n"
                .formatted(x, baseline, anchor, colour, content));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
