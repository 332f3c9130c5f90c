#!/bin/sh
# SPDX-License-Identifier: MIT
#
# relocation-host.sh STATEDIR WORKLOAD RUN ATTEMPT EPOCH COMMAND [ARGUMENT...]          (as it is on AIX)
#
# What has to happen on an AIX system itself. Needs root's rights and what AIX has, no GNU tools. Every command that changes something
# asks the guard of the workload first. Exit status: 0 done, 1 failed, 64 called wrongly, 75 somebody else has the guard, 76 the host has
# seen a newer epoch, 77 the shared directory does not answer, so that nobody can tell.
#
# RELOCATION_SH: the shell that runs what is detached, for trying others than /bin/sh.
#
# STATEDIR survives reboots:
#   guards/WORKLOAD       v, epoch, run, attempt, state=held|free, holder: who took it, in words
#   legs/LEG/             one way of a workload between two hosts
#     shared images       the leg's directory in the file system that both hosts share; the leg is open when images says it, too
#     plan                KEY=VALUE lines: wpar, kind=system|application, mode=live|static, role=from|to, budget, deadline
#     owner               EPOCH WORKLOAD
#     OP.state            what a detached operation did: state=starting|running|done, pid, status
#     defined             the definition here was made by this leg
#     frozen stopped      this leg has begun to freeze the partition; it was stopped (static moves)
#     restoring staged    a restart was begun; its result is held before it runs
#     sums checked        checksums of the image as this host reads it; they are those that it was written with
#     refused             it was to run, AIX said no, and nothing had changed
#     permitted           it may run
#     given-up            the partition was destroyed here
#     settled             nobody has to watch over the freeze any more
#     auto addresses boot how it was before; which start of this host the leg was opened in (as frozen says it of its own)
#     mounted             what is mounted where the shared directory is
#     reason              why this host has continued a workload by itself, or has not
# The shared directory IMAGES:
#     spec state/           definition; the state files
#     sums manifest         SHA-256 and names of the state files; sizes and names, written last
#     stopped               a static move's partition was stopped in order: what it has left in its file systems is its newest state
#     point/ point.sums point.complete  the restore point
#     open.HOST             a host has the leg open
#     restoring staged      the target is at work on a restart; it has ended well
#     permit                "go EPOCH" or "void EPOCH": whether the copy may run; whoever writes it first has decided

for file in core look image wpar settle leftovers; do
    # shellcheck source=/dev/null
    . "${0%/*}/relocation-aix-$file.sh"
done

# ---- legs ----

use_leg() {
    is_name "${1:-}" || wrong "'${1:-}' is no leg"
    LEG=$1
    LEG_DIR=$STATE/legs/$LEG
}

# Sets IMAGES, the leg's directory that both hosts see, and what its plan says.
need_leg() {
    use_leg "${1:-}"
    { read -r IMAGES <"$LEG_DIR/images"; } 2>/dev/null || die "leg $LEG is not open on this host"
    WPAR=$(plan wpar) KIND=$(plan kind) MODE=$(plan mode) ROLE=$(plan role)
    case $WPAR in '' | -*) die "the plan of leg $LEG names no partition" ;; esac
}

# Prints the value of a key of the plan.
plan() { sed -n "s/^$1=//p" "$LEG_DIR/plan"; }

