// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import hudson.BulkChange;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import io.jenkins.plugins.relocation.engine.EngineSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import jenkins.model.GlobalConfiguration;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/** Global configuration: the inventories that jobs may name, what steps do by default, and how long runs are kept. */
@Extension
@Symbol("relocation")
public final class RelocationConfiguration extends GlobalConfiguration {
    private static final int STOP_MINUTES = 10;
    private static final int STEP_HOURS = 24;
    private static final int PATIENCE_SECONDS = 60;
    private static final int MOST = 1_000_000;

    private List<NamedInventory> inventories = new ArrayList<>();
    private String defaultInventory;
    private int stopMinutes = STOP_MINUTES;
    private int longestStepHours = STEP_HOURS;
    private int patienceSeconds = PATIENCE_SECONDS;
    private int keepDays;

    /** All of it, to be put back when a form is refused. Never saved. */
    private record Values(
            List<NamedInventory> inventories,
            String defaultInventory,
            int stopMinutes,
            int longestStepHours,
            int patienceSeconds,
            int keepDays) {}

    /** Called by Jenkins. */
    public RelocationConfiguration() {
        load();
    }

    /** The configuration of this Jenkins. */
    public static RelocationConfiguration get() {
        return ExtensionList.lookupSingleton(RelocationConfiguration.class);
    }

    @Override
    public String getDisplayName() {
        return Messages.get("RelocationConfiguration.displayName");
    }

    /** Inventories by name, in the order of the form. */
    public synchronized List<NamedInventory> getInventories() {
        return List.copyOf(inventories);
    }

    /**
     * Replaces all inventories.
     *
     * @throws IllegalArgumentException when a name is not valid or used twice
     */
    @DataBoundSetter
    public synchronized void setInventories(List<NamedInventory> inventories) {
        requireNames(inventories);
        this.inventories = new ArrayList<>(inventories);
        save();
    }

    /** Inventory of steps that name none; null: they have to. */
    public synchronized String getDefaultInventory() {
        return defaultInventory;
    }

    @DataBoundSetter
    public synchronized void setDefaultInventory(String defaultInventory) {
        this.defaultInventory = Util.fixEmptyAndTrim(defaultInventory);
        save();
    }

    /** Minutes that a stopped step waits for what is in flight to be settled. */
    public synchronized int getStopMinutes() {
        return stopMinutes;
    }

    @DataBoundSetter
    public synchronized void setStopMinutes(int stopMinutes) {
        this.stopMinutes = within("stopMinutes", stopMinutes, 1);
        save();
    }

    /** Hours after which a step is stopped that has not ended by itself. */
    public synchronized int getLongestStepHours() {
        return longestStepHours;
    }

    @DataBoundSetter
    public synchronized void setLongestStepHours(int longestStepHours) {
        this.longestStepHours = within("longestStepHours", longestStepHours, 1);
        save();
    }

    /** Seconds that a host that does not answer is asked again before its state counts as unknown. */
    public synchronized int getPatienceSeconds() {
        return patienceSeconds;
    }

    @DataBoundSetter
    public synchronized void setPatienceSeconds(int patienceSeconds) {
        this.patienceSeconds = within("patienceSeconds", patienceSeconds, 0);
        save();
    }

    /** Days that ended runs and their plans are kept; 0: for ever. */
    public synchronized int getKeepDays() {
        return keepDays;
    }

    @DataBoundSetter
    public synchronized void setKeepDays(int keepDays) {
        this.keepDays = within("keepDays", keepDays, 0);
        save();
    }

    /**
     * The text of the inventory with that name.
     *
     * @throws io.jenkins.plugins.relocation.spi.RelocationException when it is in a file that cannot be read
     */
    public Optional<String> inventory(String name) {
        return getInventories().stream()
                .filter(inventory -> inventory.getName().equals(name))
                .map(NamedInventory::text)
                .findFirst();
    }

    /** How long the engine tries. */
    EngineSettings settings() {
        return new EngineSettings(Duration.ofSeconds(getPatienceSeconds()), EngineSettings.DEFAULT.retryPause());
    }

    /** All of the form, or nothing of it: each setter saves, and one that comes later may refuse what it is given. */
    @Override
    public synchronized boolean configure(StaplerRequest2 request, JSONObject json) throws FormException {
        Values before = values();
        try (BulkChange change = new BulkChange(this)) {
            // A form without any entry has no "inventories" at all: without this the last one could not be removed.
            inventories = new ArrayList<>();
            request.bindJSON(this, json);
            change.commit();
            return true;
        } catch (RuntimeException e) {
            restore(before);
            throw new FormException(rootMessage(e), "inventories");
        } catch (IOException e) {
            restore(before);
            throw new FormException(Messages.get("RelocationConfiguration.notSaved", e.toString()), "inventories");
        }
    }

    private synchronized Values values() {
        return new Values(inventories, defaultInventory, stopMinutes, longestStepHours, patienceSeconds, keepDays);
    }

    private synchronized void restore(Values before) {
        inventories = before.inventories;
        defaultInventory = before.defaultInventory;
        stopMinutes = before.stopMinutes;
        longestStepHours = before.longestStepHours;
        patienceSeconds = before.patienceSeconds;
        keepDays = before.keepDays;
    }

    private static void requireNames(List<NamedInventory> inventories) {
        Set<String> seen = new HashSet<>();
        for (NamedInventory inventory : inventories) {
            inventory.check();
            if (!seen.add(inventory.getName())) {
                throw new IllegalArgumentException(
                        "inventory %s is there twice; give each a name of its own".formatted(inventory.getName()));
            }
        }
    }

    private static int within(String field, int value, int least) {
        if (value < least || value > MOST) {
            throw new IllegalArgumentException(
                    "%s %d is not valid: write a number from %d to %d".formatted(field, value, least, MOST));
        }
        return value;
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(Objects.requireNonNullElse(root.getMessage(), root.toString()));
    }
}
