// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.host.HostScript;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Looks at hosts without changing them. What only a reboot or another CRIU can change, such as the processor and what
 * {@code criu check} says, a host is asked once in a while: with every later question it tells whether that still stands.
 * Thread-safe.
 */
public final class HostLook {
    /** How long an answer is trusted at most although the host shows the same signs. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final String TOKEN = "host-token";
    private static final String TOKEN_TEXT = "[0-9a-zA-Z.-]{8,200}";
    /** The parts that a host leaves out when its signs are the same; as in relocation-look.sh. */
    private static final List<String> LASTING =
            List.of("uname", "uid", "criu", "criu-check", "versions", "wire", "cpu", "caps", "lsm");

    private record Known(String token, Report lasting, long since) {}

    private record Question(Host host, List<String> function, List<String> list) {}

    private final HostScript script;
    private final Ticker ticker;
    private final Duration deadline;
    private final Map<String, Known> known;
    private final Optional<Map<Question, CompletableFuture<Report>>> answers;

    /**
     * Makes one that asks anew each time.
     *
     * @param deadline how long one answer may take
     */
    public HostLook(HostScript script, Ticker ticker, Duration deadline) {
        this(script, ticker, deadline, new ConcurrentHashMap<>(), Optional.empty());
    }

    private HostLook(
            HostScript script,
            Ticker ticker,
            Duration deadline,
            Map<String, Known> known,
            Optional<Map<Question, CompletableFuture<Report>>> answers) {
        this.script = requireNonNull(script, "script is null");
        this.ticker = requireNonNull(ticker, "ticker is null");
        this.deadline = requireNonNull(deadline, "deadline is null");
        this.known = known;
        this.answers = answers;
    }

    /** The same for one plan or one round of prechecks: what was asked in it is not asked again, failures included. */
    public HostLook snapshot() {
        return new HostLook(script, ticker, deadline, known, Optional.of(new ConcurrentHashMap<>()));
    }

    /**
     * Asks a host; what it does not answer is missing in the report.
     *
     * @param function a function of the look scripts, and its arguments
     * @param list what it reads from standard input
     */
    public Report ask(Host host, List<String> function, List<String> list) {
        if (answers.isEmpty()) {
            return askNow(host, function, list);
        }
        CompletableFuture<Report> mine = new CompletableFuture<>();
        CompletableFuture<Report> first =
                answers.get().putIfAbsent(new Question(host, List.copyOf(function), List.copyOf(list)), mine);
        if (first != null) {
            return await(first);
        }
        try {
            mine.complete(askNow(host, function, list));
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        }
        return await(mine);
    }

    private static Report await(CompletableFuture<Report> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RelocationException known) {
                throw new RelocationException(known.code(), known.getMessage(), known);
            }
            throw e;
        }
    }

    private Report askNow(Host host, List<String> function, List<String> list) {
        String key = "%s:%s:%s:%s"
                .formatted(
                        host.address(),
                        host.port(),
                        host.login().user(),
                        host.login().become());
        Optional<Known> before =
                Optional.ofNullable(known.get(key)).filter(seen -> ticker.nanos() - seen.since() < LONGEST.toNanos());
        Report report = Report.of(script.look(host, before.map(Known::token).orElse(""), function, list, deadline));
        Optional<String> token = report.first(TOKEN).filter(text -> text.matches(TOKEN_TEXT));
        if (token.isEmpty()) {
            return report;
        }
        if (report.has("uname")) {
            known.put(key, new Known(token.get(), lasting(report), ticker.nanos()));
            return report;
        }
        return before.filter(seen -> seen.token().equals(token.get()))
                .map(seen -> seen.lasting().and(report))
                .orElse(report);
    }

    private static Report lasting(Report report) {
        return new Report(LASTING.stream().filter(report::has).collect(Collectors.toMap(part -> part, report::lines)));
    }
}
