#!/bin/sh
# SPDX-License-Identifier: MIT
#
# relocation-host.sh STATEDIR WORKLOAD RUN ATTEMPT EPOCH COMMAND [ARGUMENT...]
#
# What has to happen on a host itself. Needs root, a POSIX shell and GNU coreutils. Every command that changes something
# asks the guard of the workload first. Exit status: 0 done, 1 failed, 64 called wrongly, 75 somebody else has the
# guard, 76 the host has seen a newer epoch.
#
# STATEDIR survives reboots:
#   guards/WORKLOAD       v, epoch, run, attempt, state=held|free, holder: who took it, in words
#   held/WORKLOAD         supervisors must not start the workload while this file exists
#   legs/LEG/             one way of a workload between two hosts
#     images              directory of the images
#     plan                KEY=VALUE lines: root, exe, pidfile, criu, data, unit; restore=at-once: the target restores when
#                         it has everything; resume=at-once: the copy may run when it is restored
#     tree copy           the original's and the restored processes, one a line: PID START STATE NAME
#     wire                how memory travels
#     OP.state            what a detached operation did: state=starting|running|done, pid, start, status
#     staged              the restored copy is held before its first instruction and waits for a permit
#     owner boot          EPOCH WORKLOAD; which start of this host the leg was opened in
#     permit              "go EPOCH" or "void EPOCH": whether it may run; whoever writes it first has decided
#     asleep              emptied when the copy is about to run
#     resumed             the copy runs
#     handover            "sent" or "void": whether the target got, or will get, the word that the image is complete
#     reason              why this host has continued a workload by itself, or has not
#     complete            the images were received and equal what was sent
#     undo/               what files on the target were before

# Reading all parts would take longer than most commands do: of those that every move needs, the parts are known (a test
# holds this list against what the functions call).
case ${6:-} in
    guard-read | guard-take | guard-release | leg-read | received | start | poll) parts= ;;
    leg-open) parts=systemd ;;
    key-make | key-drop) parts=keys ;;
    key-allow | link) parts='keys wire' ;;
    observe) parts=look ;;
    hang-up | thaw) parts= ;;
    permit | revoke) parts=restore ;;
    discard) parts='receive restore systemd' ;;
    leg-clean | clean) parts='keys receive restore' ;;
    unit-hold | unit-before | unit-arrive) parts=systemd ;;
    unit-free) parts='restore systemd' ;;
    receive) parts='wire pages send receive restore volumes container' ;;
    run) parts='look look-container wire pages send restore systemd network volumes podman tree container watch' ;;
    *) parts='look look-container look-wire keys wire pages send receive restore systemd network volumes podman tree container settle watch takeover leftovers janitor' ;;
esac
for file in process act core $parts; do
    # shellcheck source=/dev/null
    . "${0%/*}/relocation-$file.sh"
done

# ---- legs ----

use_leg() {
    is_name "${1:-}" || wrong "'${1:-}' is no leg"
    LEG=$1
    LEG_DIR=$STATE/legs/$LEG
    PLAN_RESUME='' # of this leg
}

# Sets IMAGES, the leg's own directory, and IMG, where CRIU's images are.
need_leg() {
    use_leg "${1:-}"
    { read -r IMAGES <"$LEG_DIR/images"; } 2>/dev/null || die "leg $LEG is not open on this host"
    IMG=$IMAGES/img
}

# leg-open LEG IMAGEDIR: makes the directories; standard input becomes the plan. Can be repeated.
cmd_leg_open() {
    need_guard
    use_leg "$1"
    is_path "$2" || wrong "'$2' is no directory for images"
    mkdir -p "$LEG_DIR/undo" "$2/$LEG/img" || die "cannot make $LEG_DIR or $2/$LEG"
    if [ -e "$LEG_DIR/images" ]; then put "$LEG_DIR/plan"; else lay_out || die "cannot write to $LEG_DIR"; fi
    act_script >"$LEG_DIR/act.new" || die "cannot write to $LEG_DIR"
    chmod 700 "$STATE/legs" "$LEG_DIR" "$2/$LEG" "$LEG_DIR/act.new" || die "cannot restrict $LEG_DIR or $2/$LEG to root"
    mv "$LEG_DIR/act.new" "$LEG_DIR/act.sh" || die "cannot write $LEG_DIR/act.sh"
    if uses_systemd && systemd-run --scope --quiet --collect --unit="relocation-$LEG-probe" true 2>/dev/null; then
        : >"$LEG_DIR/scope"
    fi
    [ -e "$LEG_DIR/images" ] || put_text "$LEG_DIR/images" "$2/$LEG"
}

