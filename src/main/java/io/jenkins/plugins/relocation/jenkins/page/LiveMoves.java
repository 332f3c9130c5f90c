// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.engine.RelocationEvent;
import io.jenkins.plugins.relocation.engine.RelocationListener;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What is going on with each workload of a step at this moment, and since when. What is known in this process only; where moves
 * stand is in the journal. Thread-safe.
 */
public final class LiveMoves implements RelocationListener {
    private static final int SHOWN = 5;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Map<String, LiveMoves> BY_RUN = new ConcurrentHashMap<>();

    /** One workload. An act, and how far it has come, are empty when nothing is being done with it. */
    private record Now(Phase phase, Instant since, String act, Instant actSince, String progress) {
        String describe(Instant now) {
            String doing = act.isEmpty()
                    ? ""
                    : ", %s%s"
                            .formatted(
                                    actSince.equals(since) ? act : act + " since " + ago(actSince, now),
                                    progress.isEmpty() ? "" : ", " + progress);
            return "%s since %s (%s)%s".formatted(phase, TIME.format(since), ago(since, now), doing);
        }

        private static String ago(Instant since, Instant now) {
            Duration past = Duration.between(since, now);
            return HumanText.duration(past.isNegative() ? Duration.ZERO : past);
        }
    }

    private final Ticker ticker;
    private final Map<String, Now> moves = new LinkedHashMap<>();
    private Optional<String> run = Optional.empty();
    private String plan = "";
    private String news = "";

    public LiveMoves(Ticker ticker) {
        this.ticker = requireNonNull(ticker, "ticker is null");
    }

    /** What is known of a run that a step of this process works on; empty: none does. */
    public static Optional<LiveMoves> ofRun(String run) {
        return Optional.ofNullable(BY_RUN.get(run));
    }

    /** Whether a step of this process works on the plan, or still does although its build was told that it ended. */
    public static boolean worksOn(String plan) {
        return BY_RUN.values().stream().anyMatch(live -> live.plan().equals(plan));
    }

    private synchronized String plan() {
        return plan;
    }

    @Override
    public synchronized void on(RelocationEvent event) {
        if (event instanceof RelocationEvent.RunStarted started) {
            run = Optional.of(started.run());
            plan = started.plan();
            BY_RUN.put(started.run(), this);
        } else if (event instanceof RelocationEvent.PhaseChanged changed) {
            Instant now = ticker.now();
            moves.put(changed.workload(), new Now(changed.to(), now, "", now, ""));
        } else if (event instanceof RelocationEvent.ActStarted started) {
            Now before = before(started.workload());
            Instant now = ticker.now();
            moves.put(started.workload(), new Now(before.phase, before.since, started.act(), now, ""));
        } else if (event instanceof RelocationEvent.Transferred transferred) {
            Now before = before(transferred.workload());
            moves.put(
                    transferred.workload(),
                    new Now(before.phase, before.since, before.act, before.actSince, progress(transferred)));
        } else if (!(event instanceof RelocationEvent.Probed)) {
            news = HumanText.line(EventText.lines(event).get(0));
        }
    }

    /** Says which moves there are and where they stand, before the engine tells of them. */
    public synchronized void expect(Map<String, Phase> phases) {
        Instant now = ticker.now();
        phases.forEach((workload, phase) -> moves.putIfAbsent(workload, new Now(phase, now, "", now, "")));
    }

    /** The step has ended: nobody works on these moves for it any more. */
    public void ended() {
        run().ifPresent(id -> BY_RUN.remove(id, this));
    }

    /** The run that is worked on; empty: none was opened yet. */
    public synchronized Optional<String> run() {
        return run;
    }

    /** What is being done with a workload, such as "freeze on a since 2.10 s, dump 12.0 MiB"; empty: nothing. */
    public synchronized String doing(String workload) {
        Now now = moves.get(workload);
        if (now == null || now.act.isEmpty()) {
            return "";
        }
        return HumanText.line("%s since %s%s"
                .formatted(
                        now.act,
                        Now.ago(now.actSince, ticker.now()),
                        now.progress.isEmpty() ? "" : ", " + now.progress));
    }

    /** All of it on one line, of bounded length: "redis FROZEN since 14:03:12 UTC (2.10 s), dump on a". */
    public synchronized String status() {
        if (moves.isEmpty()) {
            return news.isEmpty() ? "starting" : news;
        }
        Instant now = ticker.now();
        List<String> busy = new ArrayList<>();
        moves.forEach((workload, move) -> {
            if (!move.act.isEmpty()) {
                busy.add(workload + " " + move.describe(now));
            }
        });
        String counts = moves.values().stream()
                .collect(Collectors.groupingBy(Now::phase, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(count -> "%d %s".formatted(count.getValue(), count.getKey()))
                .collect(Collectors.joining(", "));
        if (busy.isEmpty()) {
            return moves.size() == 1 ? only(now) : counts;
        }
        String shown = String.join("; ", busy.subList(0, Math.min(SHOWN, busy.size())));
        return HumanText.line(moves.size() == 1 ? shown : shown + "; " + counts);
    }

    private String only(Instant now) {
        return moves.entrySet().stream()
                .map(move -> move.getKey() + " " + move.getValue().describe(now))
                .findFirst()
                .orElseThrow();
    }

    private Now before(String workload) {
        Instant now = ticker.now();
        return moves.getOrDefault(workload, new Now(Phase.PLANNED, now, "", now, ""));
    }

    private static String progress(RelocationEvent.Transferred event) {
        return EventText.transferred(event, 0).substring(event.workload().length() + ": ".length());
    }
}
