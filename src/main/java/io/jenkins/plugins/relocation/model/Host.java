// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A system that runs workloads, as the inventory names it.
 *
 * @param name unique within the inventory
 * @param address host name or IP address that the controller reaches
 * @param port SSH port, 1 to 65535
 * @param login account and credentials id
 * @param hostKeys pinned public host keys, each "algorithm base64"; at least one
 * @param jump name of the host to go through; empty: none
 * @param labels what workloads may ask for
 * @param limits how many moves at once, and memory left alone
 * @param transfer how memory gets to and from this host
 * @param stateDir directory on the host for guards and state files; survives reboots
 * @param imageDir directory on the host for images; best on tmpfs
 * @param algorithms old SSH algorithms allowed for this host only; normally empty
 */
public record Host(
        String name,
        String address,
        int port,
        Login login,
        List<String> hostKeys,
        String jump,
        List<String> labels,
        Limits limits,
        Transfer transfer,
        String stateDir,
        String imageDir,
        List<String> algorithms) {
    /** Where guards and state files live unless the inventory says otherwise. */
    public static final String STATE_DIR = "/var/lib/relocation";
    /** Where images live unless the inventory says otherwise. */
    public static final String IMAGE_DIR = "/run/relocation";

    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9:][A-Za-z0-9.:%_-]{0,252}");
    private static final Pattern DIRECTORY = Pattern.compile("(/[A-Za-z0-9_.-]+)+");
    private static final Pattern HOST_KEY = Pattern.compile("[a-z0-9@.-]+ [A-Za-z0-9+/]+=*");
    private static final Pattern ALGORITHM = Pattern.compile("[a-zA-Z0-9@.-]+");

    public Host {
        Names.require("host", name);
        requireMatch(ADDRESS, requireNonNull(address, "address is null"), "address");
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port %d of host %s is not between 1 and 65535".formatted(port, name));
        }
        requireNonNull(login, "login is null");
        hostKeys = List.copyOf(requireNonNull(hostKeys, "hostKeys is null"));
        if (hostKeys.isEmpty()) {
            throw new IllegalArgumentException(
                    "host %s has no hostKeys: pin at least one, as in /etc/ssh/ssh_host_ed25519_key.pub on the host"
                            .formatted(name));
        }
        hostKeys.forEach(key -> requireMatch(HOST_KEY, key, "hostKeys entry"));
        if (!requireNonNull(jump, "jump is null").isEmpty()) {
            Names.require("jump host", jump);
        }
        labels = List.copyOf(requireNonNull(labels, "labels is null"));
        labels.forEach(label -> Names.require("label", label));
        requireNonNull(limits, "limits is null");
        requireNonNull(transfer, "transfer is null");
        requireDirectory(stateDir, "stateDir");
        requireDirectory(imageDir, "imageDir");
        algorithms = List.copyOf(requireNonNull(algorithms, "algorithms is null"));
        algorithms.forEach(algorithm -> requireMatch(ALGORITHM, algorithm, "algorithms entry"));
    }

    /** A host with defaults for all that is optional. */
    public static Host of(String name, String address, int port, Login login, String hostKey) {
        return new Host(
                name,
                address,
                port,
                login,
                List.of(hostKey),
                "",
                List.of(),
                Limits.DEFAULT,
                Transfer.DEFAULT,
                STATE_DIR,
                IMAGE_DIR,
                List.of());
    }

    /** Name of the host to go through, if any. */
    @JsonIgnore
    public Optional<String> jumpHost() {
        return jump.isEmpty() ? Optional.empty() : Optional.of(jump);
    }

    /** The address that other hosts send memory to. */
    @JsonIgnore
    public String transferAddress() {
        return transfer.address().isEmpty() ? address : transfer.address();
    }

    private static void requireDirectory(String path, String field) {
        requireMatch(DIRECTORY, requireNonNull(path, field + " is null"), field);
        if (path.contains("/../") || path.endsWith("/..")) {
            throw new IllegalArgumentException("%s %s must not contain '..'".formatted(field, Names.quote(path)));
        }
    }

    private static void requireMatch(Pattern pattern, String value, String field) {
        if (!pattern.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "%s %s is not valid (expected %s)".formatted(field, Names.quote(value), pattern.pattern()));
        }
    }
}
