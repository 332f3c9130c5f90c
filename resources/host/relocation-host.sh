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
#   guards/WORKLOAD       v, epoch, run, attempt, state=held|free
#   held/WORKLOAD         supervisors must not start the workload while this file exists
#   legs/LEG/             one way of a workload between two hosts
#     images              directory of the images
#     plan                KEY=VALUE lines: root, criu, data, unit, match
#     tree copy           the original's and the restored processes, one a line: PID START STATE NAME
#     OP.state            what a detached operation did: state=starting|running|done, pid, start, status
#     staged              the restored copy is held before its first instruction
#     permit              "go EPOCH" or "void EPOCH": whether it may run
#     deadline            clock ticks since boot at which a freeze has to end; a place kept for it
#     complete            the images were received and equal what was sent
#     resumed             the copy was allowed to run here
#     undo/               what files on the target were before

# shellcheck source=relocation-look.sh
. "${0%/*}/relocation-look.sh"
TAB=$(printf '\t')

say() { echo "relocation: $*" >&2; }
die() { say "$*"; exit 1; }
wrong() { say "$*"; exit 64; }
busy() { say "$*"; exit 75; }
stale() { say "$*"; exit 76; }

# ---- names, time, files ----

is_name() { case $1 in '' | .* | *[!A-Za-z0-9._-]*) return 1 ;; esac }
is_number() { case $1 in '' | *[!0-9]*) return 1 ;; esac }
is_path() { case $1 in *..* | *[!A-Za-z0-9/._-]*) return 1 ;; /?*) return 0 ;; *) return 1 ;; esac }

nap() { sleep 0.01 2>/dev/null || sleep 1; }
now() { date +%s%3N; }

# sync FILE is younger than sync; where it is missing everything is flushed.
flush() { sync "$@" 2>/dev/null || sync; }

# Replaces a file by standard input so that a reader sees the old or the new one, also after a power cut.
put() {
    cat >"$1.new.$$" && flush "$1.new.$$" && mv "$1.new.$$" "$1" || die "cannot write $1"
}

# Runs a command again and again until it succeeds; gives up after $1 milliseconds.
await() {
    w_end=$(($(now) + $1))
    shift
    until "$@"; do
        [ "$(now)" -lt "$w_end" ] || return 1
        nap
    done
}

# ---- lists of processes ----

# What the processes of a list do: running, frozen, mixed or gone.
state_of_list() {
    s_running=0 s_frozen=0
    if [ -f "$1" ]; then
        while read -r s_pid s_start _; do
            is_alive "$s_pid" "$s_start" || continue
            case $P_STATE in T | t) s_frozen=$((s_frozen + 1)) ;; *) s_running=$((s_running + 1)) ;; esac
        done <"$1"
    fi
    case $s_running.$s_frozen in
        0.0) echo gone ;;
        0.*) echo frozen ;;
        *.0) echo running ;;
        *) echo mixed ;;
    esac
}

is_frozen() { [ "$(state_of_list "$1")" = frozen ]; }
none_frozen() { case $(state_of_list "$1") in running | gone) return 0 ;; *) return 1 ;; esac }

signal() {
    while read -r k_pid k_start _; do
        if is_process "$k_pid" "$k_start"; then kill -s "$1" "$k_pid" 2>/dev/null; fi
    done <"$2"
    return 0
}

# "PID START" of the processes of a list that are still there, and of what they have started since.
still_there() {
    while read -r a_pid a_start _; do
        if is_process "$a_pid" "$a_start"; then tree_of "$a_pid"; fi
    done <"$1" | cut -d' ' -f1,2 | sort -u
}

all_gone() {
    while read -r g_pid g_start _; do
        if is_process "$g_pid" "$g_start"; then return 1; fi
    done <"$1"
}

# Kills exactly the processes of a list and their descendants, and proves them gone. They are stopped first, so that
# none can start another one meanwhile. A zombie is not gone: its process id is still taken.
destroy() {
    [ -s "$1" ] || return 0
    d_list=$1.kill d_before=none d_now=
    while d_now=$(still_there "$1"); [ "$d_now" != "$d_before" ]; do
        d_before=$d_now
        printf '%s\n' "$d_now" >"$d_list"
        signal STOP "$d_list"
    done
    signal KILL "$d_list"
    await 10000 all_gone "$d_list" || die "these processes of $1 do not go away: $(still_there "$1" | tr '\n' ';')"
    rm -f "$d_list"
}

# ---- locks: a symbolic link is made atomically together with what it says ----

lock() {
    look $$ || die "cannot read /proc/$$/stat"
    l_mine=$$:$P_START
    l_end=$(($(now) + 10000))
    until ln -s "$l_mine" "$1" 2>/dev/null; do
        break_stale "$1"
        [ "$(now)" -lt "$l_end" ] || busy "$1 has been locked for 10 s by process $(readlink "$1")"
        nap
    done
}

# Only who holds the second lock may remove the first, so that no living owner's lock is taken away.
break_stale() {
    owner_gone "$1" || return 0
    if ln -s "$l_mine" "$1.break" 2>/dev/null; then
        if owner_gone "$1"; then rm -f "$1"; fi
        rm -f "$1.break"
    elif owner_gone "$1.break"; then
        rm -f "$1.break"
    fi
}

owner_gone() {
    l_owner=$(readlink "$1") || return 1
    ! is_alive "${l_owner%%:*}" "${l_owner##*:}"
}

unlock() { rm -f "$1"; }

# ---- guard ----

# Sets G_EPOCH, G_RUN, G_ATTEMPT and G_STATE; fails when the workload never had a guard here.
guard_load() {
    [ -f "$GUARD" ] || return 1
    G_EPOCH='' G_RUN='' G_ATTEMPT='' G_STATE=''
    while IFS='=' read -r g_key g_value; do
        case $g_key in
            epoch) G_EPOCH=$g_value ;;
            run) G_RUN=$g_value ;;
            attempt) G_ATTEMPT=$g_value ;;
            state) G_STATE=$g_value ;;
        esac
    done <"$GUARD"
    if ! is_number "$G_EPOCH" || ! is_number "$G_ATTEMPT" || ! is_name "$G_RUN"; then
        die "guard $GUARD is damaged: $(head -c 200 "$GUARD" | tr '\n' ' ')"
    fi
}

guard_store() {
    printf 'v=1\nepoch=%s\nrun=%s\nattempt=%s\nstate=%s\n' "$EPOCH" "$RUN" "$ATTEMPT" "$1" | put "$GUARD" || exit 1
    flush "${GUARD%/*}"
}

