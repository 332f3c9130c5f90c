// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is measured, and for how long.
 *
 * @param settings what is moved
 * @param rounds rounds that count; the warm-up comes before them
 * @param bound no move begins after this time; what is missing then comes when the command is given again
 * @param seed of the order of contenders
 * @param link rate that the hosts send with, as tc writes it: "1gbit"; empty: as fast as they can
 * @param only contenders to be measured; empty: all that there are
 * @param sources src/bench
 * @param results directory for results
 */
record Options(
        List<Setting> settings,
        int rounds,
        Duration bound,
        long seed,
        String link,
        List<Contender> only,
        Path sources,
        Path results) {
    private static final long QUICK_MINUTES = 2;
    private static final long FULL_MINUTES = 55;

    static Options parse(String... arguments) {
        boolean quick = false;
        int rounds = 0;
        long minutes = 0;
        long seed = 1;
        String link = "";
        List<Contender> only = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        Path sources = Path.of("src/bench");
        Path results = Path.of("target/bench");
        for (String argument : arguments) {
            String value = argument.replaceFirst("^[^=]*=?", "");
            switch (argument.replaceFirst("=.*", "")) {
                case "--quick" -> quick = true;
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--minutes" -> minutes = Long.parseLong(value);
                case "--seed" -> seed = Long.parseLong(value);
                case "--link" -> link = rate(value);
                case "--contenders" ->
                    Arrays.stream(value.split(",")).map(Contender::of).forEach(only::add);
                case "--settings" -> ids.addAll(List.of(value.split(",")));
                case "--sources" -> sources = Path.of(value);
                case "--results" -> results = Path.of(value);
                default ->
                    throw new IllegalArgumentException(
                            "there is no option %s; there are --quick, --rounds=N, --minutes=N, --seed=N, --link=RATE, --contenders=A,B, --settings=A,B, --sources=DIR, --results=DIR"
                                    .formatted(argument));
            }
        }
        List<Setting> settings = new ArrayList<>(quick ? Setting.quick() : Setting.full());
        if (!ids.isEmpty()) {
            settings = new ArrayList<>(Setting.full());
            settings.removeIf(setting -> !ids.contains(setting.id()));
        }
        return new Options(
                List.copyOf(settings),
                rounds > 0 ? rounds : quick ? 2 : 7,
                Duration.ofMinutes(minutes > 0 ? minutes : quick ? QUICK_MINUTES : FULL_MINUTES),
                seed,
                link,
                List.copyOf(only),
                sources,
                results);
    }

    private static String rate(String value) {
        if (!value.matches("[1-9][0-9]{0,5}[mg]bit")) {
            throw new IllegalArgumentException(
                    "--link=%s is no rate; write one such as 100mbit or 1gbit".formatted(value));
        }
        return value;
    }

    /** Contenders of a setting, in no particular order. */
    List<Contender> contenders(Setting setting) {
        return setting.contenders().stream()
                .filter(each -> only.isEmpty() || only.contains(each))
                .toList();
    }
}