# leg-open LEG IMAGEDIR: makes the directories; standard input becomes the plan. Can be repeated.
cmd_leg_open() {
    need_guard
    use_leg "$1"
    is_path "$2" || wrong "'$2' is no directory for images"
    [ -d "$2" ] || silent "there is no directory $2: mount the shared file system there"
    mkdir -p "$LEG_DIR" || die "cannot make $LEG_DIR"
    x_mounted=$(mounted "$2")
    # Below a mount that is not there both hosts would decide by themselves.
    case $x_mounted in *:/*) ;; *) silent "$2 is not mounted from an NFS server, but '$x_mounted': mount the shared file system there" ;; esac
    [ -n "$(boot)" ] || die "who -b does not tell when this host was started"
    echo "$x_mounted" | put "$LEG_DIR/mounted" || exit 1
    echo "$2/$LEG" | put "$LEG_DIR/shared" || exit 1
    mkdir -p "$2/$LEG" || die "cannot make $2/$LEG"
    chmod 700 "$STATE/legs" "$LEG_DIR" "$2/$LEG" || die "cannot restrict $LEG_DIR or $2/$LEG to root"
    echo "$EPOCH" >"$2/$LEG/open.$(uname -n)" || die "cannot write to $2/$LEG"
    put "$LEG_DIR/plan"
    echo "$EPOCH $WORKLOAD" | put "$LEG_DIR/owner" || exit 1
    [ -e "$LEG_DIR/boot" ] || boot | put "$LEG_DIR/boot" || exit 1
    [ -e "$LEG_DIR/images" ] || echo "$2/$LEG" | put "$LEG_DIR/images" || exit 1
}

# Tells this start of this host from all others.
boot() { who -b; }
rebooted() { [ -s "$LEG_DIR/boot" ] && ! is_of_this_boot boot; }
is_of_this_boot() { [ -s "$LEG_DIR/$1" ] && [ "$(boot)" = "$(cat "$LEG_DIR/$1")" ]; }

# leg-read LEG [KEY]: what the plan of a leg says; nothing where the leg is not open.
cmd_leg_read() {
    use_leg "$1"
    [ -e "$LEG_DIR/images" ] || return 0
    if [ -n "${2:-}" ]; then plan "$2"; else cat "$LEG_DIR/plan"; fi
}

# leg-clean LEG [away]: removes all that a leg left here. A definition that it made goes where the workload's home is elsewhere, or where
# it never ran; a partition that runs stays.
cmd_leg_clean() {
    if guard_load && ! guard_is_ours; then guard_refuse; fi
    use_leg "$1"
    [ -e "$LEG_DIR" ] || return 0
    if [ -e "$LEG_DIR/images" ]; then
        need_leg "$1"
        : >"$LEG_DIR/settled"
        await 30000 others_ended || die "an operation of leg $LEG is still at work"
        x_away=no
        if [ "${2:-}" = away ] && { [ -e "$LEG_DIR/defined" ] || [ "$ROLE" = from ]; }; then x_away=yes; fi
        if [ ! -e "$LEG_DIR/permitted" ] && { [ -e "$LEG_DIR/defined" ] || [ -e "$LEG_DIR/restoring" ]; }; then x_away=yes; fi
        if [ $x_away = yes ]; then drop_definition; fi
    fi
    if [ -e "$LEG_DIR/shared" ] && read -r IMAGES <"$LEG_DIR/shared"; then
        [ -d "$IMAGES" ] || shared_answers || silent "the shared directory ${IMAGES%/*} does not answer: what leg $LEG has there stays"
        case $IMAGES in */"$LEG") await 5000 removed "$IMAGES" || die "cannot remove $IMAGES" ;; esac
    fi
    await 5000 removed "$LEG_DIR" || die "cannot remove $LEG_DIR"
}

# Removes a definition that is not needed; that of the source, which its owner has made, is. What runs stays; what is neither needs a person,
# who has to hear of it.
drop_definition() {
    wpar_state || die "lswpar does not tell the state of $WPAR"
    case $W_STATE in
        none | A) ;;
        D) forget >&2 || die "the definition of $WPAR cannot be removed" ;;
        *) die "partition $WPAR is in state $W_STATE and stays$(remedy)" ;;
    esac
}

# Whether a directory is gone. The watch that ends just now writes its last word there, and the other host may remove the same.
removed() {
    rm -rf "$1" 2>/dev/null
    [ ! -e "$1" ]
}

legs_here() { for i_dir in "$STATE/legs/$RUN.$ATTEMPT.$WORKLOAD."*/; do if [ -d "$i_dir" ]; then basename "$i_dir"; fi; done; }

# ---- detached operations ----

# Sets O_STATE, O_PID and O_STATUS. An operation whose process vanished without a result is lost.
op_load() {
    O_STATE=none O_PID=0 O_STATUS=''
    [ -f "$LEG_DIR/$OP.state" ] || return 0
    op_read
    if [ "$O_STATE" != "done" ] && ! is_ours "$O_PID" " $LEG $OP"; then
        op_read # it may have ended between the two looks
        [ "$O_STATE" = "done" ] || O_STATE=lost
    fi
}

op_read() {
    while IFS='=' read -r o_key o_value; do
        case $o_key in
            state) O_STATE=$o_value ;;
            pid) O_PID=$o_value ;;
            status) O_STATUS=$o_value ;;
        esac
    done <"$LEG_DIR/$OP.state"
}

op_store() { printf 'state=%s\npid=%s\nstatus=%s\n' "$1" "$$" "${2:-}" >"$LEG_DIR/$OP.state.$$" && mv -f "$LEG_DIR/$OP.state.$$" "$LEG_DIR/$OP.state"; }

need_op() {
    case ${1:-} in
        define | freeze | restore | resume | thaw | discard | make-room | point | return-to-point | watch) OP=$1 ;;
        *) wrong "'${1:-}' is no operation" ;;
    esac
}

# Whether an operation is to be started: one that went well is not repeated, except where only its effect counts.
op_is_due() {
    op_load
    case $O_STATE.$O_STATUS.$OP in
        starting.* | running.*) return 1 ;;
        done.0.thaw | done.0.discard | done.0.make-room | done.0.define | done.0.watch) return 0 ;;
        done.0.*) return 1 ;;
        *) return 0 ;;
    esac
}