guard_is_ours() { [ "$G_RUN" = "$RUN" ] && [ "$G_ATTEMPT" = "$ATTEMPT" ] && [ "$G_EPOCH" = "$EPOCH" ]; }
guard_text() { echo "run $G_RUN, attempt $G_ATTEMPT, epoch $G_EPOCH, $G_STATE"; }

guard_refuse() {
    [ "$G_EPOCH" -le "$EPOCH" ] || stale "the guard of $WORKLOAD has seen a newer epoch than $EPOCH: $(guard_text)"
    busy "the guard of $WORKLOAD belongs to somebody else: $(guard_text)"
}

# Every command that changes something calls this first.
need_guard() {
    guard_load || busy "the guard of $WORKLOAD was not taken on this host"
    guard_is_ours || guard_refuse
    [ "$G_STATE" = held ] || busy "the guard of $WORKLOAD was given back: $(guard_text)"
}

cmd_guard_read() { if [ -f "$GUARD" ]; then cat "$GUARD"; fi; }

cmd_guard_take() {
    mkdir -p "$STATE/guards"
    lock "$GUARD.lock"
    (guard_may_take && guard_store held)
    x_status=$?
    unlock "$GUARD.lock"
    [ $x_status -eq 0 ] || exit $x_status
    cmd_guard_read
}

guard_may_take() {
    if ! guard_load || guard_is_ours; then return 0; fi
    if [ "$G_STATE" = held ] && [ "$G_RUN" != "$RUN" ]; then guard_refuse; fi
    [ "$G_EPOCH" -lt "$EPOCH" ] || stale "epoch $EPOCH is not newer than the guard's: $(guard_text)"
}

cmd_guard_release() {
    [ -f "$GUARD" ] || return 0
    lock "$GUARD.lock"
    (guard_load && { guard_is_ours || guard_refuse; } && guard_store free)
    x_status=$?
    unlock "$GUARD.lock"
    [ $x_status -eq 0 ] || exit $x_status
    cmd_guard_read
}

# ---- legs ----

use_leg() {
    is_name "${1:-}" || wrong "'${1:-}' is no leg"
    LEG=$1
    LEG_DIR=$STATE/legs/$LEG
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
    chmod 700 "$STATE" "$STATE/legs" "$LEG_DIR" "$2" "$2/$LEG" || die "cannot restrict $LEG_DIR or $2/$LEG to root"
    put "$LEG_DIR/plan"
    : >"$LEG_DIR/criu.conf"
    printf '#!/bin/sh\nexec /bin/sh %s %s %s %s %s %s act %s\n' "$SCRIPT" "$STATE" "$WORKLOAD" "$RUN" "$ATTEMPT" "$EPOCH" "$LEG" |
        put "$LEG_DIR/act.sh"
    chmod 700 "$LEG_DIR/act.sh"
    if uses_systemd && systemd-run --scope --quiet --collect --unit="relocation-$LEG-probe" true 2>/dev/null; then
        : >"$LEG_DIR/scope"
    fi
    echo "$2/$LEG" | put "$LEG_DIR/images"
}

# Prints the values of a key of the plan, one a line.
plan() { sed -n "s/^$1=//p" "$LEG_DIR/plan"; }

# leg-read LEG KEY: what the plan of a leg says; nothing where the leg is not open.
cmd_leg_read() {
    use_leg "$1"
    if [ -e "$LEG_DIR/plan" ]; then plan "$2"; fi
}

# leg-clean LEG: removes all that a leg left here. A copy that never ran takes the files it brought with it.
cmd_leg_clean() {
    if guard_load && ! guard_is_ours; then guard_refuse; fi
    use_leg "$1"
    [ -e "$LEG_DIR" ] || return 0
    stop_operations
    if [ ! -e "$LEG_DIR/resumed" ]; then undo_data; fi
    if read -r IMAGES <"$LEG_DIR/images"; then
        case $IMAGES in */"$LEG") rm -rf "$IMAGES" ;; esac
        rmdir "${IMAGES%/*}" 2>/dev/null
        [ ! -e "$IMAGES" ] || die "cannot remove $IMAGES"
    fi 2>/dev/null
    rm -rf "$LEG_DIR"
    [ ! -e "$LEG_DIR" ] || die "cannot remove $LEG_DIR"
}

# Everything of any leg that is on this host.
cmd_leftovers() {
    for o_dir in "$STATE"/legs/*/; do if [ -d "$o_dir" ]; then echo "leg $(basename "$o_dir")"; fi; done
    for o_file in "$STATE"/held/*; do if [ -e "$o_file" ]; then echo "held $(basename "$o_file")"; fi; done
    for o_file in /etc/systemd/system/*.d/50-relocation.conf /run/systemd/system/*.d/60-relocation.conf; do
        if [ -e "$o_file" ]; then echo "drop-in $o_file"; fi
    done
    getent passwd | while IFS=: read -r _ _ _ _ _ o_home _; do
        grep -s -o ' relocation:[A-Za-z0-9._-]*$' "$o_home/.ssh/authorized_keys" | sed "s|^|key $o_home/.ssh/authorized_keys|"
    done | sort -u
}

# ---- detached operations ----

# Sets O_STATE, O_PID, O_START and O_STATUS. An operation whose process vanished without a result is lost.
op_load() {
    O_STATE=none O_PID=0 O_START=0 O_STATUS=''
    [ -f "$LEG_DIR/$OP.state" ] || return 0
    op_read
    if [ "$O_STATE" != done ] && ! is_alive "$O_PID" "$O_START"; then
        op_read # it may have ended between the two looks
        [ "$O_STATE" = done ] || O_STATE=lost
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

op_store() { look $$ && printf 'state=%s\npid=%s\nstart=%s\nstatus=%s\n' "$1" $$ "$P_START" "${2:-}" | put "$LEG_DIR/$OP.state"; }

need_op() {
    case ${1:-} in
        bulk | freeze | restore | point | return-to-point) OP=$1 ;;
        *) wrong "'${1:-}' is no operation" ;;
    esac
}

op_begun() { grep -q -e '^state=running' -e '^state=done' "$LEG_DIR/$OP.state"; }

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
    if command -v setsid >/dev/null; then set -- setsid "$@"; else set -- nohup "$@"; fi
    (cd / && exec "$@" </dev/null >"$LEG_DIR/$OP.out" 2>&1) &
}

cmd_run() {
    need_leg "$1"
    need_op "$2"
    op_store running
    case $OP in
        bulk) (op_bulk) ;;
        freeze) (op_freeze) ;;
        restore) (op_restore) ;;
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
    [ "$1" -eq 0 ] || await "$1" op_ended
    op_load
    echo "state=$O_STATE"
    echo "status=$O_STATUS"
    if [ -e "$LEG_DIR/staged" ]; then echo "staged=yes"; fi
    sed -n 's/^/progress=/p' "$LEG_DIR/$OP.progress" 2>/dev/null
    cat "$LEG_DIR/$OP.facts" 2>/dev/null
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

fact() { echo "$1" >>"$LEG_DIR/$OP.facts"; }
progress() { echo "$*" >"$LEG_DIR/$OP.progress"; }

# Ends the operations of a leg and all that they started.
stop_operations() {
    for x_file in "$LEG_DIR"/*.state; do
        [ -e "$x_file" ] || continue
        OP=${x_file##*/}
        OP=${OP%.state}
        op_load
        if [ "$O_STATE" = running ]; then
            echo "$O_PID $O_START" >"$LEG_DIR/stopping"
            destroy "$LEG_DIR/stopping"
        fi
    done
    for x_file in "$LEG_DIR/dumper" "$LEG_DIR/restorer"; do destroy "$x_file"; done
}

