// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Inventory;
import io.jenkins.plugins.relocation.model.Network;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.DriverFactory;
import io.jenkins.plugins.relocation.spi.DriverFactory.SettingProblem;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads an inventory file. All that is wrong with it is reported at once, each with line, column and field. Nothing but
 * the given text is read, and nothing of it is carried out. Thread-safe.
 */
public final class InventoryReader {
    private static final int VERSION = 1;
    private static final int CONCURRENCY = 4;

    private final Set<String> drivers;
    private final Function<Workload, List<SettingProblem>> check;

    /**
     * Makes a reader.
     *
     * @param drivers ids of the drivers that workloads may name
     * @param check what is wrong with the settings of a workload, for its driver
     */
    public InventoryReader(Collection<String> drivers, Function<Workload, List<SettingProblem>> check) {
        this.drivers = new TreeSet<>(drivers);
        this.check = requireNonNull(check, "check is null");
    }

    /** Makes a reader that knows the given drivers and lets them check the settings of their workloads. */
    public static InventoryReader of(Collection<? extends DriverFactory> factories) {
        Map<String, DriverFactory> byId =
                factories.stream().collect(toMap(DriverFactory::id, factory -> factory, (a, b) -> a, TreeMap::new));
        return new InventoryReader(
                byId.keySet(), workload -> byId.get(workload.driver()).check(workload));
    }

    /**
     * Reads the text of an inventory.
     *
     * @param text YAML
     * @param file name of the file, for messages; it is not opened
     * @throws InventoryException with everything that is wrong
     */
    public Inventory read(String text, String file) {
        Problems problems = new Problems(file);
        Optional<Inventory> inventory = YamlDocument.compose(requireNonNull(text, "text is null"), problems)
                .flatMap(node -> new Value(node, "", problems).fields(Shape.INVENTORY))
                .flatMap(this::inventory);
        if (!problems.none() || inventory.isEmpty()) {
            throw problems.exception();
        }
        return inventory.get();
    }

    private Optional<Inventory> inventory(Fields fields) {
        return fields.whole(() -> {
            fields.required("version", "write version: " + VERSION).ifPresent(value -> value.number(VERSION, VERSION));
            int concurrency = fields.or("concurrency", CONCURRENCY, value -> value.number(1, 1000));
            Defaults defaults = Defaults.of(fields);
            defaults.check();
            List<Network> networks = networks(fields.list("networks"));
            List<Value> hostValues = hostValues(fields);
            List<Host> hosts = hosts(hostValues, defaults);
            List<Value> workloadValues = fields.list("workloads");
            References.requireUnique(workloadValues);
            WorkloadReader reader = new WorkloadReader(defaults, References.names(hostValues), drivers, check);
            List<Workload> workloads = workloadValues.stream()
                    .flatMap(value -> reader.read(value).stream())
                    .toList();
            return () -> new Inventory(hosts, workloads, networks, concurrency);
        });
    }

    private static List<Value> hostValues(Fields inventory) {
        Optional<Value> list = inventory.required("hosts", "write a list with at least one host");
        list.filter(Value::isEmptyList)
                .ifPresent(value -> value.wrong("has no host", "write at least one, with name, address and hostKeys"));
        return list.map(Value::list).orElse(List.of());
    }

    private static List<Network> networks(List<Value> values) {
        References.requireUnique(values);
        return values.stream()
                .flatMap(value -> value.fields(Shape.NETWORK).stream())
                .flatMap(fields -> NetworkReader.read(fields).stream())
                .toList();
    }

    private static List<Host> hosts(List<Value> values, Defaults defaults) {
        References.requireUnique(values);
        HostReader reader = new HostReader(defaults);
        Map<Value, Host> read = new LinkedHashMap<>();
        for (Value value : values) {
            value.fields(Shape.HOST).flatMap(reader::read).ifPresent(host -> read.put(value, host));
        }
        References.checkHosts(read, References.names(values));
        return List.copyOf(read.values());
    }
}
