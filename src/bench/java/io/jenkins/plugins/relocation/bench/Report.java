// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes what was measured: tables, a plot for each kind of channel, and the page for docs. */
final class Report {
    private static final int ENOUGH = 7;
    private static final int OWN_COST_MS = 50;

    private final Samples samples;
    private final Machine machine;
    private final Options options;

    Report(Samples samples, Machine machine, Options options) {
        this.samples = samples;
        this.machine = machine;
        this.options = options;
    }

    void write() throws IOException {
        for (Contender.Channel channel : List.of(Contender.Channel.ENCRYPTED, Contender.Channel.PLAIN)) {
            Map<String, List<Series>> groups = groups(channel);
            if (!groups.isEmpty()) {
                write("gap-%s.svg".formatted(name(channel)), Plot.draw(groups));
            }
        }
        String tables = tables();
        write("results.md", "# Results\n\n" + machine.text() + ".\n\n" + verdicts() + "\n" + tables + breakdown());
        String page = Files.readString(options.sources().resolve("benchmarks.md"))
                .replace("@MACHINE@", machine.text())
                .replace("@ROUNDS@", rounds())
                .replace("@VERDICTS@", verdicts())
                .replace("@TABLES@", tables)
                .replace("@BREAKDOWN@", breakdown());
        write("benchmarks.md", page);
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(Path.of(options.results().toString(), file), text);
    }

    private static String name(Contender.Channel channel) {
        return channel.name().toLowerCase(java.util.Locale.ROOT);
    }

    private Map<String, List<Series>> groups(Contender.Channel channel) {
        Map<String, List<Series>> groups = new LinkedHashMap<>();
        for (Setting setting : Setting.full()) {
            List<Series> series = series(setting).stream()
                    .filter(each -> each.contender().channel() == channel)
                    .toList();
            if (!series.isEmpty()) {
                groups.put(setting.title(), series);
            }
        }
        return groups;
    }

