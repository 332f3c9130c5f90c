// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.relocation.model.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jenkins.model.GlobalConfiguration;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/** Global configuration: the inventories that jobs may name. */
@Extension
@Symbol("relocation")
public final class RelocationConfiguration extends GlobalConfiguration {
    private List<NamedInventory> inventories = new ArrayList<>();

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

    /** The text of the inventory with that name. */
    public Optional<String> inventory(String name) {
        return getInventories().stream()
                .filter(inventory -> inventory.getName().equals(name))
                .map(NamedInventory::getYaml)
                .findFirst();
    }

    @Override
    public synchronized boolean configure(StaplerRequest2 request, JSONObject json) throws FormException {
        List<NamedInventory> before = inventories;
        // A form without any entry has no "inventories" at all: without this the last one could not be removed.
        inventories = new ArrayList<>();
        try {
            request.bindJSON(this, json);
        } catch (RuntimeException e) {
            inventories = before;
            throw new FormException(rootMessage(e), "inventories");
        }
        save();
        return true;
    }

    private static void requireNames(List<NamedInventory> inventories) {
        Set<String> seen = new HashSet<>();
        for (NamedInventory inventory : inventories) {
            Names.require("inventory", inventory.getName());
            if (!seen.add(inventory.getName())) {
                throw new IllegalArgumentException(
                        "inventory %s is there twice; give each a name of its own".formatted(inventory.getName()));
            }
        }
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
