// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

import java.util.List;
import java.util.Optional;

/** What is seen of a workload, and how it is continued and destroyed. */
final class TaskCommands {
    private static final int NOBODY = -1;
    private static final long RESTORE = 10_000;

    private final Script script;

    TaskCommands(Script script) {
        this.script = script;
    }

    // ---- process trees ----

    String observe(List<String> selector) {
        StringBuilder out = new StringBuilder("\n@@legs\n");
        for (Leg leg : script.legs()) {
            out.append("%s tree %s copy %s\n".formatted(leg.id(), leg.stateOf("tree"), copyOfProcess(leg)));
        }
        out.append("\n@@own\n");
        script.legs().forEach(leg -> List.of("tree", "copy").forEach(list -> {
            if (leg.has(list)) {
                out.append(leg.read(list)).append(" S app\n");
            }
        }));
        out.append("\n@@expected\n");
        script.legs()
                .forEach(leg -> leg.plan("exe").forEach(exe -> out.append(exe).append('\n')));
        return out.append(LookAnswers.candidates(script.host(), selector)).toString();
    }

    private static String copyOfProcess(Leg leg) {
        String copy = leg.stateOf("copy");
        Leg.Op op = leg.op(Operations.RESTORE);
        if (copy.equals("gone") && op.state().equals("running")) {
            return leg.has("complete") ? "restoring" : "waiting";
        }
        if (copy.equals("gone") || op.succeeded() || op.state().equals("none")) {
            return copy;
        }
        return notEnded(leg, copy);
    }

    String thaw(Leg leg) {
        return thaw(leg, NOBODY);
    }

    String thaw(Leg leg, int self) {
        script.needGuard();
        leg.stopOperations(self, Operations.WATCH);
        if (!leg.has("tree")) {
            return "tree=none\n";
        }
        script.step("thaw: continue the processes");
        script.host()
                .task(leg.read("tree"))
                .filter(task -> task.state == Task.State.FROZEN)
                .ifPresent(task -> {
                    task.state = Task.State.RUNNING;
                });
        return "tree=%s\n".formatted(leg.stateOf("tree"));
    }

    String discard() {
        script.needGuard();
        for (Leg leg : script.legs()) {
            if (leg.has("staged") || leg.resumesAtOnce()) {
                leg.claim("permit", "void");
            }
            leg.stopOperations(NOBODY);
            leg.destroy("copy");
            leg.destroy("tree");
        }
        return "";
    }

    String hangUp(Leg leg) {
        script.needGuard();
        if (!leg.stateOf("tree").equals("frozen")) {
            throw new Failed("the original is not frozen");
        }
        return "";
    }

    // ---- containers ----

    String observeContainer() {
        StringBuilder out = new StringBuilder("\n@@legs\n");
        for (Leg leg : script.legs()) {
            if (leg.has("images")) {
                String freeze = leg.dumperLives()
                        ? "running"
                        : leg.op(Operations.FREEZE).state();
                out.append("%s held %s copy %s freeze %s thaw %s\n"
                        .formatted(
                                leg.id(),
                                leg.imageIsHeld() ? "yes" : "no",
                                copyOfContainer(leg),
                                freeze,
                                leg.op(Operations.THAW).state()));
            }
        }
        return out.append("\n@@container\n")
                .append(containerState())
                .append('\n')
                .toString();
    }

    private static String copyOfContainer(Leg leg) {
        String copy = leg.stateOf("copy");
        boolean runs = leg.op(Operations.RESTORE).state().equals("running");
        if (!runs) {
            return copy;
        }
        if (copy.equals("gone")) {
            return leg.has("complete") ? "restoring" : "waiting";
        }
        return notEnded(leg, copy);
    }

    private static String notEnded(Leg leg, String copy) {
        if (!leg.has("permit")) {
            return "staged";
        }
        return leg.has("resumed") ? copy : "doubtful";
    }

    private Optional<Task> container() {
        return script.tasks().filter(task -> task.state != Task.State.HELD).findFirst();
    }

    String containerState() {
        return container()
                .map(task -> task.state == Task.State.FROZEN && !isSaved() ? "paused" : "running " + task.identity())
                .orElse("none");
    }

    private boolean isSaved() {
        return script.legs().stream().anyMatch(Leg::dumperLives);
    }

    /** Whether the original goes on, and nothing is at work that would freeze it. */
    boolean runsAgain(Leg leg) {
        Leg.Op freeze = leg.op(Operations.FREEZE);
        boolean ended = freeze.state().equals("done") || freeze.state().equals("lost");
        return ended
                && !leg.dumperLives()
                && (leg.isContainer() ? runsHere() : leg.stateOf("tree").equals("running"));
    }

    private boolean runsHere() {
        return containerState().startsWith("running");
    }

    String thawContainer(Leg leg) {
        return thawContainer(leg, NOBODY);
    }

    String thawContainer(Leg leg, int self) {
        script.needGuard();
        leg.settle("stay");
        leg.stopOperations(self, Operations.WATCH, Operations.THAW);
        if (leg.op(Operations.THAW).runs()) {
            return "container=held\n";
        }
        if (containerState().equals("paused") && !leg.dumperLives()) {
            script.step("thaw: continue what a dump has left paused");
            container().ifPresent(task -> task.state = Task.State.RUNNING);
        }
        if (runsHere()) {
            return "container=running\n";
        }
        if (leg.imageIsHeld()) {
            script.step("thaw: forget an earlier one");
            leg.remove("thaw.state", "thaw.facts");
            return "container=held\n";
        }
        throw new Failed("nothing of %s is held here: %s".formatted(script.workload(), containerState()));
    }

    String discardContainer() {
        script.needGuard();
        for (Leg leg : script.legs()) {
            script.openLeg(leg.id());
            if (leg.has("staged") || leg.resumesAtOnce()) {
                leg.claim("permit", "void");
            }
            leg.settle("go");
            script.await(RESTORE, () -> !leg.op(Operations.RESTORE).runs() || !leg.has("staged"));
            leg.stopOperations(NOBODY);
            leg.destroy("copy");
            leg.destroy("tree");
            if (container().isPresent()) {
                throw new Failed("the container on this host is none of this attempt: " + containerState());
            }
            script.step("discard: remove the image");
            if (leg.has("held")) {
                leg.remove("held");
                script.host().images.remove(leg.id());
            }
        }
        return "";
    }
}