# What a leg begins with; standard input becomes the plan. It is not open before images says so: until then nobody reads
# any of this.
lay_out() {
    cat >"$LEG_DIR/plan" &&
        echo "$EPOCH $WORKLOAD" >"$LEG_DIR/owner" &&
        boot >"$LEG_DIR/boot" &&
        : >"$LEG_DIR/criu.conf" &&
        echo yes >"$LEG_DIR/asleep" &&
        echo "go $EPOCH" >"$LEG_DIR/permit.go" &&
        echo "sent $EPOCH" >"$LEG_DIR/handover.sent" &&
        flush "$LEG_DIR/plan" "$LEG_DIR/owner" "$LEG_DIR/boot" "$LEG_DIR/permit.go" "$LEG_DIR/handover.sent" "$LEG_DIR"
}

# What CRIU calls at every stage: loading the whole script would cost more than some of the stages take.
act_script() {
    printf '#!/bin/sh\ncase ${CRTOOLS_SCRIPT_ACTION:-} in\n    post-restore) ;;\n%s\n    *) exit 0 ;;\nesac\n' "$(act_marks)"
    printf '%s=%s\n' WORKLOAD "$WORKLOAD" RUN "$RUN" ATTEMPT "$ATTEMPT" EPOCH "$EPOCH" GUARD "$GUARD" LEG_DIR "$LEG_DIR"
    cat "${SCRIPT%/*}/relocation-process.sh" "${SCRIPT%/*}/relocation-act.sh"
    echo "act '$(plan resume)'"
}

# What is noted right before and right after the copy runs, at no cost: a shell that is there already empties a file.
act_marks() { printf '    %s) : >%s; exit ;;\n' pre-resume "$LEG_DIR/asleep" post-resume "$LEG_DIR/resumed"; }

# Prints the values of a key of the plan, one a line.
plan() {
    while IFS= read -r n_line || [ -n "$n_line" ]; do
        case $n_line in "$1="*) printf '%s\n' "${n_line#*=}" ;; esac
    done <"$LEG_DIR/plan"
}

# leg-read LEG [KEY]: what the plan of a leg says; nothing where the leg is not open.
cmd_leg_read() {
    use_leg "$1"
    [ -e "$LEG_DIR/plan" ] || return 0
    if [ -n "${2:-}" ]; then plan "$2"; else cat "$LEG_DIR/plan"; fi
}

# received LEG: whether the whole image is here, and equals what was sent.
cmd_received() {
    use_leg "$1"
    if { read -r IMAGES <"$LEG_DIR/images"; } 2>/dev/null && [ -e "$LEG_DIR/complete" ] && [ -e "$IMAGES/img" ]; then
        echo received=yes
    else
        echo received=no
    fi
}

# leg-clean LEG: removes all that a leg left here. A copy that never ran takes the files it brought with it.
cmd_leg_clean() {
    if guard_load && ! guard_is_ours; then guard_refuse; fi
    use_leg "$1"
    [ -e "$LEG_DIR" ] || return 0
    stop_operations
    if ! was_permitted; then undo_data; fi
    if { read -r IMAGES <"$LEG_DIR/images"; } 2>/dev/null; then
        case $IMAGES in */"$LEG") remove_tree "$IMAGES" ;; esac
        [ ! -e "$IMAGES" ] || die "cannot remove $IMAGES"
    fi
    rm -rf "$LEG_DIR"
    [ ! -e "$LEG_DIR" ] || die "cannot remove $LEG_DIR"
}