op_begun() { op_read && case $O_STATE in running | done) ;; *) return 1 ;; esac; }

# start LEG OP [MILLISECONDS]: starts an operation, or finds the one that is at work, waits for it, and prints its state.
# It goes on when the connection ends.
cmd_start() {
    need_guard
    need_leg "$1"
    need_op "$2"
    lock "$LEG_DIR/$OP.lock"
    if op_is_due; then
        op_store starting
        (cd / && exec nohup "${RELOCATION_SH:-/bin/sh}" "$SCRIPT" "$STATE" "$WORKLOAD" "$RUN" "$ATTEMPT" "$EPOCH" run "$LEG" "$OP" </dev/null >"$LEG_DIR/$OP.out" 2>&1) &
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

cmd_run() {
    need_leg "$1"
    need_op "$2"
    # Whoever logged in may be allowed small files only, and what is done here is not his.
    ulimit -f unlimited 2>/dev/null
    op_store running
    (need_guard) || { op_store "done" 75; return; }
    case $OP in
        define) (op_define) ;;
        freeze) (op_freeze) ;;
        restore) (op_restore) ;;
        resume) (op_resume) ;;
        thaw) (op_thaw) ;;
        discard) (op_discard) ;;
        make-room) (make_room) ;;
        point) (op_point) ;;
        return-to-point) (op_return_to_point) ;;
        watch) (op_watch) ;;
    esac
    op_store "done" $?
}

op_ended() {
    op_load
    case $O_STATE in done | lost | none) return 0 ;; *) return 1 ;; esac
}

report() {
    [ "$1" -eq 0 ] || await "$1" op_ended
    op_load
    echo "state=$O_STATE"
    echo "status=$O_STATUS"
    echo "now=$(now)"
    cat "$LEG_DIR/$OP.facts" 2>/dev/null
    case $O_STATE.$O_STATUS in
        done.0 | running.* | none.* | starting.*) ;;
        *) tail -n 12 "$LEG_DIR/$OP.out" 2>/dev/null | sed 's/^/out=/' ;;
    esac
}

# fact NAME: notes what time it is, in milliseconds.
fact() { echo "$1=$(now)" >>"$LEG_DIR/$OP.facts"; }

# received LEG: whether all of the leg is where this host sees it: the whole image, or what a partition that was stopped has left.
cmd_received() {
    use_leg "$1"
    r_word=no
    if [ -e "$LEG_DIR/images" ]; then
        need_leg "$1"
        need_shared || exit $?
        if is_live; then
            if sizes_are_right 2>/dev/null; then r_word=yes; fi
        elif [ -e "$IMAGES/stopped" ]; then
            r_word=yes
        fi
    fi
    echo "received=$r_word"
}

# revoke LEG source|target: takes the permit back, wherever it is asked. Prints "permit=void" where that came in time. Only the target can
# tell that a permit was given, and nothing came of it.
cmd_revoke() {
    need_guard
    case ${2:-} in source | target) ;; *) wrong "'${2:-}' is no end" ;; esac
    use_leg "$1"
    if [ "$2" = target ] && [ ! -e "$LEG_DIR/images" ]; then echo permit=void && return 0; fi # nothing can resume here
    need_leg "$1"
    if [ "$2" = target ] && shared_is_gone; then
        # Whoever has removed it had no need of the copy; nothing can claim a permit there any more.
        if [ -e "$LEG_DIR/permitted" ]; then echo permit=go; else echo permit=void; fi
        return 0
    fi
    must_decide void || exit $?
    if [ "$CLAIM.$2" = go.target ]; then unsay_permit; fi
    echo "permit=$CLAIM"
}

# ---- looking ----

word() { if [ -e "$1" ]; then echo yes; else echo no; fi; }

# observe: what every leg of this attempt shows on this host, and the state of every partition.
cmd_observe() {
    part legs
    for i_leg in $(legs_here); do
        use_leg "$i_leg"
        [ -e "$LEG_DIR/images" ] || continue
        need_leg "$i_leg"
        OP=restore
        op_load
        echo "leg=$LEG wpar=$WPAR role=$ROLE mode=$MODE frozen=$(word "$LEG_DIR/frozen") stopped=$(word "$LEG_DIR/stopped") staged=$(word "$LEG_DIR/staged") restoring=$(word "$LEG_DIR/restoring") restore=$O_STATE given-up=$(word "$LEG_DIR/given-up") image=$(word "$IMAGES/manifest") shared=$(if [ -d "$IMAGES" ] || shared_answers; then echo yes; else echo no; fi)"
    done
    part lswpar
    o_list=$(lswpar -c 2>/dev/null)
    o_status=$?
    printf '%s\n' "$o_list"
    part told
    # Without any partition there is nothing to print: so says the list of names, too, where the list itself may have failed.
    if [ $o_status -eq 0 ] && [ -n "$o_list" ] || { [ -z "$o_list" ] && list_names && [ -z "$w_said" ]; }; then echo yes; else echo no; fi
}