# ---- what is sent: frames, each a line and then as many bytes as it says ----
#
#   chunk NAME OFFSET LENGTH                           the next part of a pages image
#   tar LENGTH                                         all other images
#   file FLAG MODE UID GID MTIME OFFSET LENGTH PATH    a data file, or what was appended to it
#   gone PATH                                          a data file that is no longer there
#   sums LENGTH                                        SHA-256 of the data files of this connection
#   manifest LENGTH                                    SHA-256 and size of every image
#   end

# Runs a function with its output going to the target. The connection stands before the function has any effect.
send_by() {
    rm -f "$LEG_DIR/$OP.reply" "$LEG_DIR/$OP.sent"
    if [ -e "$LEG_DIR/ssh.conf" ]; then
        send_all "$1" | ssh -F "$LEG_DIR/ssh.conf" relocation-target >"$LEG_DIR/$OP.reply" 2>"$LEG_DIR/$OP.ssh"
        y_status=$?
        [ $y_status -eq 0 ] || say "the connection to the target ended with status $y_status: $(tail -n 3 "$LEG_DIR/$OP.ssh" | tr '\n' ' ')"
    else
        mkfifo "$LEG_DIR/$OP.pipe" || return 1
        await 60000 [ -e "$LEG_DIR/$OP.relay" ] || die "nobody fetches what is to be sent"
        echo ready >"$LEG_DIR/$OP.reply"
        send_all "$1" >"$LEG_DIR/$OP.pipe"
        y_status=$?
    fi
    [ $y_status -eq 0 ] && [ -e "$LEG_DIR/$OP.sent" ]
}

# A broken connection must not end this process while CRIU is at work: it goes on to a state that can be told.
send_all() {
    trap '' PIPE
    "$1" && : >"$LEG_DIR/$OP.sent"
}

target_answered() { grep -q '^ready' "$LEG_DIR/$OP.reply" 2>/dev/null || [ -s "$LEG_DIR/$OP.ssh" ]; }

wait_for_target() {
    await 30000 target_answered
    grep -q '^ready' "$LEG_DIR/$OP.reply" || { say "the target did not get ready to receive"; return 1; }
}

# relay LEG OP: prints what an operation sends, for a controller that carries it to the target.
cmd_relay() {
    need_guard
    need_leg "$1"
    need_op "$2"
    await 30000 [ -p "$LEG_DIR/$OP.pipe" ] || die "operation $OP has nothing to send"
    : >"$LEG_DIR/$OP.relay"
    cat "$LEG_DIR/$OP.pipe"
}

part_of() { dd if="$1" bs=1M iflag=skip_bytes,count_bytes skip="$2" count="$3" status=none; }

# Prints a part of a file and feeds the same part to the checksum. Images only grow: both read the same bytes.
emit() {
    part_of "$@" >&7 &
    part_of "$@"
    wait $!
}

# Starts a checksum of all that is written to descriptor 7.
sum_begin() {
    rm -f "$IMAGES/sum.pipe"
    mkfifo "$IMAGES/sum.pipe"
    sha256sum <"$IMAGES/sum.pipe" >"$IMAGES/sum.out" &
    SUM_PID=$!
    exec 7>"$IMAGES/sum.pipe"
}

# Ends it and sets SUM.
sum_end() {
    exec 7>&-
    wait "$SUM_PID"
    read -r SUM _ <"$IMAGES/sum.out"
}

# ---- freezing ----

op_freeze() {
    rm -rf "$IMG"
    mkdir -p "$IMG"
    note_tree && send_by send_state
}

# Makes sure that the root process is the one that was looked at, and lists the tree.
note_tree() {
    read -r ROOT n_start <<LINE
$(plan root)
LINE
    is_alive "$ROOT" "$n_start" || { say "process $ROOT, started at tick $n_start, is gone"; return 1; }
    tree_of "$ROOT" | put "$LEG_DIR/tree"
    note_journal
}

# Sockets to the journal cannot be saved; on the target those that systemd gives to the unit take their place. A line
# "DESCRIPTOR INODE" for each.
note_journal() {
    : >"$IMG/relocation.journal"
    [ -n "$(plan unit)" ] || return 0
    for j_fd in 1 2; do
        j_inode=$(readlink "/proc/$ROOT/fd/$j_fd" | sed -n 's/^socket:\[\([0-9]*\)\]$/\1/p')
        [ -n "$j_inode" ] && ! grep -q " $j_inode\$" "$IMG/relocation.journal" || continue
        # An unnamed, connected stream socket: that is what systemd gives to a service.
        if grep -q "^[^ ]* [^ ]* [^ ]* [^ ]* 0001 03 *$j_inode\$" "/proc/$ROOT/net/unix"; then
            echo "$j_fd $j_inode" >>"$IMG/relocation.journal"
        fi
    done
}

# criu_dump DIRECTORY: the private, empty configuration keeps the host's own from having a say.
criu_dump() {
    set -- -D "$1" --leave-stopped --manage-cgroups=ignore --ext-unix-sk --ghost-limit 16777216 -v4 -o "$IMAGES/dump.log"
    for c_option in $(plan criu); do set -- "$@" "$c_option"; done
    while read -r _ c_inode; do set -- "$@" --external "unix[$c_inode]"; done <"$IMG/relocation.journal"
    CRIU_CONFIG_FILE=$LEG_DIR/criu.conf criu dump --no-default-config -t "$ROOT" "$@" </dev/null >"$IMAGES/dump.out" 2>&1
}

