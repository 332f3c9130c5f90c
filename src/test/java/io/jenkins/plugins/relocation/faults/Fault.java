// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What can go wrong at a place. */
enum Fault {
    /** The engine is killed before what it was about to do; at a step on a host: while the host goes on. */
    ENGINE_KILLED_BEFORE(Point.Kind.COMMAND, Point.Kind.STEP, Point.Kind.JOURNAL),
    /** The engine is killed when it has taken effect, before it knows. */
    ENGINE_KILLED_AFTER(Point.Kind.COMMAND, Point.Kind.JOURNAL),
    /** The engine is killed while it writes: half a line is in the journal. */
    JOURNAL_TORN(Point.Kind.JOURNAL),
    /** Exit status 1, without any effect. */
    COMMAND_FAILS(Point.Kind.COMMAND),
    /** It takes effect; the connection ends before the answer comes. */
    ANSWER_LOST(Point.Kind.COMMAND),
    /** It never arrives; the host cannot be reached by the controller for half a minute. */
    CONNECTION_LOST(Point.Kind.COMMAND),
    /** It takes effect at once; its answer does not come in time. */
    TIME_OUT(Point.Kind.COMMAND),
    /** It does not come in time, and takes effect minutes later. */
    LATE(Point.Kind.COMMAND),
    /** The host loses its power, with all that was not flushed, and is back after half a minute. */
    HOST_REBOOTS(Point.Kind.COMMAND, Point.Kind.STEP),
    /** The same, but everything had reached its disk. */
    HOST_REBOOTS_FLUSHED(Point.Kind.STEP),
    /** The host loses its power and does not come back. */
    HOST_DIES(Point.Kind.COMMAND, Point.Kind.STEP),
    /** kill -9 of what takes the step on the host. */
    PROCESS_KILLED(Point.Kind.STEP),
    /** The hosts cannot reach each other for half a minute. */
    NETWORK_CUT(Point.Kind.STEP),
    /** AIX calls the partition broken after the command that is about to run. */
    WPAR_BREAKS(Point.Kind.STEP) {
        @Override
        boolean concerns(Subject subject, Point point) {
            return subject.isPartition() && BREAKING.matcher(point.name()).matches();
        }
    },
    /** A kernel extension denies the checkpoint, twice. */
    CHECKPOINT_DENIED(Point.Kind.STEP) {
        @Override
        boolean concerns(Subject subject, Point point) {
            return point.name().equals("freeze: chkptwpar");
        }
    },
    /** The server of the file systems that the hosts share does not answer for half a minute. */
    NFS_LOST(Point.Kind.STEP) {
        @Override
        boolean concerns(Subject subject, Point point) {
            return subject.isPartition();
        }
    },
    /** The engine is killed, and nobody ever comes to look. */
    CONTROLLER_GONE(Point.Kind.COMMAND, Point.Kind.STEP, Point.Kind.JOURNAL);

    private static final Pattern BREAKING =
            Pattern.compile("[a-z-]+: (mk|chkpt|restart|resume|kill|rm|start|stop)wpar");

    private final Set<Point.Kind> at;

    Fault(Point.Kind... at) {
        this.at = EnumSet.copyOf(List.of(at));
    }

    /** What can go wrong at a place. */
    static List<Fault> at(Subject subject, Point point) {
        return Arrays.stream(values())
                .filter(fault -> fault.at.contains(point.kind()) && fault.concerns(subject, point))
                .toList();
    }

    boolean concerns(Subject subject, Point point) {
        return true;
    }

    boolean rebootsHost() {
        return this == HOST_REBOOTS || this == HOST_REBOOTS_FLUSHED;
    }
}
