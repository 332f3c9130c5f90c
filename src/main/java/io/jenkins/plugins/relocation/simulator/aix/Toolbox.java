// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The directory that is the PATH of a simulated system: the simulated commands, and of this machine's tools only those that AIX has. A tool
 * fails on an option that it does not have there, and the messages look like AIX's; what it does otherwise is this machine's.
 */
final class Toolbox {
    /** The letters of the options that a tool has on AIX; a tool that is not named here takes what it likes. */
    private static final Map<String, String> OPTIONS = new TreeMap<>(Map.ofEntries(
            Map.entry("sed", "efnu"),
            Map.entry("grep", "EFbchHilnpqrRsuvwxyef"),
            Map.entry("ls", "ACFHLNRSabcdefgilmnopqrstux1XE"),
            Map.entry("date", "anuct"),
            Map.entry("mv", "difIE"),
            Map.entry("cp", "dehiIprRULHPfE"),
            Map.entry("ln", "fsn"),
            Map.entry("rm", "deifrR"),
            Map.entry("mkdir", "empe"),
            Map.entry("sort", "ACTXbcdfiKkmnortuy"),
            Map.entry("head", "cn0123456789"),
            Map.entry("tail", "fcknrb0123456789"),
            Map.entry("cut", "bcdfns"),
            Map.entry("chmod", "fhR")));

    private static final List<String> PLAIN = List.of(
            "awk",
            "basename",
            "cat",
            "chown",
            "cksum",
            "cmp",
            "comm",
            "dd",
            "diff",
            "du",
            "dirname",
            "echo",
            "env",
            "expr",
            "false",
            "find",
            "hostname",
            "kill",
            "mkfifo",
            "nohup",
            "od",
            "perl",
            "printf",
            "pwd",
            "rmdir",
            "sh",
            "sync",
            "tee",
            "test",
            "touch",
            "tr",
            "true",
            "uniq",
            "wc",
            "xargs");

    private static final List<Path> REAL =
            Stream.of("/usr/bin", "/bin", "/usr/local/bin").map(Path::of).toList();

    private final Path bin;
    private final Path calls;

    Toolbox(Path bin, Path calls) {
        this.bin = bin;
        this.calls = calls;
    }

    void fill() throws IOException {
        Files.createDirectories(bin);
        Files.createDirectories(calls);
        Path stub = bin.resolve(".stub");
        script(
                stub,
                STUB.formatted(
                        calls, ProcessHandle.current().pid(), tool("sleep"), tool("ps"), tool("rm"), tool("cat")));
        for (String path : Commands.PATHS) {
            Files.createSymbolicLink(bin.resolve(path.substring(path.lastIndexOf('/') + 1)), stub);
        }
        for (String name : PLAIN) {
            Optional<Path> real = find(name);
            if (real.isPresent()) {
                Files.createSymbolicLink(bin.resolve(name), real.get());
            }
        }
        for (Map.Entry<String, String> each : OPTIONS.entrySet()) {
            script(bin.resolve(each.getKey()), WRAPPER.formatted(each.getKey(), each.getValue(), tool(each.getKey())));
        }
        script(bin.resolve("sleep"), SLEEP.formatted(tool("sleep")));
        script(bin.resolve("sudo"), SUDO);
        script(bin.resolve("id"), ID);
        script(bin.resolve("openssl"), OPENSSL.formatted(tool("sha256sum")));
    }

    /** Removes the tools: links that lead out of the host's directory. */
    void empty() throws IOException {
        try (Stream<Path> all = Files.list(bin)) {
            for (Path each : all.toList()) {
                Files.delete(each);
            }
        }
    }

    private static Path tool(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException("this machine has no " + name));
    }

    private static Optional<Path> find(String name) {
        return REAL.stream()
                .map(dir -> dir.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void script(Path path, String text) throws IOException {
        Files.writeString(path, text);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Leaves its words in a file, says so, and waits for the answer; ends when the simulator has. */
    private static final String STUB =
            """
            #!/bin/sh
            name=${0##*/}
            if [ "$name" = ps ]; then for word; do case $word in -p*) exec %4$s "$@" ;; esac; done; fi
            call=%1$s/$$
            { printf '%%s\\n' "$AIX_CALLER" "$name"; for word; do printf '%%s\\n' "$word"; done; } >"$call.argv" || exit 255
            kill -0 %2$d 2>/dev/null || exit 255
            echo $$ >%1$s/requests
            nap=0.01
            while [ ! -e "$call.done" ]; do
                kill -0 %2$d 2>/dev/null && [ -d %1$s ] || exit 255
                %3$s $nap
                case $nap in 0.01) nap=0.02 ;; 0.02) nap=0.03 ;; *) nap=0.05 ;; esac
            done
            %6$s "$call.out"
            %6$s "$call.err" >&2
            read -r status <"$call.done"
            %5$s -f "$call.out" "$call.err" "$call.done"
            exit "$status"
            """;

    private static final String WRAPPER =
            """
            #!/bin/sh
            for word; do
                case $word in
                    --) break ;;
                    --*) echo "%1$s: illegal option -- -" >&2; exit 2 ;;
                    -[!0-9]*) case ${word#-} in
                        [!%2$s]*) word=${word#-}; echo "%1$s: illegal option -- ${word%%"${word#?}"}" >&2; exit 2 ;;
                    esac ;;
                esac
            done
            exec %3$s "$@"
            """;

    private static final String SLEEP =
            """
            #!/bin/sh
            case ${1:-x} in *[!0-9]*) echo "sleep: bad character in argument" >&2; exit 2 ;; esac
            exec %s "$1"
            """;

    private static final String ID =
            """
            #!/bin/sh
            number=205
            [ "$AIX_USER" != root ] || number=0
            case $*.${1:-} in
                -u.-u) echo $number ;;
                .) echo "uid=$number($AIX_USER) gid=1(staff)" ;;
                *) echo "id: not simulated: $*" >&2; exit 2 ;;
            esac
            """;

    /** Of openssl.base, what makes a checksum. */
    private static final String OPENSSL =
            """
            #!/bin/sh
            [ "$1 $2" = "dgst -sha256" ] || { echo "openssl: not simulated: $*" >&2; exit 1; }
            sum=$(%s <"$3") || exit 1
            echo "SHA256($3)= ${sum%%%% *}"
            """;

    /** sudo of the AIX Toolbox: one group of users may do everything without a password, others nothing. */
    private static final String SUDO =
            """
            #!/bin/sh
            while :; do case ${1:-} in -n | -k) shift ;; --) shift && break ;; *) break ;; esac; done
            case $AIX_SUDO in
                yes) AIX_USER=root AIX_CALLER=root exec "$@" ;;
                *) echo "sudo: a password is required" >&2; exit 1 ;;
            esac
            """;
}