# Starts CRIU beside this process; its exit status will be in dump.rc.
dump_beside() {
    rm -f "$IMAGES/dump.rc"
    fact "begin=$(now)"
    (
        trap - PIPE
        criu_dump "$IMG"
        echo $? >"$IMAGES/dump.rc.new"
        mv "$IMAGES/dump.rc.new" "$IMAGES/dump.rc"
    ) >/dev/null &
    look $! && echo "$! $P_START" >"$LEG_DIR/dumper"
}

send_state() {
    wait_for_target || return 1
    dump_beside
    follow_pages
    read -r f_status <"$IMAGES/dump.rc"
    fact "dumped=$(now)"
    [ "$f_status" -eq 0 ] || { say "criu dump ended with status $f_status"; return 1; }
    tree_of "$ROOT" | put "$LEG_DIR/tree"
    is_frozen "$LEG_DIR/tree" || { say "not all processes are frozen"; return 1; }
    cp "$LEG_DIR/tree" "$IMG/relocation.tree"
    send_changed && send_images
    f_status=$?
    fact "sent=$(now)"
    return $f_status
}

# Sends pages images while CRIU is writing them, in the order in which they appear.
follow_pages() {
    F_NUMBER=1 F_SENT=0 F_TOTAL=0 F_ENDED=
    : >"$IMAGES/pages.manifest"
    sum_begin
    until [ -n "$F_ENDED" ]; do
        if [ -s "$IMAGES/dump.rc" ]; then F_ENDED=yes; fi
        f_before=$F_TOTAL
        send_pages
        if [ -z "$F_ENDED" ] && [ $F_TOTAL -eq "$f_before" ]; then nap; fi
        dumper_lives || [ -s "$IMAGES/dump.rc" ] || echo 255 >"$IMAGES/dump.rc"
    done
    sum_end
}

dumper_lives() { read -r f_pid f_start <"$LEG_DIR/dumper" && is_alive "$f_pid" "$f_start"; }

# Everything that is visible now. A pages image is complete when the next one exists, or when CRIU has ended.
send_pages() {
    while :; do
        p_name=pages-$F_NUMBER.img
        p_complete=$F_ENDED
        [ ! -e "$IMG/pages-$((F_NUMBER + 1)).img" ] || p_complete=yes
        p_size=$(stat -c %s "$IMG/$p_name" 2>/dev/null) || return 0
        while [ "$p_size" -gt $F_SENT ]; do send_chunk; done
        [ -n "$p_complete" ] || return 0
        sum_end
        printf 'sha256 %s %s\nsize %s %s\n' "$SUM" "$p_name" $F_SENT "$p_name" >>"$IMAGES/pages.manifest"
        F_NUMBER=$((F_NUMBER + 1)) F_SENT=0
        sum_begin
    done
}

send_chunk() {
    p_length=$((p_size - F_SENT))
    [ $p_length -le 33554432 ] || p_length=33554432
    echo "chunk $p_name $F_SENT $p_length"
    emit "$IMG/$p_name" $F_SENT $p_length
    F_SENT=$((F_SENT + p_length)) F_TOTAL=$((F_TOTAL + p_length))
    progress $F_TOTAL memory
}

# The small images in one piece, then the manifest.
send_images() {
    tar -cf "$IMAGES/rest.tar" -C "$IMG" --exclude='pages-*.img' . || return 1
    send_file tar "$IMAGES/rest.tar"
    rm -f "$IMAGES/rest.tar"
    manifest >"$IMAGES/manifest" || return 1
    send_file manifest "$IMAGES/manifest"
    echo end
}

send_file() {
    echo "$1 $(stat -c %s "$2")"
    cat "$2"
}

# Checksum and size of every image. Those of the pages were made while they passed by.
manifest() {
    (
        cd "$IMG" || exit 1
        set --
        for m_name in *; do
            case $m_name in pages-*.img) ;; *) set -- "$@" "$m_name" ;; esac
        done
        sha256sum "$@" | sed 's/^\([0-9a-f]*\)  /sha256 \1 /' && stat -c 'size %s %n' "$@" && cat "$IMAGES/pages.manifest"
    ) | sort
}

# ---- data files ----

# Prints KIND, inode, size, mode, uid, gid, mtime, ctime and path of all data files. Declared directories are searched.
data_files() {
    written_files <"$LEG_DIR/tree" >"$IMAGES/written"
    {
        cat "$IMAGES/written"
        plan data | while read -r b_path; do find "$b_path" -type f -printf 'w\t%p\n' 2>/dev/null; done
        cut -f9 "$LEG_DIR/data.bulk" 2>/dev/null | sed 's/^/w\t/'
    } | awk -F '\t' '!seen[$2]++' | while IFS=$TAB read -r b_kind b_path; do
        stat -c "$b_kind$TAB%i$TAB%s$TAB%a$TAB%u$TAB%g$TAB%.9Y$TAB%.9Z$TAB%n" "$b_path" 2>/dev/null
    done
}

# Copies data files while the workload runs.
op_bulk() {
    read -r ROOT _ <<LINE
$(plan root)
LINE
    tree_of "$ROOT" >"$LEG_DIR/tree"
    data_files >"$LEG_DIR/data.bulk.new"
    if [ -s "$LEG_DIR/data.bulk.new" ]; then send_by send_bulk || return 1; fi
    mv "$LEG_DIR/data.bulk.new" "$LEG_DIR/data.bulk"
}

send_bulk() {
    wait_for_target || return 1
    date +%s >"$LEG_DIR/data.began"
    sed 's/^/0\t/' "$LEG_DIR/data.bulk.new" >"$LEG_DIR/data.list"
    send_data
    echo end
}

# Inside the freeze: what is new or changed since, what was appended, what is gone.
send_changed() {
    data_files >"$LEG_DIR/data.now"
    touch "$LEG_DIR/data.bulk"
    changed_data >"$LEG_DIR/data.list"
    send_data
    cut -f9 "$LEG_DIR/data.now" | sort >"$IMAGES/paths.now"
    cut -f9 "$LEG_DIR/data.bulk" | sort | comm -13 "$IMAGES/paths.now" - | sed 's/^/gone /'
}

# Prints, before each line of data.now that has to be sent, the offset to send it from. Only what was appended may start
# in the middle. What was written to within a second of the bulk copy could have changed without a new time stamp.
changed_data() {
    awk -F '\t' -v OFS='\t' -v racy="$(($(cat "$LEG_DIR/data.began" 2>/dev/null || echo 0) - 1))" '
        !now { sent[$9] = $0; kind[$9] = $1; inode[$9] = $2; size[$9] = $3; next }
        $1 == "a" && kind[$9] == "a" && inode[$9] == $2 && size[$9] <= $3 { print size[$9], $0; next }
        $1 == "m" || $7 >= racy || substr(sent[$9], 2) != substr($0, 2) { print 0, $0 }' "$LEG_DIR/data.bulk" now=1 "$LEG_DIR/data.now"
}

