// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

import java.util.List;
import java.util.Optional;

/**
 * What one leg has in the state directory of a host, under the names that the host script uses.
 *
 * @param script who works on it
 * @param id name of the leg
 */
record Leg(Script script, String id) {
    /** What became of an operation: as op_load. */
    record Op(String state, String status) {
        boolean runs() {
            return state.equals("starting") || state.equals("running");
        }

        boolean succeeded() {
            return state.equals("done") && status.equals("0");
        }
    }

    private static final Op NONE = new Op("none", "");

    SimulatedHost host() {
        return script.host();
    }

    private Disk disk() {
        return host().disk;
    }

    String path(String file) {
        return "legs/%s/%s".formatted(id, file);
    }

    boolean has(String file) {
        return disk().has(path(file));
    }

    /** Empty where there is none. */
    String read(String file) {
        return disk().read(path(file)).orElse("");
    }

    void put(String file, String text) {
        needDirectory();
        disk().put(path(file), text);
    }

    void lay(String file, String text) {
        needDirectory();
        disk().lay(path(file), text);
    }

    /** Whoever still works on a leg that was cleaned up has no directory any more to write to. */
    private void needDirectory() {
        if (!has("plan")) {
            throw new Failed("there is no directory legs/" + id);
        }
    }

    void remove(String... files) {
        for (String file : files) {
            disk().remove(path(file));
        }
    }

    /** Values of a key of the plan. */
    List<String> plan(String key) {
        return read("plan")
                .lines()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .toList();
    }

    String planned(String key) {
        return plan(key).stream().findFirst().orElse("");
    }

    boolean resumesAtOnce() {
        return planned("resume").equals("at-once");
    }

    boolean isContainer() {
        return !planned("runtime").isEmpty();
    }

    // ---- claims ----

    /** The word that was decided; empty: nothing was. */
    String said(String file) {
        return read(file).split(" ", 2)[0];
    }

    /** Whoever comes first has decided, for good. Says whether this word holds. */
    boolean claim(String file, String word) {
        if (!has(file)) {
            script.step("claim %s %s".formatted(file, word));
            put(file, word + " " + script.epoch());
        }
        return said(file).equals(word);
    }

    /** Whether the copy will never run: the target will not be told to go on, or it has said that it gave up. */
    boolean notHandedOver() {
        return !resumesAtOnce()
                || claim("handover", "void")
                || read("freeze.reply").contains("void");
    }

    // ---- operations ----

    Op op(String name) {
        String file = name + ".state";
        if (!has(file)) {
            return NONE;
        }
        String[] words = read(file).split(" ", -1);
        boolean lives = host().world().jobsOf(host()).stream().anyMatch(job -> job.pid() == Integer.parseInt(words[1]));
        return new Op(words[0].equals("done") || lives ? words[0] : "lost", words[2]);
    }

    void storeOp(String name, String state, int pid, String status) {
        lay(name + ".state", "%s %d %s".formatted(state, pid, status));
    }

    Optional<Job> job(String name) {
        String[] words = read(name + ".state").split(" ", -1);
        return words.length < 2
                ? Optional.empty()
                : host().world().jobsOf(host()).stream()
                        .filter(job -> job.pid() == Integer.parseInt(words[1]))
                        .findFirst();
    }

    /** Notes what time it is, in milliseconds since boot. */
    void fact(String op, String name) {
        fact(op, name, host().uptime());
    }

    void fact(String op, String name, long value) {
        lay(op + ".facts", read(op + ".facts") + "%s=%d\n".formatted(name, value));
    }

    Optional<Long> factOf(String op, String name) {
        return read(op + ".facts")
                .lines()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> Long.parseLong(line.substring(name.length() + 1)))
                .reduce((first, last) -> last);
    }

    // ---- tasks ----

    /** What the processes of a list do: running, frozen or gone. */
    String stateOf(String list) {
        return host().task(read(list))
                .map(task -> task.state == Task.State.RUNNING ? "running" : "frozen")
                .orElse("gone");
    }

    void destroy(String list) {
        host().task(read(list)).ifPresent(task -> {
            script.step("destroy the " + list);
            host().kill(task);
        });
    }

    /** Whether CRIU is still saving it, or holds it afterwards. */
    boolean dumperLives() {
        return host().world().job(host(), dumper()).isPresent();
    }

    String dumper() {
        return "criu dump " + id;
    }

    /** Whether the host has started again since the leg was opened. */
    boolean rebooted() {
        return !read("boot").equals(host().bootId());
    }

    /** Ends the operations of the leg, but not the one that asks for it, nor those to be kept. A dump is waited for. */
    void stopOperations(int self, String... kept) {
        if (!script.await(60_000, () -> !dumperLives())) {
            throw new Failed("criu dump of leg %s is still at work".formatted(id));
        }
        for (String name : Operations.NAMES) {
            if (List.of(kept).contains(name)) {
                continue;
            }
            job(name).filter(job -> job.pid() != self).ifPresent(job -> {
                script.step("stop operation " + name);
                job.kill();
            });
        }
    }

    /** Whether the complete image of the original is held. */
    boolean imageIsHeld() {
        return has("held") && host().images.containsKey(id);
    }

    boolean hasReceived() {
        return has("complete") && host().images.containsKey(id);
    }

    /** Decides once whether a container's original ends or goes on. */
    void settle(String word) {
        if (!has("settle")) {
            script.step("settle: " + word);
            lay("settle", word);
        }
    }

    /** The original goes on, unless its copy may. */
    void settleFailed() {
        settle(notHandedOver() ? "stay" : "go");
    }
}