# clean USER LEG...: removes the legs' keys and all else that they left here.
cmd_clean() {
    c_user=$1
    shift
    for c_leg in "$@"; do
        cmd_key_drop "$c_leg" "$c_user"
        cmd_leg_clean "$c_leg"
    done
}

# ---- detached operations ----

# Sets O_STATE, O_PID, O_START and O_STATUS. An operation whose process vanished without a result is lost.
op_load() {
    O_STATE=none O_PID=0 O_START=0 O_STATUS=''
    [ -f "$LEG_DIR/$OP.state" ] || return 0
    op_read
    if [ "$O_STATE" != "done" ] && ! is_alive "$O_PID" "$O_START"; then
        op_read # it may have ended between the two looks
        [ "$O_STATE" = "done" ] || O_STATE=lost
    fi
}

op_read() {
    while IFS='=' read -r o_key o_value; do
        case $o_key in
            state) O_STATE=$o_value ;;
            pid) O_PID=$o_value ;;
            start) O_START=$o_value ;;
            status) O_STATUS=$o_value ;;
        esac
    done <"$LEG_DIR/$OP.state"
}

op_store() {
    look $$ && printf 'state=%s\npid=%s\nstart=%s\nstatus=%s\n' "$1" $$ "$P_START" "${2:-}" >"$LEG_DIR/$OP.state.$$" &&
        mv "$LEG_DIR/$OP.state.$$" "$LEG_DIR/$OP.state" || { say "cannot write $LEG_DIR/$OP.state"; return 1; }
}

need_op() {
    case ${1:-} in
        bulk | freeze | restore | thaw | point | return-to-point | watch) OP=$1 ;;
        *) wrong "'${1:-}' is no operation" ;;
    esac
}

op_begun() { op_read && case $O_STATE in running | done) ;; *) return 1 ;; esac; }

# start LEG OP [MILLISECONDS]: starts an operation unless it was started before, waits for it, and prints its state.
# It goes on when the connection ends. An operation is never started twice within a leg.
cmd_start() {
    need_guard
    need_leg "$1"
    need_op "$2"
    lock "$LEG_DIR/$OP.lock"
    if [ ! -e "$LEG_DIR/$OP.state" ]; then
        op_store starting
        detach
        await 5000 op_begun || say "operation $OP has not begun within 5 s"
    fi
    unlock "$LEG_DIR/$OP.lock"
    report "${3:-0}"
}

cmd_poll() {
    need_leg "$1"
    need_op "$2"
    report "${3:-0}"
}

# A scope of its own keeps the operation, and what it restores, out of the session that this connection belongs to.
detach() {
    set -- /bin/sh "$SCRIPT" "$STATE" "$WORKLOAD" "$RUN" "$ATTEMPT" "$EPOCH" run "$LEG" "$OP"
    if [ -e "$LEG_DIR/scope" ]; then
        set -- systemd-run --scope --quiet --collect --unit="relocation-$LEG-$OP" "$@"
    fi
    # What is copied while the workload runs gives way to it, and to what is frozen.
    if [ "$OP" = bulk ]; then set -- nice -n 10 "$@"; fi
    if command -v setsid >/dev/null; then set -- setsid "$@"; else set -- nohup "$@"; fi
    (cd / && exec "$@" </dev/null >"$LEG_DIR/$OP.out" 2>&1) &
}

cmd_run() {
    need_leg "$1"
    need_op "$2"
    op_store running
    if is_container; then use_container; fi
    case $OP in
        bulk) (op_bulk) ;;
        freeze) (begin_watch && op_freeze) ;;
        watch) (op_watch) ;;
        restore) (op_restore) ;;
        thaw) (op_thaw) ;;
        point) (op_point) ;;
        return-to-point) (op_return_to_point) ;;
    esac
    op_store "done" $?
}

