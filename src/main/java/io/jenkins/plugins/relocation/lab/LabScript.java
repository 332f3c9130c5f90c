// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs {@code lab.sh}, which lies in the class path and is laid out in the cache, under a name with its digest. */
final class LabScript {
    private static final byte[] NOTHING = {};

    private final Path cache;

    LabScript(Path cache) {
        this.cache = cache;
    }

    /** The place {@code lab.sh} itself chooses when it is told none. */
    static Path defaultCache(Map<String, String> env) {
        if (env.containsKey("RELOCATION_LAB_CACHE")) {
            return Path.of(env.get("RELOCATION_LAB_CACHE"));
        }
        String home = env.getOrDefault("HOME", "/root");
        return Path.of(env.getOrDefault("XDG_CACHE_HOME", home + "/.cache"), "relocation-lab");
    }

    static byte[] resource(String name) {
        try (InputStream in = LabScript.class.getResourceAsStream("/lab/" + name)) {
            if (in == null) {
                throw new LaboratoryException(
                        "/lab/%s is missing in the class path: the build is broken".formatted(name));
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new LaboratoryException("cannot read /lab/%s: %s".formatted(name, e.getMessage()), e);
        }
    }

    List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("/bin/bash", path().toString()));
        command.addAll(arguments);
        return List.copyOf(command);
    }

    Outcome run(Duration deadline, List<String> arguments) {
        return run(deadline, arguments, NOTHING);
    }

    Outcome run(Duration deadline, List<String> arguments, byte[] input) {
        Path in = null;
        Path out = null;
        Path err = null;
        try {
            // Files instead of pipes: what the command leaves running cannot keep this end waiting.
            in = Files.write(Files.createTempFile("lab", ".in"), input);
            out = Files.createTempFile("lab", ".out");
            err = Files.createTempFile("lab", ".err");
            ProcessBuilder builder = new ProcessBuilder(command(arguments))
                    .redirectInput(in.toFile())
                    .redirectOutput(Redirect.to(out.toFile()))
                    .redirectError(Redirect.to(err.toFile()));
            builder.environment().put("RELOCATION_LAB_CACHE", cache.toString());
            int exit = await(builder.start(), deadline, arguments);
            return new Outcome(exit, Files.readString(out, UTF_8), Files.readString(err, UTF_8));
        } catch (IOException e) {
            throw new LaboratoryException("cannot run lab.sh: %s".formatted(e.getMessage()), e);
        } finally {
            delete(in, out, err);
        }
    }

    private static int await(Process process, Duration deadline, List<String> arguments) {
        try {
            if (process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            throw new LaboratoryException("'lab.sh %s' did not end within %d s; 'lab.sh status' shows what is left"
                    .formatted(String.join(" ", arguments), deadline.toSeconds()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaboratoryException("interrupted in 'lab.sh %s'".formatted(String.join(" ", arguments)), e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Path path() {
        byte[] content = resource("lab.sh");
        Path script = cache.resolve("lab-" + digest(content).substring(0, 12) + ".sh");
        if (!Files.exists(script)) {
            write(script, content);
        }
        return script;
    }

    private void write(Path script, byte[] content) {
        try {
            Files.createDirectories(cache);
            Path half = Files.createTempFile(cache, "lab", ".new");
            Files.write(half, content);
            Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rwx------"));
            Files.move(half, script, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new LaboratoryException(
                    "cannot write %s: %s; set RELOCATION_LAB_CACHE to a directory of yours"
                            .formatted(script, e.getMessage()),
                    e);
        }
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void delete(Path... paths) {
        for (Path path : paths) {
            File file = path == null ? null : path.toFile();
            if (file != null && !file.delete()) {
                file.deleteOnExit();
            }
        }
    }
}
