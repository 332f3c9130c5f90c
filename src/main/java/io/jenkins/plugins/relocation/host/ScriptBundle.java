// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.spi.CommandResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of the host script, as they are packed into this product. They go to hosts under the digest of their content:
 * two versions of the product can work on one host.
 */
final class ScriptBundle {
    /** The file that is called; it reads the others from its own directory. */
    static final String MAIN = "relocation-host.sh";

    /** The files that only look; usable through standard input, without anything on the host. */
    private static final List<String> LOOK = List.of(
            "relocation-process.sh", "relocation-look.sh", "relocation-look-container.sh", "relocation-look-wire.sh");

    /** The files that look for what relocations have left; usable in the same way. */
    private static final List<String> LEFTOVERS = List.of(
            "relocation-process.sh",
            "relocation-act.sh",
            "relocation-core.sh",
            "relocation-look-container.sh",
            "relocation-leftovers.sh");

    /** What only looks, on AIX. */
    private static final List<String> AIX_LOOK = List.of("relocation-aix-core.sh", "relocation-aix-look.sh");

    /** What looks for what relocations have left, on AIX. */
    private static final List<String> AIX_LEFTOVERS = List.of("relocation-aix-core.sh", "relocation-aix-leftovers.sh");

    private static final List<String> AIX_FILES = List.of(
            "relocation-aix-core.sh",
            "relocation-aix-look.sh",
            "relocation-aix-image.sh",
            "relocation-aix-wpar.sh",
            "relocation-aix-settle.sh",
            "relocation-aix-leftovers.sh");

    /** What is called on AIX; there it has the name of {@link #MAIN}. */
    private static final String AIX_MAIN = "relocation-aix.sh";

    private static final List<String> FILES = List.of(
            "relocation-process.sh",
            "relocation-look.sh",
            "relocation-look-container.sh",
            "relocation-look-wire.sh",
            "relocation-act.sh",
            "relocation-core.sh",
            "relocation-wire.sh",
            "relocation-wire.py",
            "relocation-pages.sh",
            "relocation-watch.sh",
            "relocation-pages.py",
            "relocation_records.py",
            "relocation_memory.py",
            "relocation_follow.py",
            "relocation-keys.sh",
            "relocation-send.sh",
            "relocation-receive.sh",
            "relocation-restore.sh",
            "relocation-systemd.sh",
            "relocation-network.sh",
            "relocation-volumes.sh",
            "relocation-podman.sh",
            "relocation-tree.sh",
            "relocation-container.sh",
            "relocation-settle.sh",
            "relocation-takeover.sh",
            "relocation-leftovers.sh",
            "relocation-janitor.sh",
            MAIN);
    private static final String END = "RELOCATION_END_OF_FILE";
    private static final ScriptBundle PACKED = new ScriptBundle(load(), false);
    private static final ScriptBundle AIX = new ScriptBundle(loadForAix(), true);

    private static final String INSTALL =
            """
            is_right() { [ "$(cd %1$s 2>/dev/null && cat %2$s 2>/dev/null | sha256sum)" = "%3$s  -" ]; }
            if [ -e %1$s ] && ! is_right; then mv %1$s "$new.old"; fi
            if [ -e %1$s ] || ! mv -T "$new" %1$s 2>/dev/null; then is_right; fi
            rm -rf "$new" "$new.old"
            """;

    /** Prints the digest where the checksum, which every system can make, is that of the same files. */
    private static final String SUM = "cd \"$0\" && [ \"$(cat \"$@\" | cksum)\" = '%s' ] && echo '%s  -'";

    /** A move onto a directory that appeared meanwhile goes into it; that is taken out again. */
    private static final String AIX_INSTALL =
            """
            sum() { (cd "$1" 2>/dev/null && cat %2$s 2>/dev/null | cksum); }
            if [ -d %1$s ] && [ "$(sum %1$s)" != "$(sum "$new")" ]; then mv %1$s "$new.old"; fi
            if [ ! -d %1$s ]; then mv "$new" %1$s; fi
            rm -rf "$new" "$new.old" "%1$s/${new##*/}"
            [ -d %1$s ]
            """;

    private final Map<String, String> files;
    private final boolean aix;
    private final String digest;
    private final String checksum;

    private ScriptBundle(Map<String, String> files, boolean aix) {
        this.files = files;
        this.aix = aix;
        byte[] whole = String.join("", files.values()).getBytes(StandardCharsets.UTF_8);
        this.digest = Json.sha256(whole);
        this.checksum = PosixChecksum.of(whole);
    }

    /** For Linux. */
    static ScriptBundle packed() {
        return PACKED;
    }

    /** For AIX, which has no GNU tools. */
    static ScriptBundle aix() {
        return AIX;
    }

    /** What only looks, as one program. */
    String look() {
        return program(aix ? AIX_LOOK : LOOK);
    }

    /** What looks for what relocations have left, as one program for Linux and AIX. */
    String leftovers() {
        return "if [ \"$(uname)\" = AIX ]; then\n%s\nelse\n%s\nfi\n"
                .formatted(AIX.program(AIX_LEFTOVERS), PACKED.program(LEFTOVERS));
    }

    private String program(List<String> names) {
        return String.join("\n", names.stream().map(files::get).toList());
    }

    String digest() {
        return digest;
    }

    /** Prints the digest of what lies in a directory, whatever it is. */
    List<String> digestCommand(String directory) {
        List<String> words = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                // AIX says what it is before it fails: it has no sha256sum, and gets another script.
                aix ? SUM.formatted(checksum, digest) : "uname; cd \"$0\" && cat \"$@\" | sha256sum",
                directory));
        words.addAll(files.keySet());
        return words;
    }

    /** Whether what {@link #digestCommand} printed tells that the files are there, whole. */
    boolean isWhole(CommandResult said) {
        String wanted = digest() + "  -";
        return said.succeeded() && said.out().lines().anyMatch(wanted::equals);
    }

    /**
     * A shell program that puts the files into a directory, which appears with all of them or not at all. Another engine may do
     * the same at the same moment, or work with what lies there: what is right is not touched.
     */
    String installer(String directory) {
        StringBuilder program =
                new StringBuilder("set -eu\numask 077\nnew=%s.new.$$\nmkdir -p \"$new\"\n".formatted(directory));
        files.forEach(
                (name, text) -> program.append("cat >\"$new/%s\" <<'%s'\n%s%s\n".formatted(name, END, text, END)));
        return program.append(
                        (aix ? AIX_INSTALL : INSTALL).formatted(directory, String.join(" ", files.keySet()), digest()))
                .toString();
    }

    private static Map<String, String> loadForAix() {
        Map<String, String> loaded = new LinkedHashMap<>();
        for (String file : AIX_FILES) {
            loaded.put(file, read("/host/" + file));
        }
        loaded.put(MAIN, read("/host/" + AIX_MAIN));
        return loaded;
    }

    private static Map<String, String> load() {
        Map<String, String> loaded = new LinkedHashMap<>();
        for (String file : FILES) {
            loaded.put(file, read("/host/" + file));
        }
        return loaded;
    }

    private static String read(String resource) {
        try (InputStream in = ScriptBundle.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource %s is not packed".formatted(resource));
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read resource " + resource, e);
        }
    }
}
