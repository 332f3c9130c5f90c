// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.driver.SettingValues;
import io.jenkins.plugins.relocation.driver.TcpPolicy;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the inventory says about a process tree.
 *
 * @param selector how its root process is found
 * @param tcp what becomes of established TCP connections
 * @param dataFiles absolute paths of files and directories that go with it
 * @param fileLocks whether file locks are saved; only right when nobody else on the host takes them
 */
record ProcessSettings(Selector selector, TcpPolicy tcp, List<String> dataFiles, boolean fileLocks) {
    /** How the root process of a tree is found. */
    sealed interface Selector {
        /** What the look script is asked for: its word and a value. */
        List<String> words();

        /** For people: "pid file /run/x.pid". */
        String describe();

        /** The process whose id a file holds. */
        record PidFile(String path) implements Selector {
            @Override
            public List<String> words() {
                return List.of("pidfile", path);
            }

            @Override
            public String describe() {
                return "pid file " + path;
            }
        }

        /** The main process of a systemd unit. */
        record Unit(String name) implements Selector {
            @Override
            public List<String> words() {
                return List.of("unit", name);
            }

            @Override
            public String describe() {
                return "unit " + name;
            }
        }

        /**
         * The process with that executable or first argument, and all the given texts in its arguments.
         *
         * @param path exact path
         * @param args texts that its command line holds
         */
        record ByCommand(String path, List<String> args) implements Selector {
            public ByCommand {
                args = List.copyOf(args);
            }

            @Override
            public List<String> words() {
                return List.of("command", path);
            }

            @Override
            public String describe() {
                return args.isEmpty() ? "command " + path : "command %s with %s".formatted(path, args);
            }
        }
    }

    ProcessSettings {
        requireNonNull(selector, "selector is null");
        requireNonNull(tcp, "tcp is null");
        dataFiles = List.copyOf(dataFiles);
    }

    /**
     * The settings of a workload.
     *
     * @throws RelocationException with {@link ErrorCode#BAD_INPUT} naming everything that is wrong with them
     */
    static ProcessSettings of(Workload workload) {
        SettingsReader reader = new SettingsReader(workload.settings());
        ProcessSettings settings = reader.read();
        SettingValues.require(workload, reader.problems());
        return settings;
    }

    /** Whether connections go on: the address moves along, and what is held is an image. */
    boolean keepsConnections() {
        return tcp == TcpPolicy.KEEP;
    }

    /** Files and directories that are copied: the declared ones, and the pid file, by which the target finds the tree. */
    List<String> data() {
        return Stream.concat(pidFile().stream(), dataFiles.stream()).distinct().toList();
    }

    /** The file that holds the root's process id, when that is how it is found. */
    Optional<String> pidFile() {
        return selector instanceof Selector.PidFile file ? Optional.of(file.path()) : Optional.empty();
    }
}
