// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import io.jenkins.plugins.relocation.simulator.Disk;
import io.jenkins.plugins.relocation.simulator.Failed;
import io.jenkins.plugins.relocation.simulator.Script;
import java.util.List;
import java.util.Optional;

/**
 * What one leg has in the state directory of an AIX host, and in the directory that both hosts share, under the names that the host
 * script uses.
 *
 * @param guest where
 * @param script who works on it
 * @param id name of the leg
 */
record AixLeg(AixGuest guest, Script script, String id) {
    private Disk disk() {
        return guest.host().disk();
    }

    private String path(String name) {
        return "legs/%s/%s".formatted(id, name);
    }

    boolean isOpen() {
        return has("images");
    }

    boolean has(String name) {
        return disk().has(path(name));
    }

    String read(String name) {
        return disk().read(path(name)).orElse("");
    }

    /** As put: with a flush of everything. */
    void put(String name, String text) {
        disk().lay(path(name), text);
        disk().sync();
    }

    void lay(String name, String text) {
        disk().lay(path(name), text);
    }

    void remove(String... names) {
        for (String name : names) {
            disk().remove(path(name));
        }
    }

    void removeAll() {
        disk().removeAll("legs/" + id);
    }

    // ---- the plan ----

    String planned(String key) {
        return read("plan")
                .lines()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .findFirst()
                .orElse("");
    }

    String wpar() {
        return planned("wpar");
    }

    boolean isSystem() {
        return planned("kind").equals("system");
    }

    boolean isLive() {
        return planned("mode").equals("live");
    }

    boolean isFrom() {
        return planned("role").equals("from");
    }

    boolean isBack() {
        return id.endsWith(".back");
    }

    // ---- the shared directory ----

    String images() {
        return read("images");
    }

    String image(String name) {
        return images() + "/" + name;
    }

    /** Whether the file system that both hosts share is to be seen. */
    boolean sharedAnswers() {
        return guest.shared().nfs().isUp();
    }

    /** Whether what the leg had there is gone. */
    boolean sharedIsGone() {
        return sharedAnswers() && !guest.shared().isDirectory(images());
    }

    boolean hasImage(String name) {
        return guest.shared().has(image(name));
    }

    boolean imageIsComplete() {
        Optional<String> manifest = guest.shared().read(image("manifest"));
        return manifest.filter(
                        text -> !text.isEmpty() && text.equals(guest.shared().manifest(image("state"))))
                .isPresent();
    }

    /** Makes the permit say this unless it says something; says whether it does. */
    boolean claim(String word) {
        if (!guest.shared().has(image("permit"))) {
            guest.shared().write(image("permit"), word);
        }
        return permit().equals(word);
    }

    /** The same, whatever comes of it: fails only where nothing could be decided. */
    void requireClaim(String word) {
        if (!claim(word) && permit().isEmpty()) {
            if (sharedIsGone()) {
                throw new Failed("the shared directory was removed");
            }
            throw new Failed(Failed.SILENT, "the shared directory does not answer");
        }
    }

    /**
     * Takes back a permit that was given but never used: the operation that was to resume has ended, and before it let the
     * partition run, or AIX refused.
     */
    void unsayPermit() {
        if (!runs("resume") && neverRan()) {
            guest.shared().put(image("permit"), "void");
            remove("permitted");
        }
    }

    private boolean neverRan() {
        return !has("permitted") || has("refused");
    }

    /** Whether the system was started anew since the leg was opened. */
    boolean rebooted() {
        return !isOfThisBoot("boot");
    }

    boolean isOfThisBoot(String name) {
        return read(name).equals(guest.bootId());
    }

    /** Whether this leg has stopped the partition in order. */
    boolean wasStopped() {
        return has("stopped") || isOfThisBoot("frozen");
    }

    /** "go", "void", or empty where the directory is not there. */
    String permit() {
        return guest.shared().read(image("permit")).orElse("");
    }

    // ---- operations ----

    void fact(String op, String name) {
        lay(
                op + ".facts",
                read(op + ".facts")
                        + "%s=%d%n".formatted(name, guest.host().world().millis()));
    }

    Optional<Long> factOf(String op, String name) {
        return read(op + ".facts")
                .lines()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> Long.parseLong(line.substring(name.length() + 1)))
                .reduce((first, last) -> last);
    }

    void store(String op, String state, String status) {
        lay(op + ".state", state + " " + status);
    }

    /** none, starting, running, done, or lost when its process has gone. */
    String state(String op) {
        String state = word(op, 0);
        if (state.isEmpty()) {
            return "none";
        }
        return state.equals("done") || guest.isAtWork(id, op) ? state : "lost";
    }

    String status(String op) {
        return word(op, 1);
    }

    private String word(String op, int index) {
        List<String> words = List.of(read(op + ".state").split(" "));
        return index < words.size() ? words.get(index) : "";
    }

    boolean runs(String op) {
        String state = state(op);
        return state.equals("starting") || state.equals("running");
    }
}