# For a waiter an operation has also ended when its copy is held: the next step is the engine's.
op_ended() {
    op_load
    case $O_STATE in done | lost | none) return 0 ;; esac
    [ "$OP" = restore ] && [ -e "$LEG_DIR/staged" ] && [ ! -e "$LEG_DIR/permit" ]
}

report() {
    NAP=0.05
    [ "$1" -eq 0 ] || await "$1" op_ended
    op_load
    ticks
    echo "state=$O_STATE"
    echo "status=$O_STATUS"
    echo "now=${T_NOW}0"
    if [ -e "$LEG_DIR/staged" ] && [ ! -e "$LEG_DIR/permit" ]; then echo "staged=yes"; fi
    lines_of "$LEG_DIR/$OP.progress" progress=
    lines_of "$LEG_DIR/$OP.facts"
    case $O_STATE.$O_STATUS in
        done.0 | running.* | none.*) ;;
        *)
            tail -n 12 "$LEG_DIR/$OP.out" 2>/dev/null | sed 's/^/out=/'
            criu_log | sed 's/^/log=/'
            ;;
    esac
}

# The lines of CRIU's log that say why it failed.
criu_log() {
    case $OP in freeze | point) c_log=$IMAGES/dump.log ;; *) c_log=$IMAGES/restore.log ;; esac
    grep -e 'Error' -e 'FAILED' -e 'BUG at' "$c_log" 2>/dev/null | tail -n 12
}

# fact NAME [VALUE]: notes a number, or what time it is, in milliseconds since boot.
fact() { ticks && echo "$1=${2:-${T_NOW}0}" >>"$LEG_DIR/$OP.facts"; }
progress() { echo "$*" >"$LEG_DIR/$OP.progress"; }

# stop_operations [KEEP...]: ends the operations of a leg, but those, and all that they started. A dump is waited for: ending
# CRIU would leave its traces in the processes that it is saving.
stop_operations() {
    if [ -e "$LEG_DIR/dumper" ]; then
        await 60000 dumper_gone || die "criu dump of leg $LEG is still at work"
    fi
    for x_file in "$LEG_DIR"/*.state; do
        [ -e "$x_file" ] || continue
        OP=${x_file##*/}
        OP=${OP%.state}
        case " $* " in *" $OP "*) continue ;; esac
        op_load
        [ "$O_PID" != $$ ] || continue # the watch does this, too
        case $O_STATE in
            running) echo "$O_PID $O_START" >"$LEG_DIR/stopping" ;;
            lost) session_of "$O_PID" "$O_START" >"$LEG_DIR/stopping" ;;
            *) continue ;;
        esac
        destroy "$LEG_DIR/stopping"
    done
    destroy "$LEG_DIR/restorer"
}

dumper_lives() { read -r f_pid f_start <"$LEG_DIR/dumper" && is_alive "$f_pid" "$f_start"; }
dumper_gone() { ! dumper_lives; }

# What is left of the session of a process that is gone: the kernel gives no new process its id as long as something is.
session_of() {
    if look "$1"; then return 0; fi
    cat /proc/[0-9]*/stat 2>/dev/null | sed -n "s/^\([0-9]*\) (.*) [A-Za-z] [0-9]* [0-9]* $1 .*/\1/p" | while read -r x_pid; do
        if look "$x_pid" && [ "$P_START" -ge "$2" ]; then echo "$x_pid $P_START"; fi
    done
}

# ---- looking, continuing, destroying ----

legs_here() {
    for i_dir in "$STATE/legs/$RUN.$ATTEMPT.$WORKLOAD."*/; do
        [ -d "$i_dir" ] || continue
        i_dir=${i_dir%/}
        echo "${i_dir##*/}"
    done
}