# Sends the files of data.list. One that is written to meanwhile may shrink: its frame keeps the length it announced.
send_data() {
    : >"$IMAGES/data.sums"
    d_done=0
    while IFS=$TAB read -r d_offset d_kind _ d_size d_mode d_uid d_gid d_mtime _ d_path; do
        d_length=$((d_size - d_offset))
        echo "file $d_kind $d_mode $d_uid $d_gid $d_mtime $d_offset $d_length $d_path"
        sum_begin
        data_bytes "$d_path" "$d_offset" $d_length | tee /dev/fd/7
        sum_end
        echo "$SUM $d_path" >>"$IMAGES/data.sums"
        d_done=$((d_done + d_length))
        progress $d_done data files
    done <"$LEG_DIR/data.list"
    send_file sums "$IMAGES/data.sums"
}

data_bytes() {
    [ "$3" -gt 0 ] || return 0
    { part_of "$@"; cat /dev/zero; } 2>/dev/null | head -c "$3"
}

# ---- receiving ----

# receive LEG: takes frames from standard input. Says "ready" first and "received" last.
cmd_receive() {
    need_guard
    need_leg "$1"
    rm -f "$LEG_DIR/complete"
    files_in_use >"$IMAGES/in-use"
    : >"$IMAGES/received.sums"
    R_NAME=
    echo ready
    while read -r r_word r_rest; do
        case $r_word in
            chunk)
                # shellcheck disable=SC2086 # three words
                receive_chunk $r_rest
                ;;
            tar) receive_tar "$r_rest" ;;
            file) receive_data "$r_rest" ;;
            gone) remove_data "$r_rest" ;;
            sums) receive_sums "$r_rest" ;;
            manifest) receive_manifest "$r_rest" ;;
            end) echo received && return 0 ;;
            *) die "what arrives is no frame" ;;
        esac
    done
    die "what was to be received ended early"
}

take() { dd bs=256K iflag=fullblock,count_bytes count="$1" status=none; }

# take_into FILE LENGTH TOTAL: appends, and checks the size that the file must have then.
take_into() {
    take "$2" >>"$1"
    [ "$(stat -c %s "$1")" -eq "$3" ] || die "$1 has $(stat -c %s "$1") of $3 bytes: no space left, or the sender ended"
}

# The checksum reads what is on this host now, while the next chunk is arriving.
receive_chunk() {
    case $1 in pages-*[!0-9]*.img | pages-.img) die "'$1' is no pages image" ;; pages-*.img) ;; *) die "'$1' is no pages image" ;; esac
    if [ "$1" != "$R_NAME" ]; then
        end_pages
        R_NAME=$1 R_SENT=0 R_SUMMER=
        : >"$IMG/$1"
        sum_begin
    fi
    [ "$2" -eq "$R_SENT" ] || die "image $1 goes on at $2, but $R_SENT bytes are here"
    R_SENT=$((R_SENT + $3))
    take_into "$IMG/$1" "$3" "$R_SENT"
    [ -z "$R_SUMMER" ] || wait "$R_SUMMER"
    part_of "$IMG/$1" "$2" "$3" >&7 &
    R_SUMMER=$!
}

end_pages() {
    [ -n "$R_NAME" ] || return 0
    [ -z "$R_SUMMER" ] || wait "$R_SUMMER"
    sum_end
    printf 'sha256 %s %s\nsize %s %s\n' "$SUM" "$R_NAME" "$R_SENT" "$R_NAME" >>"$IMAGES/pages.manifest"
    R_NAME=
}

receive_tar() {
    end_pages
    : >"$IMAGES/rest.tar"
    take_into "$IMAGES/rest.tar" "$1" "$1"
    tar -xf "$IMAGES/rest.tar" -C "$IMG" --no-same-owner || die "the images cannot be unpacked in $IMG: is it full?"
    rm -f "$IMAGES/rest.tar"
}

receive_manifest() {
    end_pages
    take "$1" >"$IMAGES/manifest.sent"
    touch "$IMAGES/pages.manifest"
    manifest >"$IMAGES/manifest"
    cmp -s "$IMAGES/manifest" "$IMAGES/manifest.sent" ||
        die "the images differ from what was sent: $(comm -3 "$IMAGES/manifest" "$IMAGES/manifest.sent" | head -n 4 | tr '\n\t' '; ')"
    sha256sum <"$IMAGES/manifest" | put "$LEG_DIR/complete"
}

# Files that are open on this host, but not those of this workload's own frozen original: it keeps its old file.
files_in_use() {
    cat "$STATE/legs/$RUN.$ATTEMPT.$WORKLOAD."*/tree 2>/dev/null | cut -d' ' -f1 | sort -u >"$IMAGES/own"
    find /proc/[0-9]*/fd -mindepth 1 -lname '/*' -printf '%h\t%l\n' 2>/dev/null | sed 's|^/proc/\([0-9]*\)/fd|\1|' |
        awk -F '\t' '!others { own[$1]; next } !($1 in own) { print $2 }' "$IMAGES/own" others=1 - | sort -u
}

need_unused() { if grep -qxF -e "$1" "$IMAGES/in-use"; then die "$1 is open on this host and is left alone"; fi; }

