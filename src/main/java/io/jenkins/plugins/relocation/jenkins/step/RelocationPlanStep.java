// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import io.jenkins.plugins.relocation.jenkins.RelocationConfiguration;
import io.jenkins.plugins.relocation.model.Thresholds;
import io.jenkins.plugins.relocation.model.step.PlanParameters;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/** Makes a plan out of an inventory and a goal. Changes nothing on any host. */
public class RelocationPlanStep extends RelocationStep {
    private String inventory = "";
    private List<String> evacuate = List.of();
    private Map<String, String> moves = Map.of();
    private String returnHome;
    private List<String> balance = List.of();
    private int cpu = Thresholds.DEFAULT.cpuPercent();
    private int memory = Thresholds.DEFAULT.memoryPercent();
    private int minutes = Thresholds.DEFAULT.minutes();
    private int gain = Thresholds.DEFAULT.gainPercent();

    /** Nothing is required here: a declarative pipeline would insist on it even where there is a default inventory. */
    @DataBoundConstructor
    public RelocationPlanStep() {
        // Everything is set by setters.
    }

    /** Path in the workspace, or name of a configured inventory; empty: the default inventory of the global configuration. */
    public String getInventory() {
        return inventory;
    }

    @DataBoundSetter
    public void setInventory(String inventory) {
        this.inventory = Objects.requireNonNullElse(Util.fixEmptyAndTrim(inventory), "");
    }

    /** Hosts to empty. */
    public List<String> getEvacuate() {
        return evacuate;
    }

    @DataBoundSetter
    public void setEvacuate(List<String> evacuate) {
        this.evacuate = Words.split(evacuate);
    }

    /** The hosts to empty as a form shows them. */
    public String getEvacuateText() {
        return Words.join(evacuate);
    }

    /** Target host by workload. */
    public Map<String, String> getMoves() {
        return moves;
    }

    /**
     * Sets the explicit moves.
     *
     * @throws IllegalArgumentException when a script gave something else than texts
     */
    @DataBoundSetter
    public void setMoves(Map<String, String> moves) {
        Map<String, String> checked = new TreeMap<>();
        // A script can put anything into the map, whatever its type says here.
        for (Map.Entry<?, ?> move :
                Objects.requireNonNullElse(moves, Map.<String, String>of()).entrySet()) {
            if (!(move.getKey() instanceof String workload) || !(move.getValue() instanceof String host)) {
                throw new IllegalArgumentException(
                        "moves must map names of workloads to names of hosts, as in [redis: 'b']");
            }
            checked.put(workload.trim(), host.trim());
        }
        // Sorted, so that the snippet generator writes the same again.
        this.moves = Collections.unmodifiableMap(checked);
    }

    /** The explicit moves as a form shows them. */
    public String getMovesText() {
        return Words.joinPairs(moves);
    }

    /** Run whose workloads go back; null: none. */
    public String getReturnHome() {
        return returnHome;
    }

    @DataBoundSetter
    public void setReturnHome(String returnHome) {
        this.returnHome = Util.fixEmptyAndTrim(returnHome);
    }

    /** Hosts of which none is to have more to do than it should. */
    public List<String> getBalance() {
        return balance;
    }

    @DataBoundSetter
    public void setBalance(List<String> balance) {
        this.balance = Words.split(balance);
    }

    /** The hosts to balance as a form shows them. */
    public String getBalanceText() {
        return Words.join(balance);
    }

    /** How busy processors may be, in percent. */
    public int getCpu() {
        return cpu;
    }

    @DataBoundSetter
    public void setCpu(int cpu) {
        this.cpu = cpu;
    }

    /** How much memory may be used, in percent. */
    public int getMemory() {
        return memory;
    }

    @DataBoundSetter
    public void setMemory(int memory) {
        this.memory = memory;
    }

    /** Over how many minutes load is averaged. */
    public int getMinutes() {
        return minutes;
    }

    @DataBoundSetter
    public void setMinutes(int minutes) {
        this.minutes = minutes;
    }

    /** What a move has to gain, in points of percent. */
    public int getGain() {
        return gain;
    }

    @DataBoundSetter
    public void setGain(int gain) {
        this.gain = gain;
    }

    @Override
    StepCall call() {
        String named = inventory.isEmpty()
                ? Objects.requireNonNullElse(RelocationConfiguration.get().getDefaultInventory(), "")
                : inventory;
        return StepCall.plan(new PlanParameters(
                named,
                evacuate,
                moves,
                Objects.requireNonNullElse(returnHome, ""),
                balance,
                cpu,
                memory,
                minutes,
                gain));
    }

    /** Form of {@code relocationPlan}. */
    @Extension
    public static class DescriptorImpl extends RelocationStepDescriptor {
        /** Called by Jenkins. */
        public DescriptorImpl() {
            super(RelocationPlanStep.class, "relocationPlan");
        }

        /**
         * Reads the form; its field for moves is a text, which data binding cannot turn into a map.
         *
         * @throws IllegalArgumentException when that text has no moves: the snippet generator shows this one
         */
        @Override
        public Step newInstance(StaplerRequest2 request, JSONObject form) throws Descriptor.FormException {
            Step step = super.newInstance(request, form);
            String moves = form.optString("movesText");
            if (step instanceof RelocationPlanStep plan && !moves.isBlank()) {
                plan.setMoves(Words.splitPairs(moves));
            }
            return step;
        }
    }
}