# observe KIND VALUE: what every leg of this attempt shows on this host, and who else could be the workload.
cmd_observe() {
    part legs
    for i_leg in $(legs_here); do
        use_leg "$i_leg"
        count_list "$LEG_DIR/tree"
        i_tree=$S_STATE
        count_list "$LEG_DIR/copy"
        i_copy=$S_STATE
        OP=restore
        op_load
        case $i_copy.$O_STATE.$O_STATUS in
            gone.running.*) if [ -e "$LEG_DIR/complete" ]; then i_copy=restoring; else i_copy=waiting; fi ;;
            gone.* | *.done.0 | *.none.*) ;;
            *) if [ ! -e "$LEG_DIR/permit" ]; then i_copy=staged; elif [ ! -e "$LEG_DIR/resumed" ]; then i_copy=doubtful; fi ;;
        esac
        echo "$LEG tree $i_tree copy $i_copy"
    done
    observe_others "$1" "$2"
}

# Who could be the workload, and what is known of it. observe_others KIND VALUE
observe_others() {
    part own && for i_list in "$STATE/legs/$RUN.$ATTEMPT.$WORKLOAD."*/tree "$STATE/legs/$RUN.$ATTEMPT.$WORKLOAD."*/copy; do lines_of "$i_list"; done
    part expected && for i_leg in $(legs_here); do use_leg "$i_leg"; plan exe; done
    candidates "$1" "$2"
}

# thaw LEG: continues exactly the processes that were frozen, after CRIU has let go of them. The watch goes on: who asks for
# this may die before it is done.
cmd_thaw() {
    need_guard
    need_leg "$1"
    stop_operations watch
    [ -s "$LEG_DIR/tree" ] || { echo tree=none; return 0; }
    signal CONT "$LEG_DIR/tree"
    await 5000 none_frozen "$LEG_DIR/tree" || die "some processes stay frozen: $(still_there "$LEG_DIR/tree" | tr '\n' ';')"
    echo "tree=$(state_of_list "$LEG_DIR/tree")"
}

# hang-up LEG: resets the TCP connections of the frozen original, so that clients connect again at once and do not wait
# for an answer from a process that will not give one.
cmd_hang_up() {
    need_guard
    need_leg "$1"
    is_frozen "$LEG_DIR/tree" || die "the original is not frozen"
    i_inodes=$(while read -r i_pid _; do
        find "/proc/$i_pid/fd" -mindepth 1 -lname 'socket:*' -printf '%l\n' 2>/dev/null
    done <"$LEG_DIR/tree" | sed 's/^socket:\[\(.*\)\]$/ino:\1/' | sort -u)
    [ -n "$i_inodes" ] || return 0
    ss -tneH state established | grep -wF -e "$i_inodes" | while read -r _ _ i_local i_peer _; do
        ss -KtnH src "$i_local" dst "$i_peer" >/dev/null
    done
}

# discard [undo|forget]: destroys every process of the workload that this attempt knows here, and proves them gone. With
# undo, the files that came with it are put back; with forget, its pid file is removed: the id may be given to another.
cmd_discard() {
    need_guard
    for i_leg in $(legs_here); do
        need_leg "$i_leg"
        if [ -e "$LEG_DIR/staged" ] || resumes_at_once; then claim "$LEG_DIR/permit" "void $EPOCH"; fi
        stop_operations
        half_restored >"$LEG_DIR/half"
        for i_list in half copy tree; do destroy "$LEG_DIR/$i_list"; done
        if [ "${1:-}" = forget ]; then forget_pid; fi
        i_unit=$(plan unit)
        if [ -n "$i_unit" ] && uses_systemd; then systemctl reset-failed -- "$i_unit" 2>/dev/null; fi
        if [ "${1:-}" = undo ]; then undo_data; fi
    done
}

forget_pid() {
    i_file=$(plan pidfile)
    [ -n "$i_file" ] && [ -f "$i_file" ] || return 0
    if [ "$(tr -dc 0-9 <"$i_file")" = "$(plan root | cut -d' ' -f1)" ]; then rm -f "$i_file"; fi
}