# Puts a data file in place; its final name never shows a part of it. What was there before is kept.
receive_data() {
    IFS=' ' read -r _ v_mode v_uid v_gid v_mtime v_offset v_length v_path <<LINE
$1
LINE
    case $v_path in /*) ;; *) die "'$v_path' is no path" ;; esac
    need_unused "$v_path"
    keep_old "$v_path"
    v_new=${v_path%/*}/.relocation-$LEG.new
    rm -f "$v_new"
    if [ "$v_offset" -gt 0 ]; then
        [ "$(stat -c %s "$v_path")" -eq "$v_offset" ] || die "$v_path was changed on this host"
        mv "$v_path" "$v_new"
    else
        : >"$v_new" || die "cannot write $v_new"
    fi
    take_into "$v_new" "$v_length" $((v_offset + v_length))
    part_of "$v_new" "$v_offset" "$v_length" | sha256sum | { read -r v_sum _ && echo "$v_sum $v_path" >>"$IMAGES/received.sums"; }
    chown "$v_uid:$v_gid" "$v_new" && chmod "$v_mode" "$v_new" && touch -d "@$v_mtime" "$v_new" && mv "$v_new" "$v_path" ||
        die "cannot put $v_path in place"
}

remove_data() {
    need_unused "$1"
    keep_old "$1"
    rm -f "$1"
}

receive_sums() {
    take "$1" >"$IMAGES/data.sums"
    cmp -s "$IMAGES/data.sums" "$IMAGES/received.sums" || die "data files differ from what was sent"
    : >"$IMAGES/received.sums"
}

# undo/list says what a path was before: the number of the kept file, "new", or "dir" for a directory that was made.
keep_old() {
    if grep -qF -e "$TAB$1$TAB" "$LEG_DIR/undo/list" 2>/dev/null; then return 0; fi
    make_parents "${1%/*}"
    if [ -e "$1" ]; then
        z_number=$(($(cat "$LEG_DIR/undo/list" 2>/dev/null | wc -l) + 1))
        ln "$1" "$LEG_DIR/undo/$z_number" 2>/dev/null || cp -a "$1" "$LEG_DIR/undo/$z_number" || die "cannot keep $1 aside"
        printf '%s\t%s\t\n' $z_number "$1" >>"$LEG_DIR/undo/list"
    else
        printf 'new\t%s\t\n' "$1" >>"$LEG_DIR/undo/list"
    fi
}

make_parents() {
    [ -n "$1" ] && [ ! -d "$1" ] || return 0
    make_parents "${1%/*}"
    mkdir -m 755 "$1" || die "cannot make directory $1"
    printf 'dir\t%s\t\n' "$1" >>"$LEG_DIR/undo/list"
}

# Puts files back to what they were, the last change first. Can be repeated.
undo_data() {
    [ -e "$LEG_DIR/undo/list" ] || return 0
    sed -n '1!G;h;$p' "$LEG_DIR/undo/list" | while IFS=$TAB read -r u_kind u_path _; do
        rm -f "${u_path%/*}/.relocation-$LEG.new"
        case $u_kind in
            new) rm -f "$u_path" ;;
            dir) rmdir "$u_path" 2>/dev/null ;;
            *) if [ -e "$LEG_DIR/undo/$u_kind" ]; then put_back "$LEG_DIR/undo/$u_kind" "$u_path"; fi ;;
        esac
    done
    rm -f "$LEG_DIR/undo/list"
}

put_back() { cp -a "$1" "${2%/*}/.relocation-$LEG.new" && mv "${2%/*}/.relocation-$LEG.new" "$2" && rm -f "$1" || say "cannot put $2 back"; }

# ---- restoring ----

# criu_restore DIRECTORY: ends when the copy runs or was given up; CRIU calls act.sh in between.
criu_restore() {
    rm -f "$IMAGES/root.pid"
    set -- -D "$1" -d --manage-cgroups=ignore --ext-unix-sk -v4 -o "$IMAGES/restore.log" --action-script "$LEG_DIR/act.sh" \
        --pidfile "$IMAGES/root.pid"
    for c_option in $(plan criu); do set -- "$@" "$c_option"; done
    while read -r c_fd c_inode; do set -- "$@" --inherit-fd "fd[$c_fd]:socket:[$c_inode]"; done <"$IMG/relocation.journal"
    CRIU_CONFIG_FILE=$LEG_DIR/criu.conf criu restore --no-default-config "$@"
}

op_restore() {
    [ -e "$LEG_DIR/complete" ] || { say "the images are not complete: nothing is restored from them"; return 1; }
    echo "$IMG" >"$LEG_DIR/from"
    restore_from
}

# A unit's process is restored by its own unit, so that systemd looks after it as if it had started it.
restore_from() {
    c_unit=$(plan unit)
    fact "restoring=$(now)"
    if [ -n "$c_unit" ]; then
        systemctl reset-failed -- "$c_unit" 2>/dev/null
        systemctl start -- "$c_unit"
    else
        read -r IMG <"$LEG_DIR/from"
        criu_restore "$IMG" </dev/null >"$IMAGES/restore.out" 2>&1
    fi
}

# unit-restore LEG: what the unit runs instead of its own command.
cmd_unit_restore() {
    need_guard
    need_leg "$1"
    OP=restore
    [ -e "$LEG_DIR/from" ] || die "there is nothing to restore"
    read -r IMG <"$LEG_DIR/from"
    look $$ && echo "$$ $P_START" >"$LEG_DIR/restorer"
    criu_restore "$IMG"
}

# act LEG: CRIU calls this at every stage. After everything is restored and before anything runs, the copy is held here.
cmd_act() {
    [ "${CRTOOLS_SCRIPT_ACTION:-}" = post-restore ] || return 0
    need_guard
    need_leg "$1"
    tree_of "$CRTOOLS_INIT_PID" | put "$LEG_DIR/copy"
    echo "$EPOCH" | put "$LEG_DIR/staged"
    until [ -e "$LEG_DIR/permit" ]; do
        [ -d "$LEG_DIR" ] || return 1
        nap
    done
    read -r q_word q_epoch <"$LEG_DIR/permit"
    [ "$q_word" = go ] && [ "$q_epoch" = "$EPOCH" ]
}

restore_done() { op_load && [ "$O_STATE" != running ]; }

# permit LEG: lets the held copy run, once.
cmd_permit() {
    need_guard
    need_leg "$1"
    OP=restore
    op_load
    if [ ! -e "$LEG_DIR/resumed" ]; then
        [ -e "$LEG_DIR/staged" ] && [ "$O_STATE" = running ] && [ ! -e "$LEG_DIR/permit" ] ||
            die "no held copy waits for a permit: operation restore is $O_STATE"
        echo "$EPOCH" | put "$LEG_DIR/resumed"
        echo "go $EPOCH" | put "$LEG_DIR/permit"
    fi
    await 20000 restore_done
    report 0
    echo "copy=$(state_of_list "$LEG_DIR/copy")"
}

# ---- looking, continuing, destroying ----

legs_here() { for i_dir in "$STATE/legs/$RUN.$ATTEMPT.$WORKLOAD."*/; do if [ -d "$i_dir" ]; then basename "$i_dir"; fi; done; }