    private List<Series> series(Setting setting) {
        return setting.contenders().stream()
                .map(contender -> Series.of(samples, setting, contender))
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private String rounds() {
        List<Integer> counts = Setting.full().stream()
                .flatMap(setting -> series(setting).stream())
                .map(each -> each.samples().size())
                .toList();
        int least = counts.stream().min(Comparator.naturalOrder()).orElse(0);
        int most = counts.stream().max(Comparator.naturalOrder()).orElse(0);
        String text = least == most ? "%d rounds".formatted(least) : "%d to %d rounds".formatted(least, most);
        return least < ENOUGH ? text + " (fewer than %d: take the figures for a trial)".formatted(ENOUGH) : text;
    }

    // ---- ours against the best of the others ----

    private String verdicts() {
        StringBuilder text = new StringBuilder();
        for (Contender.Channel channel : List.of(Contender.Channel.ENCRYPTED, Contender.Channel.PLAIN)) {
            for (Setting setting : Setting.full()) {
                verdict(setting, channel)
                        .ifPresent(line -> text.append("- ").append(line).append('\n'));
            }
        }
        ownCost().ifPresent(line -> text.append("- ").append(line).append('\n'));
        return text.toString();
    }

    private Optional<String> verdict(Setting setting, Contender.Channel channel) {
        Comparator<Series> byGap = Comparator.comparingDouble(each -> each.median(Sample::gapMs));
        List<Series> all = series(setting).stream()
                .filter(each -> each.contender().channel() == channel)
                .toList();
        Optional<Series> ours =
                all.stream().filter(each -> each.contender().isOurs()).min(byGap);
        Optional<Series> best =
                all.stream().filter(each -> !each.contender().isOurs()).min(byGap);
        if (ours.isEmpty() || best.isEmpty()) {
            return Optional.empty();
        }
        double mine = ours.get().median(Sample::gapMs);
        double other = best.get().median(Sample::gapMs);
        return Optional.of("%s, %s: %s %,.0f ms, best by hand (%s) %,.0f ms: **%s**"
                .formatted(
                        setting.title(),
                        name(channel),
                        ours.get().contender().id(),
                        mine,
                        best.get().contender().id(),
                        other,
                        mine <= other
                                ? "%.0f %% of it".formatted(100 * mine / other)
                                : "falls short, %.2f times as long".formatted(mine / other)));
    }

    /** What the engine adds to CRIU's own commands, with a process that has almost no memory. */
    private Optional<String> ownCost() {
        Setting tiny = Setting.full().get(0);
        Series raw = Series.of(samples, tiny, Contender.RAW);
        Series hand = Series.of(samples, tiny, Contender.TAR_SSH);
        Series ours = Series.of(samples, tiny, Contender.OURS);
        if (raw.isEmpty() || hand.isEmpty() || ours.isEmpty()) {
            return Optional.empty();
        }
        double mine = ours.median(Sample::gapMs);
        double overRaw = mine - raw.median(Sample::gapMs);
        return Optional.of(
                "own cost: %s takes %,.0f ms with ours and %,.0f ms when CRIU saves and restores it on one host without moving it: %+,.0f ms, wanted below %d: **%s** (%+,.0f ms over the script by hand, which moves it over ssh in %,.0f ms)"
                        .formatted(
                                tiny.title(),
                                mine,
                                raw.median(Sample::gapMs),
                                overRaw,
                                OWN_COST_MS,
                                overRaw < OWN_COST_MS ? "reached" : "falls short",
                                mine - hand.median(Sample::gapMs),
                                hand.median(Sample::gapMs)));
    }

    // ---- tables ----

    private String tables() {
        StringBuilder text = new StringBuilder();
        for (Setting setting : Setting.full()) {
            List<Series> all = series(setting);
            long thrown = setting.contenders().stream()
                    .mapToLong(each -> Series.of(samples, setting, each).thrownOut())
                    .sum();
            if (!all.isEmpty() || thrown > 0) {
                text.append(table(setting, all));
            }
        }
        return text.toString();
    }

    private String table(Setting setting, List<Series> all) {
        StringBuilder text = new StringBuilder(
                "### %s%n%n| | channel | gap seen by itself, ms | gap seen by a client, ms | in all, ms | on the wire, MB | CPU, ms | n | thrown out |%n|---|---|---|---|---|---|---|---|---|%n"
                        .formatted(setting.title()));
        for (Series each : all) {
            text.append("| %s | %s | %s | %s | %s | %,.0f | %s | %d | %d |%n"
                    .formatted(
                            each.contender().title().replace("|", "\\|"),
                            name(each.contender().channel()),
                            each.median(Sample::selfGapMs) < 0 ? "–" : each.text(Sample::selfGapMs),
                            each.text(Sample::clientGapMs),
                            each.text(Sample::totalMs),
                            each.median(sample -> sample.wireBytes() / 1e6),
                            each.text(Sample::cpuMs),
                            each.samples().size(),
                            each.thrownOut()));
        }
        return text.append('\n').toString();
    }

    // ---- where our time goes ----

    private String breakdown() {
        StringBuilder text = new StringBuilder();
        for (Setting setting : Setting.full()) {
            Series ours = Series.of(samples, setting, Contender.OURS);
            if (!ours.isEmpty() && !setting.isEvacuation() && ours.median(Sample::selfGapMs) >= 0) {
                text.append(breakdown(setting, ours));
            }
        }
        return text.toString();
    }

    private static String breakdown(Setting setting, Series ours) {
        Map<String, List<Double>> marks = new LinkedHashMap<>();
        ours.samples().forEach(sample -> sample.marks()
                .forEach((name, at) ->
                        marks.computeIfAbsent(name, key -> new ArrayList<>()).add(at)));
        double gap = ours.median(Sample::selfGapMs);
        Map<Double, String> inside = new TreeMap<>();
        marks.forEach((name, times) -> {
            double at = times.stream().sorted().toList().get(times.size() / 2);
            if (at > -gap && at < gap + 200) {
                inside.merge(at, name, "%s, %s"::formatted);
            }
        });
        inside.merge(gap, "**runs again**", "%s, %s"::formatted);
        StringBuilder text =
                new StringBuilder("### %s%n%n| ms after it stopped | what |%n|---|---|%n".formatted(setting.title()));
        inside.forEach((at, name) -> text.append("| %,.0f | %s |%n".formatted(at, name)));
        return text.append('\n').toString();
    }
}
