// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import io.jenkins.plugins.relocation.model.Network;
import java.util.Optional;

/** Reads one network. What is not said to be trusted is not: there is no default that would take encryption away. */
final class NetworkReader {
    private static final Network SAMPLE = new Network("sample", "10.0.0.0/8", false);

    private NetworkReader() {}

    static Optional<Network> read(Fields fields) {
        return fields.whole(() -> {
            String name = fields.required("name", "write a name that is unique in this file")
                    .flatMap(Value::name)
                    .orElse(SAMPLE.name());
            String cidr = fields.required("cidr", "write the network's addresses, such as 10.1.0.0/24")
                    .flatMap(NetworkReader::cidr)
                    .orElse(SAMPLE.cidr());
            boolean trusted = fields.required("trusted", "write whether memory may travel over it without encryption")
                    .flatMap(Value::flag)
                    .orElse(false);
            return () -> new Network(name, cidr, trusted);
        });
    }

    private static Optional<String> cidr(Value value) {
        return value.text(
                text -> new Network(SAMPLE.name(), text, false),
                "is not a network",
                "write its first address and the length of its prefix, such as 10.1.0.0/24 or fd00:1::/64");
    }
}