# observe KIND VALUE: what every leg of this attempt shows on this host, and who else could be the workload.
cmd_observe() {
    part legs
    for i_leg in $(legs_here); do
        use_leg "$i_leg"
        i_tree=$(state_of_list "$LEG_DIR/tree") i_copy=$(state_of_list "$LEG_DIR/copy")
        OP=restore
        op_load
        if [ "$i_copy" != gone ] && [ ! -e "$LEG_DIR/permit" ]; then i_copy=staged; fi
        if [ "$i_copy" = gone ] && [ "$O_STATE" = running ]; then i_copy=restoring; fi
        echo "$LEG tree $i_tree copy $i_copy"
    done
    part own && cat "$STATE/legs/$RUN.$ATTEMPT.$WORKLOAD."*/tree "$STATE/legs/$RUN.$ATTEMPT.$WORKLOAD."*/copy 2>/dev/null
    candidates "$1" "$2"
}

# thaw LEG: continues exactly the processes that were frozen, after CRIU has let go of them.
cmd_thaw() {
    need_guard
    need_leg "$1"
    if [ -e "$LEG_DIR/dumper" ]; then
        await 60000 dumper_gone || die "criu dump is still at work"
    fi
    stop_operations
    [ -s "$LEG_DIR/tree" ] || { echo tree=none; return 0; }
    signal CONT "$LEG_DIR/tree"
    await 5000 none_frozen "$LEG_DIR/tree" || die "some processes stay frozen: $(still_there "$LEG_DIR/tree" | tr '\n' ';')"
    echo "tree=$(state_of_list "$LEG_DIR/tree")"
}

dumper_gone() { ! dumper_lives; }

