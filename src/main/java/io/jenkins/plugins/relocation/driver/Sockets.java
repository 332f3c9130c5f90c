// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the kernel's tables of sockets. */
public final class Sockets {
    private static final List<String> INTERNET = List.of("tcp", "tcp6", "udp", "udp6");
    private static final int INODE = 9;
    private static final int UNIX_INODE = 6;
    private static final int PACKET_INODE = 8;
    private static final int NETLINK_INODE = 9;

    private Sockets() {}

    /**
     * A TCP or UDP socket.
     *
     * @param table the table that it stands in: "tcp6"
     * @param address local address; 0.0.0.0 or :: where it takes any
     * @param port local port, 0 to 65535
     * @param remote remote address and port; for people
     * @param state the kernel's number of its state, as two hexadecimal digits
     * @param inode its number
     */
    public record Internet(String table, InetAddress address, int port, String remote, String state, long inode) {
        public boolean tcp() {
            return table.startsWith("tcp");
        }

        public boolean listens() {
            return tcp() && state.equals("0A");
        }

        /** Whether it has, or had, a peer: such sockets are not saved without closing them. */
        public boolean connected() {
            return tcp() && !listens() && !state.equals("07");
        }

        public String describe() {
            return "%s %s:%d".formatted(tcp() ? "tcp" : "udp", address.getHostAddress(), port);
        }

        /** Whether both cannot be bound on one host. */
        public boolean collides(Internet other) {
            return tcp() == other.tcp()
                    && port == other.port
                    && (address.isAnyLocalAddress()
                            || other.address.isAnyLocalAddress()
                            || address.equals(other.address));
        }
    }

    /**
     * A Unix socket.
     *
     * @param stream whether it is connected by a stream; otherwise it sends single messages
     * @param connected whether it has a peer
     * @param inode its number
     * @param path its name; empty: none
     */
    public record Unix(boolean stream, boolean connected, long inode, String path) {}

    /** TCP and UDP sockets. */
    public static List<Internet> internet(Report report) {
        List<Internet> sockets = new ArrayList<>();
        for (String table : INTERNET) {
            for (String line : report.lines(table)) {
                String[] words = line.strip().split("\\s+");
                if (words.length > INODE && words[0].endsWith(":")) {
                    sockets.add(internet(table, words));
                }
            }
        }
        return sockets;
    }

    private static Internet internet(String table, String[] words) {
        String[] local = words[1].split(":");
        String[] remote = words[2].split(":");
        return new Internet(
                table,
                address(local[0]),
                Integer.parseInt(local[1], 16),
                "%s:%d".formatted(address(remote[0]).getHostAddress(), Integer.parseInt(remote[1], 16)),
                words[3],
                Long.parseLong(words[INODE]));
    }

    /** The kernel writes addresses as numbers of 32 bits in the machine's own byte order, which is taken to be little. */
    private static InetAddress address(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        for (int i = 0; i + 3 < bytes.length; i += 4) {
            swap(bytes, i, i + 3);
            swap(bytes, i + 1, i + 2);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no address: " + hex, e);
        }
    }

    private static void swap(byte[] bytes, int i, int j) {
        byte kept = bytes[i];
        bytes[i] = bytes[j];
        bytes[j] = kept;
    }

    /** Unix sockets. */
    public static List<Unix> unix(Report report) {
        return report.lines("unix").stream()
                .map(line -> line.strip().split("\\s+", UNIX_INODE + 2))
                .filter(words -> words.length > UNIX_INODE && words[0].endsWith(":"))
                .map(words -> new Unix(
                        !words[4].equals("0002"),
                        words[5].equals("03"),
                        Long.parseLong(words[UNIX_INODE]),
                        words.length > UNIX_INODE + 1 ? words[UNIX_INODE + 1] : ""))
                .toList();
    }

    /** Number of a Unix socket's peer, as {@code ss} tells it. */
    public static Optional<Long> peer(Report report, long inode) {
        return report.lines("unix-peers").stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length >= 8 && words[5].equals(Long.toString(inode)))
                .map(words -> words[7])
                .filter(peer -> peer.matches("[1-9][0-9]*"))
                .map(Long::parseLong)
                .findFirst();
    }

    /** TCP ports of these sockets that are listened on, each once, in their order. */
    public static List<Integer> listeningPorts(Stream<Internet> sockets) {
        return sockets.filter(Internet::listens)
                .map(Internet::port)
                .distinct()
                .sorted()
                .toList();
    }

    /** Numbers of sockets of other kinds that CRIU knows. */
    public static Set<Long> others(Report report) {
        Stream<Long> netlink = report.lines("netlink").stream().flatMap(line -> number(line, NETLINK_INODE));
        Stream<Long> packet = report.lines("packet").stream().flatMap(line -> number(line, PACKET_INODE));
        Stream<Long> raw = report.lines("raw").stream().flatMap(line -> number(line, INODE));
        return Set.copyOf(
                Stream.of(netlink, packet, raw).flatMap(each -> each).distinct().toList());
    }

    private static Stream<Long> number(String line, int column) {
        String[] words = line.strip().split("\\s+");
        return words.length > column && words[column].matches("\\d+")
                ? Stream.of(Long.parseLong(words[column]))
                : Stream.empty();
    }
}
