// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import io.jenkins.plugins.relocation.model.Host;

/** Puts the address of the workload's host where a question leaves it open. */
final class Address {
    private static final String HOST = "{host}";

    private Address() {}

    static String of(String address, Host on) {
        return address.isEmpty() || address.equals(HOST) ? on.address() : address;
    }

    /** IPv6 addresses get the brackets that URLs need. */
    static String inUrl(String url, Host on) {
        String address = on.address().indexOf(':') >= 0 ? "[%s]".formatted(on.address()) : on.address();
        return url.replace("[%s]".formatted(HOST), HOST).replace(HOST, address);
    }
}
