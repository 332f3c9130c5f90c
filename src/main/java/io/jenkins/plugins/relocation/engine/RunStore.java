// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.journal.JournalReader;
import io.jenkins.plugins.relocation.journal.Line;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.planner.PlanFile;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Plans and journals below the controller's home: {@code plans/ID.json}, {@code runs/RUN/journal.jsonl}, {@code identity/}. */
public final class RunStore {
    private static final Pattern RUN = Pattern.compile("r-([0-9a-f]{12})-([0-9a-f]{8})-[0-9]+");
    private static final Pattern TAKE_OVER = Pattern.compile("t-[0-9a-f]{8}-[0-9]+");

    private final Path home;
    private HomeIdentity identity;

    public RunStore(Path home) {
        this.home = home;
        directory(home.resolve("plans"));
        directory(home.resolve("runs"));
    }

    /** Keeps a plan under its id. Keeping the same plan again changes nothing. */
    public void keep(Plan plan) {
        Path file = planFile(plan.id());
        if (!Files.exists(file)) {
            replace(file, PlanFile.write(plan));
        }
    }

    /** Keeps the findings of the last prechecks of a plan, for whoever wants to look at them later. */
    void keepFindings(String plan, List<Finding> findings) {
        replace(findingsFile(plan), Json.pretty(findings));
    }

    /** Findings of the last prechecks of a plan; empty when there were none. */
    public List<Finding> findings(String plan) {
        Path file = findingsFile(plan);
        try {
            return Files.exists(file)
                    ? List.of(Json.mapper().readValue(Files.readAllBytes(file), Finding[].class))
                    : List.of();
        } catch (IOException e) {
            throw failed("read findings of plan " + plan, e);
        }
    }

    /**
     * The plan with that id.
     *
     * @throws RelocationException with {@link ErrorCode#BAD_INPUT} when there is none
     */
    public Plan plan(String id) {
        Path file = planFile(id);
        try {
            return PlanFile.read(Files.readAllBytes(file), file.getFileName().toString());
        } catch (NoSuchFileException e) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "there is no plan %s; make one with relocationPlan".formatted(Names.quote(id)),
                    e);
        } catch (IOException e) {
            throw failed("read plan " + id, e);
        }
    }

    /** Hosts that take no new placements. */
    ClosedHosts closedHosts() {
        return new ClosedHosts(home);
    }

    /** Who the controller of this home is. */
    public synchronized HomeIdentity identity() {
        if (identity == null) {
            identity = HomeIdentity.of(home);
        }
        return identity;
    }

    /** Folder of a run, or of a take-over. */
    Path runFolder(String run) {
        String kind = TAKE_OVER.matcher(run).matches() ? "take-overs" : "runs";
        return home.resolve(kind).resolve(Names.require("run", run));
    }

    /** Makes the folder of a new take-over; its name is the id. */
    String beginTakeOver() {
        directory(home.resolve("take-overs"));
        for (int number = 1; ; number++) {
            String id = "t-%s-%d".formatted(identity().id(), number);
            try {
                Files.createDirectory(runFolder(id));
                return id;
            } catch (FileAlreadyExistsException e) {
                continue;
            } catch (IOException e) {
                throw failed("make the folder of take-over " + id, e);
            }
        }
    }

    /** File that the engine locks while it takes a workload over. */
    Path takeOverLock(String workload) {
        directory(home.resolve("take-overs"));
        return home.resolve("take-overs").resolve(Names.require("workload", workload) + ".lock");
    }

    /** Journal of a run. */
    public Path journal(String run) {
        return runFolder(run).resolve("journal.jsonl");
    }

    /** Makes the folder of a new run. */
    void begin(String run) {
        directory(runFolder(run));
    }

    /** File that the engine locks while it decides about runs of a plan. */
    Path planLock(String plan) {
        return home.resolve("plans").resolve(Names.require("plan", plan) + ".lock");
    }

    /** Ids of all runs, oldest first. */
    public List<String> runs() {
        try (Stream<Path> folders = Files.list(home.resolve("runs"))) {
            return folders.filter(folder -> Files.exists(folder.resolve("journal.jsonl")))
                    .sorted(Comparator.comparing(RunStore::begun).thenComparing(Path::getFileName))
                    .map(folder -> folder.getFileName().toString())
                    .toList();
        } catch (IOException e) {
            throw failed("list runs", e);
        }
    }

    /** Ids of the runs of a plan, oldest first. */
    public List<String> runsOf(String plan) {
        return runs().stream()
                .filter(run -> planOf(run).filter(plan::equals).isPresent())
                .toList();
    }

    /** Id of the plan of a run, which its name tells; empty when it is not the name of a run. */
    public Optional<String> planOf(String run) {
        Matcher name = RUN.matcher(run);
        return name.matches() ? Optional.of("p-" + name.group(1)) : Optional.empty();
    }

    /** Id of the next run of a plan. No other controller's runs have it: its own id is part of it. */
    String newRun(Plan plan) {
        String stem = "%s-%s"
                .formatted(plan.id().replaceFirst("^p-", "r-"), identity().id());
        int number = 1;
        while (Files.exists(journal(stem + "-" + number))) {
            number++;
        }
        return stem + "-" + number;
    }

    /** Whether a run is one of this controller's that can go on: its journal is here, readable, and not at its end. */
    boolean canGoOn(String run) {
        Matcher name = RUN.matcher(run);
        if (!name.matches() || !name.group(2).equals(identity().id()) || !Files.exists(journal(run))) {
            return false;
        }
        try {
            return JournalReader.read(journal(run)).entries().stream().noneMatch(Entry.RunSettled.class::isInstance);
        } catch (RelocationException e) {
            // No engine goes on with a damaged journal.
            return false;
        }
    }

    private static Instant begun(Path folder) {
        try {
            return JournalReader.first(folder.resolve("journal.jsonl"))
                    .map(Line::at)
                    .orElse(Instant.EPOCH);
        } catch (RelocationException e) {
            // Whoever reads a damaged journal is told; its place in a list does not matter.
            return Instant.EPOCH;
        }
    }

    private static void replace(Path file, String text) {
        try {
            Path half =
                    Files.createTempFile(file.getParent(), file.getFileName().toString(), ".new");
            Files.writeString(half, text);
            sync(half);
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
            sync(file.getParent());
        } catch (IOException e) {
            throw failed("write " + file, e);
        }
    }

    private Path findingsFile(String plan) {
        return home.resolve("plans").resolve(Names.require("plan", plan) + ".findings.json");
    }

    private Path planFile(String id) {
        return home.resolve("plans").resolve(Names.require("plan", id) + ".json");
    }

    private static void directory(Path directory) {
        try {
            if (Files.getFileStore(nearest(directory)).supportsFileAttributeView("posix")) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectories(directory);
            }
        } catch (IOException e) {
            throw failed("make " + directory, e);
        }
    }

    private static Path nearest(Path path) {
        Path absolute = path.toAbsolutePath();
        while (!Files.exists(absolute)) {
            absolute = absolute.getParent();
        }
        return absolute;
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static RelocationException failed(String what, IOException e) {
        return new RelocationException(
                ErrorCode.DAMAGED,
                "cannot %s: %s; check space and permissions of the relocation home".formatted(what, e),
                e);
    }
}