# discard [undo]: destroys every process of the workload that this attempt knows here, and proves them gone. With undo,
# the files that came with it are put back.
cmd_discard() {
    need_guard
    for i_leg in $(legs_here); do
        need_leg "$i_leg"
        if [ -e "$LEG_DIR/staged" ] && [ ! -e "$LEG_DIR/permit" ]; then echo "void $EPOCH" | put "$LEG_DIR/permit"; fi
        stop_operations
        half_restored >"$LEG_DIR/half"
        for i_list in half copy tree; do destroy "$LEG_DIR/$i_list"; done
        i_unit=$(plan unit)
        if [ -n "$i_unit" ] && uses_systemd; then systemctl reset-failed -- "$i_unit" 2>/dev/null; fi
        if [ "${1:-}" = undo ]; then undo_data; fi
    done
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

# ---- restore points ----

# Freezes, saves images and data files beside each other on this host, continues. The checksums are made afterwards.
op_point() {
    rm -rf "$IMAGES/point"
    mkdir -p "$IMAGES/point/data" "$IMG"
    note_tree || return 1
    fact "begin=$(now)"
    criu_dump "$IMAGES/point"
    f_status=$?
    if [ $f_status -eq 0 ]; then save_data || f_status=1; fi
    signal CONT "$LEG_DIR/tree"
    await 5000 none_frozen "$LEG_DIR/tree" || { say "some processes stay frozen"; f_status=1; }
    fact "end=$(now)"
    [ $f_status -eq 0 ] || return 1
    cp "$IMG/relocation.journal" "$IMAGES/point/"
    point_sums >"$IMAGES/point.sums" && flush "$IMAGES/point.sums"
}

save_data() {
    tree_of "$ROOT" >"$LEG_DIR/tree"
    data_files >"$IMAGES/point/files"
    b_number=0
    while IFS=$TAB read -r _ _ _ _ _ _ _ _ b_path; do
        b_number=$((b_number + 1))
        cp -a --reflink=auto "$b_path" "$IMAGES/point/data/$b_number" || return 1
    done <"$IMAGES/point/files"
}

point_sums() { (cd "$IMAGES/point" && find . -type f -exec sha256sum {} + | sort); }

# Destroys what is left of the workload here and continues it from the restore point.
op_return_to_point() {
    point_sums | cmp -s - "$IMAGES/point.sums" || { say "the restore point is damaged"; return 1; }
    for i_list in copy tree; do destroy "$LEG_DIR/$i_list"; done
    b_number=0
    while IFS=$TAB read -r _ _ _ _ _ _ _ _ b_path; do
        b_number=$((b_number + 1))
        cp -a "$IMAGES/point/data/$b_number" "$b_path.relocation" && mv "$b_path.relocation" "$b_path" || return 1
    done <"$IMAGES/point/files"
    echo "$IMAGES/point" >"$LEG_DIR/from"
    echo "go $EPOCH" | put "$LEG_DIR/permit"
    restore_from
}

cmd_point_remove() {
    need_guard
    need_leg "$1"
    rm -rf "$IMAGES/point" "$IMAGES/point.sums"
}

# ---- the way to the target ----

# key-make LEG: makes the leg's own key and prints its public half.
cmd_key_make() {
    need_guard
    need_leg "$1"
    if [ ! -s "$LEG_DIR/key.pub" ]; then
        rm -f "$LEG_DIR/key"
        ssh-keygen -q -t ed25519 -N '' -C "relocation:$LEG" -f "$LEG_DIR/key" </dev/null || die "ssh-keygen failed"
    fi
    cat "$LEG_DIR/key.pub"
}

# Sets KEYS, the file of keys that may log in as a user, whatever it is a link to.
keys_of() {
    e_home=$(getent passwd "$1" | cut -d: -f6)
    [ -d "$e_home" ] || die "user $1 has no home directory"
    KEYS=$(readlink -f "$e_home/.ssh/authorized_keys") || KEYS=$e_home/.ssh/authorized_keys
}

# key-allow LEG USER [sudo]: the key on standard input may do nothing but deliver this leg.
cmd_key_allow() {
    need_guard
    use_leg "$1"
    keys_of "$2"
    read -r k_type k_key _
    [ -d "${KEYS%/*}" ] || install -d -m 700 -o "$2" "${KEYS%/*}" || die "cannot make ${KEYS%/*}"
    lock "$STATE/keys.lock"
    {
        other_keys
        echo "restrict,command=\"${3:+sudo -n }/bin/sh $SCRIPT $STATE $WORKLOAD $RUN $ATTEMPT $EPOCH receive $LEG\" $k_type $k_key relocation:$LEG"
    } | put_keys "$2"
    unlock "$STATE/keys.lock"
}

other_keys() { awk -v tag=" relocation:$LEG" 'substr($0, length($0) - length(tag) + 1) != tag' "$KEYS" 2>/dev/null; }

put_keys() {
    cat >"$KEYS.relocation" || die "cannot write $KEYS.relocation"
    if [ -e "$KEYS" ]; then
        chown --reference="$KEYS" "$KEYS.relocation" && chmod --reference="$KEYS" "$KEYS.relocation"
    else
        chown "$1:" "$KEYS.relocation" && chmod 600 "$KEYS.relocation"
    fi && flush "$KEYS.relocation" && mv "$KEYS.relocation" "$KEYS" || die "cannot replace $KEYS"
}

# key-drop LEG USER
cmd_key_drop() {
    if guard_load && ! guard_is_ours; then guard_refuse; fi
    use_leg "$1"
    keys_of "$2"
    [ -e "$KEYS" ] || return 0
    lock "$STATE/keys.lock"
    other_keys | put_keys "$2"
    [ -s "$KEYS" ] || rm -f "$KEYS"
    unlock "$STATE/keys.lock"
}

# link LEG ADDRESS PORT USER: how this host reaches the target; its pinned keys are on standard input.
cmd_link() {
    need_guard
    need_leg "$1"
    sed 's/^/relocation-target /' | put "$LEG_DIR/known_hosts"
    put "$LEG_DIR/ssh.conf" <<CONF
Host relocation-target
    HostName $2
    Port $3
    User $4
    HostKeyAlias relocation-target
    IdentityFile $LEG_DIR/key
    IdentitiesOnly yes
    UserKnownHostsFile $LEG_DIR/known_hosts
    GlobalKnownHostsFile /dev/null
    StrictHostKeyChecking yes
    UpdateHostKeys no
    BatchMode yes
    PreferredAuthentications publickey
    Ciphers ^aes128-gcm@openssh.com
    Compression no
    ControlPath none
    ForwardAgent no
    ForwardX11 no
    RequestTTY no
    ConnectTimeout 10
    ServerAliveInterval 5
    ServerAliveCountMax 3
    LogLevel ERROR
CONF
}

# ---- systemd ----

uses_systemd() {
    { read -r e_init </proc/1/comm; } 2>/dev/null
    [ "${e_init:-}" = systemd ] && command -v systemctl >/dev/null
}

unit_value() { systemctl show -p "$2" --value -- "$1"; }

hold_file() { echo "/etc/systemd/system/$1.d/50-relocation.conf"; }
arrival_file() { echo "/run/systemd/system/$1.d/60-relocation.conf"; }

# unit-hold LEG UNIT [frozen]: nothing may start or restart the unit here, also after a reboot. While the processes are
# frozen, stopping the unit must kill them: systemd would otherwise continue them to let them end by themselves.
cmd_unit_hold() {
    need_guard
    need_leg "$1"
    uses_systemd || return 0
    if [ ! -e "$LEG_DIR/unit" ]; then echo "enabled=$(unit_value "$2" UnitFileState)" | put "$LEG_DIR/unit"; fi
    mkdir -p "$STATE/held" "/etc/systemd/system/$2.d"
    echo "$LEG" | put "$STATE/held/$WORKLOAD"
    put "$(hold_file "$2")" <<CONF
# Written by the workload relocation; removed when run $RUN is settled.
[Unit]
ConditionPathExists=!$STATE/held/$WORKLOAD
OnFailure=
FailureAction=none
[Service]
Restart=no
ExecStop=
ExecStopPost=
${3:+KillSignal=SIGKILL}
CONF
    chmod 755 "/etc/systemd/system/$2.d" && chmod 644 "$(hold_file "$2")"
    systemctl daemon-reload || die "systemctl daemon-reload failed"
    [ "$(unit_value "$2" Restart)" = no ] || die "unit $2 still says Restart=$(unit_value "$2" Restart)"
}

# unit-before LEG: how the unit was started at boot before the hold.
cmd_unit_before() {
    use_leg "$1"
    cat "$LEG_DIR/unit" 2>/dev/null || echo "enabled="
}

# unit-arrive LEG UNIT: the next start of the unit restores the workload instead.
cmd_unit_arrive() {
    need_guard
    need_leg "$1"
    uses_systemd || return 0
    mkdir -p "/run/systemd/system/$2.d"
    put "$(arrival_file "$2")" <<CONF
# Written by the workload relocation; removed when run $RUN is settled.
[Unit]
ConditionPathExists=
[Service]
Type=forking
PIDFile=$IMAGES/root.pid
ExecCondition=
ExecStartPre=
ExecStart=
ExecStart=+/bin/sh $SCRIPT $STATE $WORKLOAD $RUN $ATTEMPT $EPOCH unit-restore $LEG
ExecStartPost=
SyslogIdentifier=${2%.service}
TimeoutStartSec=infinity
CONF
    chmod 755 "/run/systemd/system/$2.d" && chmod 644 "$(arrival_file "$2")"
    systemctl daemon-reload || die "systemctl daemon-reload failed"
}

# unit-free LEG UNIT [enable|disable]: the unit is what its own files say again, and is started at boot or not.
cmd_unit_free() {
    need_guard
    uses_systemd || return 0
    rm -f "$(hold_file "$2")" "$(arrival_file "$2")"
    rmdir "/etc/systemd/system/$2.d" "/run/systemd/system/$2.d" 2>/dev/null
    case ${3:-} in
        enable) systemctl --quiet enable -- "$2" || die "systemctl enable $2 failed" ;;
        disable) systemctl --quiet disable -- "$2" || die "systemctl disable $2 failed" ;;
    esac
    rm -f "$STATE/held/$WORKLOAD"
    systemctl daemon-reload || die "systemctl daemon-reload failed"
    echo "enabled=$(unit_value "$2" UnitFileState)"
    echo "active=$(unit_value "$2" ActiveState)"
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
    guard-take) cmd_guard_take ;;
    guard-release) cmd_guard_release ;;
    leg-open) cmd_leg_open "$@" ;;
    leg-read) cmd_leg_read "$@" ;;
    leg-clean) cmd_leg_clean "$@" ;;
    leftovers) cmd_leftovers ;;
    start) cmd_start "$@" ;;
    poll) cmd_poll "$@" ;;
    run) cmd_run "$@" ;;
    relay) cmd_relay "$@" ;;
    receive) cmd_receive "$@" ;;
    unit-restore) cmd_unit_restore "$@" ;;
    act) cmd_act "$@" ;;
    permit) cmd_permit "$@" ;;
    observe) cmd_observe "$@" ;;
    thaw) cmd_thaw "$@" ;;
    discard) cmd_discard "$@" ;;
    point-remove) cmd_point_remove "$@" ;;
    key-make) cmd_key_make "$@" ;;
    key-allow) cmd_key_allow "$@" ;;
    key-drop) cmd_key_drop "$@" ;;
    link) cmd_link "$@" ;;
    unit-hold) cmd_unit_hold "$@" ;;
    unit-before) cmd_unit_before "$@" ;;
    unit-arrive) cmd_unit_arrive "$@" ;;
    unit-free) cmd_unit_free "$@" ;;
    *) wrong "'$COMMAND' is no command" ;;
esac