# janitor-remove IMAGEDIR DIGEST KIND NAME TRAITS REASON: removes what the janitor has decided on, if it is still what it was when it was looked
# at. REASON says why it may go: settled, proven (its workload was seen to run elsewhere), named, or any. A partition is never stopped: what is
# paused, or at work, is for the run that did it, or for a person. A definition that a leg has made goes with the leg.
cmd_janitor_remove() {
    case $3 in leg | guard | image) ;; *) die "on AIX the janitor removes legs, guards and images only, not the $3 $4" ;; esac
    x_now=$(janitor_look "$STATE" "$1" "$2" | awk -F '\t' -v kind="$3" -v name="$4" '$1 == kind && $2 == name {print $9}')
    [ -n "$x_now" ] || return 0
    x_now=$(echo "$x_now" | tr ',' '\n' | sort)
    [ "$x_now" = "$(echo "$5" | tr ',' '\n' | sort)" ] || die "the $3 $4 is no longer what it was when it was looked at"
    case ,$5, in *,frozen,* | *,staged,* | *,at-work,*) die "the partition of the $3 $4 is paused, or something is at work on it: relocation recover $RUN, or a person" ;; esac
    case ,$5, in *,image,*) [ "${6:-}" = proven ] || die "the $3 $4 may be the only copy of $WORKLOAD" ;; esac
    case $3.${6:-} in
        leg.proven) case ,$5, in *,original,* | *,copy,*) cmd_leg_clean "$4" ;; *) cmd_leg_clean "$4" away ;; esac ;;
        leg.*) cmd_leg_clean "$4" ;;
        image.*) remove_image "$1" "$4" ;;
        *) cmd_guard_release >/dev/null ;;
    esac
}

# What lies in the shared directory belongs to both hosts: a leg that is still open on one of them needs it.
remove_image() {
    is_path "$1" && is_name "$2" || wrong "'$1/$2' is no image"
    for x_mark in "$1/$2"/open.*; do
        [ ! -e "$x_mark" ] || busy "host ${x_mark##*/open.} has a leg $2 that it belongs to: that has to go first"
    done
    await 5000 removed "$1/$2" || die "cannot remove $1/$2"
}

# in-flight IMAGEDIR: all that any run has of the workload on this host, a line each. Changes nothing.
cmd_in_flight() {
    is_path "$1" || wrong "'$1' is no directory for images"
    for f_dir in "$STATE"/legs/*/; do
        [ -d "$f_dir" ] || continue
        use_leg "$(basename "$f_dir")"
        f_epoch='' f_workload=''
        { read -r f_epoch f_workload <"$LEG_DIR/owner"; } 2>/dev/null
        [ "$f_workload" = "$WORKLOAD" ] || continue
        if [ -e "$LEG_DIR/images" ]; then
            need_leg "$LEG"
            wpar_state
            echo "leg $LEG partition $WPAR state $W_STATE"
        else
            echo "leg $LEG"
        fi
        for f_file in "$LEG_DIR"/*.state; do
            [ -e "$f_file" ] || continue
            OP=${f_file##*/}
            OP=${OP%.state}
            op_load
            case $O_STATE in starting | running) echo "operation $OP of leg $LEG is at work" ;; esac
        done
    done
    for f_dir in "$1"/*/; do
        f_dir=${f_dir%/}
        f_rest=${f_dir##*/}
        f_rest=${f_rest#*.}
        if [ -d "$f_dir" ]; then
            case ${f_rest#*.} in "$WORKLOAD.out" | "$WORKLOAD.back") echo "image $f_dir" ;; esac
        fi
    done
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
    leg-clean) cmd_leg_clean "$@" ;;
    spec) cmd_spec "$@" ;;
    hold) cmd_hold "$@" ;;
    adopt) cmd_adopt "$@" ;;
    start) cmd_start "$@" ;;
    poll) cmd_poll "$@" ;;
    run) cmd_run "$@" ;;
    observe) cmd_observe ;;
    received) cmd_received "$@" ;;
    revoke) cmd_revoke "$@" ;;
    point-remove) cmd_point_remove "$@" ;;
    janitor-remove) cmd_janitor_remove "$@" ;;
    *) wrong "'$COMMAND' is no command" ;;
esac