# Processes that a CRIU that died left half made: they have a wanted id, were made since, and bear the name of CRIU or of
# the original.
half_restored() {
    [ -f "$IMG/relocation.tree" ] && [ -f "$LEG_DIR/restore.state" ] || return 0
    OP=restore
    op_read
    while read -r h_pid _ _ h_name; do
        if look "$h_pid" && [ "$P_START" -ge "$O_START" ] && { [ "$P_NAME" = "$h_name" ] || [ "$P_NAME" = criu ]; }; then
            echo "$h_pid $P_START"
        fi
    done <"$IMG/relocation.tree"
}

# ---- main ----

[ $# -ge 6 ] || wrong "needs STATEDIR WORKLOAD RUN ATTEMPT EPOCH COMMAND"
STATE=$1 WORKLOAD=$2 RUN=$3 ATTEMPT=$4 EPOCH=$5 COMMAND=$6
SCRIPT=$0
shift 6
is_path "$STATE" || wrong "'$STATE' is no state directory"
is_path "$SCRIPT" || wrong "'$SCRIPT' is no script"
is_name "$WORKLOAD" || wrong "'$WORKLOAD' is no workload"
is_name "$RUN" || wrong "'$RUN' is no run"
is_number "$ATTEMPT" && is_number "$EPOCH" || wrong "attempt '$ATTEMPT' and epoch '$EPOCH' must be numbers"
GUARD=$STATE/guards/$WORKLOAD

case $COMMAND in
    guard-read) cmd_guard_read ;;
    guard-take) cmd_guard_take "$@" ;;
    guard-release) cmd_guard_release ;;
    guard-seize) cmd_guard_seize "$@" ;;
    in-flight) cmd_in_flight "$@" ;;
    leg-open) cmd_leg_open "$@" ;;
    leg-read) cmd_leg_read "$@" ;;
    received) cmd_received "$@" ;;
    leg-clean) cmd_leg_clean "$@" ;;
    janitor-remove) cmd_janitor_remove "$@" ;;
    start) cmd_start "$@" ;;
    poll) cmd_poll "$@" ;;
    run) cmd_run "$@" ;;
    relay) cmd_relay "$@" ;;
    receive) cmd_receive "$@" ;;
    receive-pages) cmd_receive_pages "$@" ;;
    unit-restore) cmd_unit_restore "$@" ;;
    permit) cmd_permit "$@" ;;
    revoke) cmd_revoke "$@" ;;
    observe) cmd_observe "$@" ;;
    thaw) cmd_thaw "$@" ;;
    discard) cmd_discard "$@" ;;
    hang-up) cmd_hang_up "$@" ;;
    point-remove) cmd_point_remove "$@" ;;
    key-make) cmd_key_make "$@" ;;
    key-allow) cmd_key_allow "$@" ;;
    key-drop) cmd_key_drop "$@" ;;
    clean) cmd_clean "$@" ;;
    link) cmd_link "$@" ;;
    link-key) cmd_link_key "$@" ;;
    link-allow) cmd_link_allow "$@" ;;
    link-drop) cmd_link_drop "$@" ;;
    link-forget) cmd_link_forget "$@" ;;
    link-rate) cmd_link_rate "$@" ;;
    link-listen) cmd_link_listen "$@" ;;
    link-fill) cmd_link_fill "$@" ;;
    unit-hold) cmd_unit_hold "$@" ;;
    unit-before) cmd_unit_before "$@" ;;
    unit-arrive) cmd_unit_arrive "$@" ;;
    unit-free) cmd_unit_free "$@" ;;
    container-open) cmd_container_open "$@" ;;
    container-dumped) cmd_container_dumped "$@" ;;
    container-restored) cmd_container_restored "$@" ;;
    container-network) need_guard && need_leg "$1" && make_network ;;
    container-thaw) cmd_container_thaw "$@" ;;
    container-observe) cmd_container_observe "$@" ;;
    tree-observe) cmd_tree_observe "$@" ;;
    container-adopt) cmd_container_adopt "$@" ;;
    podman-runtime) cmd_podman_runtime "$@" ;;
    container-discard) cmd_container_discard "$@" ;;
    container-clean) cmd_container_clean "$@" ;;
    *) wrong "'$COMMAND' is no command" ;;
esac
