// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The global variable {@code currentBuild} of the script. Public because Groovy calls it; not for use in Java. */
public final class CurrentBuild {
    /** What scripts may read, for error messages. */
    static final List<String> KNOWN = List.of(
            "number",
            "result",
            "currentResult",
            "displayName",
            "fullDisplayName",
            "projectName",
            "description",
            "duration",
            "durationString",
            "previousBuild",
            "id",
            "fullProjectName",
            "absoluteUrl",
            "startTimeInMillis",
            "timeInMillis",
            "changeSets",
            "buildCauses",
            "upstreamBuilds",
            "keepLog");

    private final Build build;
    private final String job;
    private final Ticker ticker;
    private final long began;
    private BuildResult result;
    private String displayName = "#1";
    private String description;

    CurrentBuild(Build build, String job, Ticker ticker) {
        this.build = build;
        this.job = job;
        this.ticker = ticker;
        this.began = ticker.nanos();
    }

    /** The result so far; null, as in Jenkins, while nothing has set it. */
    public synchronized String getResult() {
        return result == null ? null : result.name();
    }

    /** Makes the result worse. As in Jenkins a better one than before is ignored. */
    public void setResult(String text) {
        build.worsen(known(text));
    }

    /** The result so far, never null. */
    public synchronized String getCurrentResult() {
        return current().name();
    }

    public synchronized String getDisplayName() {
        return displayName;
    }

    public synchronized void setDisplayName(String text) {
        displayName = text;
    }

    /** The description; null, as in Jenkins, while there is none. */
    public synchronized String getDescription() {
        return description;
    }

    public synchronized void setDescription(String text) {
        description = text;
    }

    public int getNumber() {
        return 1;
    }

    public String getProjectName() {
        return job;
    }

    public String getFullDisplayName() {
        return job + " " + getDisplayName();
    }

    /** Milliseconds since the build began. */
    public long getDuration() {
        return Duration.ofNanos(ticker.nanos() - began).toMillis();
    }

    public String getDurationString() {
        return "%.1f sec".formatted(getDuration() / 1000.0);
    }

    /** The build before with its result; null, as in Jenkins, when there is none. */
    public Object getPreviousBuild() {
        return build.options()
                .previous()
                .map(before -> Map.of("number", 0, "result", before.name(), "currentResult", before.name()))
                .orElse(null);
    }

    public String getId() {
        return "1";
    }

    public String getFullProjectName() {
        return job;
    }

    public String getAbsoluteUrl() {
        return build.environment().value("BUILD_URL");
    }

    public long getStartTimeInMillis() {
        return ticker.now().toEpochMilli() - getDuration();
    }

    public long getTimeInMillis() {
        return getStartTimeInMillis();
    }

    /** Always empty: a rehearsal knows no changes. */
    public List<Object> getChangeSets() {
        return List.of();
    }

    public List<Object> getUpstreamBuilds() {
        return List.of();
    }

    /** The cause that the rehearsal was given. */
    public List<Map<String, String>> getBuildCauses() {
        String cause = build.options().scene().cause();
        return List.of(Map.of(
                "_class", "hudson.model.Cause$" + cause, "shortDescription", "rehearsal", "userId", build.user()));
    }

    /** The causes whose class has this name, with its package or without. */
    public List<Map<String, String>> getBuildCauses(String type) {
        return getBuildCauses().stream()
                .filter(cause -> cause.get("_class").endsWith(type) || type.endsWith(cause.get("_class")))
                .toList();
    }

    /** Has no effect here. */
    public void setKeepLog(boolean keep) {
        build.output().note("no effect here: keepLog " + keep);
    }

    public boolean isKeepLog() {
        return false;
    }

    public boolean resultIsBetterOrEqualTo(String other) {
        return !current().isWorseThan(known(other));
    }

    public boolean resultIsWorseOrEqualTo(String other) {
        return !known(other).isWorseThan(current());
    }

    synchronized BuildResult current() {
        return result == null ? BuildResult.SUCCESS : result;
    }

    synchronized void worsen(BuildResult other) {
        result = current().worst(other);
    }

    /** Shows this result while something runs, as Jenkins does in {@code post}; what that makes of it stays. */
    <T> T during(BuildResult shown, Supplier<T> body) {
        BuildResult before;
        synchronized (this) {
            before = result;
            result = shown;
        }
        try {
            return body.get();
        } finally {
            synchronized (this) {
                if (result == shown) {
                    result = before;
                }
            }
        }
    }

    private static BuildResult known(String text) {
        return BuildResult.named(text).orElseThrow(() -> new StepFailure(
                        "a result cannot be '%s'; known: %s".formatted(text, List.of(BuildResult.values())))
                .at(ErrorLocation.current()));
    }
}
