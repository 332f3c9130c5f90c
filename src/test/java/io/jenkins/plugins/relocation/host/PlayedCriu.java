// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A script in the place of CRIU: it freezes the process that it is given, "restores" a process of its own, calls its action
 * script, and lets that process run or kills it. Files beside it change what it does: "pause" (seconds before it goes on with a restore),
 * "kill-act" (the action script dies), "die-early" and "die-late" (it dies with its copy right before, or right after, that runs); "ran" has the processes that it let run.
 */
final class PlayedCriu {
    private static final String CRIU =
            """
            #!/bin/sh
            verb=$1
            while [ $# -gt 0 ]; do
                case $1 in -D) dir=$2 ;; -t) pid=$2 ;; --action-script) act=$2 ;; --pidfile) pidfile=$2 ;; esac
                shift
            done
            here=${0%/*}
            if [ "$verb" = dump ]; then
                kill -STOP "$pid"
                head -c 100000 /dev/zero >"$dir/pages-1.img"
                echo tree >"$dir/pstree.img"
                exit 0
            fi
            sleep 1000 </dev/null >/dev/null 2>&1 &
            copy=$!
            kill -STOP $copy
            echo $copy >"$pidfile"
            if [ -e "$here/pause" ]; then sleep "$(cat "$here/pause")"; fi
            if [ -e "$here/kill-act" ]; then
                CRTOOLS_SCRIPT_ACTION=post-restore CRTOOLS_INIT_PID=$copy timeout -s KILL 0.001 "$act" || { kill -KILL $copy; exit 1; }
            fi
            for stage in pre-restore post-restore pre-resume; do
                if [ "$stage" = pre-resume ] && [ -e "$here/die-early" ]; then kill -KILL $copy; exit 1; fi
                CRTOOLS_SCRIPT_ACTION=$stage CRTOOLS_INIT_PID=$copy "$act" || { kill -KILL $copy; exit 1; }
            done
            echo "$copy" >>"$here/ran"
            kill -CONT $copy
            if [ -e "$here/die-late" ]; then kill -KILL $copy; exit 1; fi
            CRTOOLS_SCRIPT_ACTION=post-resume CRTOOLS_INIT_PID=$copy "$act"
            """;

    private PlayedCriu() {}

    /** Puts it into a directory that comes first in the search path of {@link LocalHosts}. */
    static void install(Path bin) throws IOException {
        executable(bin.resolve("criu"), CRIU);
    }

    /** Puts a script there. */
    static void executable(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " executable");
        }
    }
}
