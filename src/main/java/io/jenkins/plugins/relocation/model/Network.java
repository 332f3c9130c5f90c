// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A network between hosts, as the inventory names it.
 *
 * @param name unique within the inventory
 * @param cidr the addresses in it: "10.1.0.0/24", "fd00:1::/64"; no bit is set behind the prefix
 * @param trusted whether memory may travel over it without encryption
 */
public record Network(String name, String cidr, boolean trusted) {
    private static final Pattern IPV4 =
            Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");
    private static final Pattern PREFIX = Pattern.compile("0|[1-9]\\d{0,2}");

    public Network {
        Names.require("network", name);
        requireNonNull(cidr, "cidr is null");
        String[] parts = cidr.split("/", -1);
        byte[] base = parts.length == 2 ? bytes(parts[0]).orElse(null) : null;
        if (base == null || !PREFIX.matcher(parts[1]).matches() || Integer.parseInt(parts[1]) > base.length * 8) {
            throw new IllegalArgumentException(
                    "%s is not a network: write one such as 10.1.0.0/24".formatted(Names.quote(cidr)));
        }
        int prefix = Integer.parseInt(parts[1]);
        for (int bit = prefix; bit < base.length * 8; bit++) {
            if (bit(base, bit)) {
                throw new IllegalArgumentException(
                        "%s has bits behind its first %d: write the first address of the network"
                                .formatted(Names.quote(cidr), prefix));
            }
        }
    }

    /** Whether an address lies in it. A host name never does: nobody knows what it stands for tomorrow. */
    public boolean contains(String address) {
        byte[] candidate = bytes(address).orElse(new byte[0]);
        String[] parts = cidr.split("/", -1);
        byte[] base = bytes(parts[0]).orElseThrow();
        if (candidate.length != base.length) {
            return false;
        }
        for (int bit = 0; bit < Integer.parseInt(parts[1]); bit++) {
            if (bit(candidate, bit) != bit(base, bit)) {
                return false;
            }
        }
        return true;
    }

    private static boolean bit(byte[] bytes, int index) {
        return (bytes[index / 8] >> (7 - index % 8) & 1) == 1;
    }

    private static Optional<byte[]> bytes(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            // Digits and colons only: this never asks a name server.
            return Optional.of(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
