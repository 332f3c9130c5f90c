#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-host.sh: names, files, lists of processes, locks and guards.

TAB=$(printf '\t')
LF='
'

say() { echo "relocation: $*" >&2; }
die() { say "$*"; exit 1; }
wrong() { say "$*"; exit 64; }
busy() { say "$*"; exit 75; }
stale() { say "$*"; exit 76; }

# ---- names, time, files ----

is_name() { case $1 in '' | .* | *[!A-Za-z0-9._-]*) return 1 ;; esac }
is_number() { case $1 in '' | *[!0-9]*) return 1 ;; esac }
is_holder() { case $1 in *[!A-Za-z0-9\ ._@#:/+-]*) return 1 ;; esac && [ ${#1} -le 100 ]; }
is_path() { case $1 in *..* | *[!A-Za-z0-9/._-]*) return 1 ;; /?*) return 0 ;; *) return 1 ;; esac }

# Sleeps for NAP seconds. Who waits for what takes long, and is not in a hurry, should not wake up often.
NAP=0.01
nap() { sleep $NAP 2>/dev/null || sleep 1; }
# Milliseconds, for measuring; where date does not know parts of a second, whole ones.
now() {
    n_now=$(date +%s%3N)
    case $n_now in *[!0-9]*) n_now=$(date +%s)000 ;; esac
    echo "$n_now"
}

# sync FILE is younger than sync; where it is missing everything is flushed.
flush() { sync "$@" 2>/dev/null || sync; }

# Replaces a file by standard input so that a reader sees the old or the new one, also after a power cut.
put() {
    cat >"$1.new.$$" && flush "$1.new.$$" && mv "$1.new.$$" "$1" || die "cannot write $1"
}

# put_text FILE TEXT: the same with a text.
put_text() {
    printf '%s\n' "$2" >"$1.new.$$" && flush "$1.new.$$" && mv "$1.new.$$" "$1" || die "cannot write $1"
}

# The same without flushing: for what speaks of processes and images in memory, which a power cut takes along.
lay() {
    cat >"$1.new.$$" && mv "$1.new.$$" "$1" || die "cannot write $1"
}

# Removes a directory and what is in it, but nothing that is mounted there: not every rm can tell.
remove_tree() {
    rm -rf --one-file-system "$1" 2>/dev/null || [ -n "$(mounts_below "$1")" ] || rm -rf "$1"
}

# What is mounted below a directory, the innermost first.
mounts_below() { awk -v below="$1/" 'index($5, below) == 1 { print $5 }' /proc/self/mountinfo | sort -r; }

# Tells this start of this host from all others.
boot() {
    read -r b_boot </proc/sys/kernel/random/boot_id
    look 1
    echo "$b_boot $P_START"
}

# Whether this host has started anew since the leg was opened.
rebooted() {
    b_then=
    { IFS= read -r b_then <"$LEG_DIR/boot"; } 2>/dev/null
    [ "$(boot)" != "$b_then" ]
}

# claim FILE "WORD EPOCH": makes FILE say this unless it exists: whoever comes first has decided, for good. A link appears
# with all that it says. Sets CLAIM to the word that FILE says; succeeds when it is the one that was asked for.
claim() {
    if [ ! -e "$1" ]; then
        echo "$2" >"$1.claim.$$" && flush "$1.claim.$$" || die "cannot write $1"
        if ln "$1.claim.$$" "$1" 2>/dev/null; then flush "${1%/*}"; fi
        rm -f "$1.claim.$$"
    fi
    said "$1" || die "cannot write $1"
    [ "$CLAIM" = "${2%% *}" ]
}

# Runs a command again and again until it succeeds; gives up after $1 milliseconds. Counts no time by starting processes:
# waiting must not take the processor from what is waited for.
await() {
    ticks
    w_end=$((T_NOW + $1 / 10))
    shift
    until "$@"; do
        ticks
        [ "$T_NOW" -lt "$w_end" ] || return 1
        nap
    done
}

# ---- lists of processes ----

# What the processes of a list do: running, frozen, mixed or gone. Prints it.
state_of_list() { count_list "$1" && echo "$S_STATE"; }

# Sets S_STATE to the same, without starting a process.
count_list() {
    s_running=0 s_frozen=0
    if [ -f "$1" ]; then
        while read -r s_pid s_start _; do
            is_alive "$s_pid" "$s_start" || continue
            case $P_STATE in T | t) s_frozen=$((s_frozen + 1)) ;; *) s_running=$((s_running + 1)) ;; esac
        done <"$1"
    fi
    case $s_running.$s_frozen in
        0.0) S_STATE=gone ;;
        0.*) S_STATE=frozen ;;
        *.0) S_STATE=running ;;
        *) S_STATE=mixed ;;
    esac
}

is_frozen() { count_list "$1" && [ "$S_STATE" = frozen ]; }
none_frozen() { count_list "$1" && case $S_STATE in running | gone) return 0 ;; *) return 1 ;; esac }

signal() {
    while read -r k_pid k_start _; do
        if is_process "$k_pid" "$k_start"; then kill -s "$1" "$k_pid" 2>/dev/null; fi
    done <"$2"
    return 0
}

# "PID START" of the processes of a list that are still there, and of what they have started since.
still_there() {
    a_seen=' '
    while read -r a_pid a_start _; do
        if is_process "$a_pid" "$a_start"; then tree_of "$a_pid"; fi
    done <"$1" | while read -r a_pid a_start _; do
        case $a_seen in *" $a_pid "*) continue ;; esac
        a_seen="$a_seen$a_pid "
        echo "$a_pid $a_start"
    done
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
    ticks
    l_end=$((T_NOW + 1000))
    until ln -s "$l_mine" "$1" 2>/dev/null; do
        break_stale "$1"
        ticks
        [ "$T_NOW" -lt "$l_end" ] || busy "$1 has been locked for 10 s by process $(readlink "$1")"
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

# Sets G_EPOCH, G_RUN, G_ATTEMPT, G_STATE and G_HOLDER; fails when the workload never had a guard here.
guard_load() {
    [ -f "$GUARD" ] || return 1
    G_EPOCH='' G_RUN='' G_ATTEMPT='' G_STATE='' G_HOLDER=''
    while IFS='=' read -r g_key g_value; do
        case $g_key in
            epoch) G_EPOCH=$g_value ;;
            run) G_RUN=$g_value ;;
            attempt) G_ATTEMPT=$g_value ;;
            state) G_STATE=$g_value ;;
            holder) G_HOLDER=$g_value ;;
        esac
    done <"$GUARD"
    is_holder "$G_HOLDER" || G_HOLDER=unreadable
    if ! is_number "$G_EPOCH" || ! is_number "$G_ATTEMPT" || ! is_name "$G_RUN"; then
        die "guard $GUARD is damaged: $(head -c 200 "$GUARD" | tr '\n' ' ')"
    fi
}

# guard_store STATE HOLDER: the guard is ours, on disk when this returns: an epoch must survive a power cut.
guard_store() {
    put_text "$GUARD" "v=1${LF}epoch=$EPOCH${LF}run=$RUN${LF}attempt=$ATTEMPT${LF}state=$1${LF}holder=$2"
    flush "${GUARD%/*}"
}

# The directory of the guards, and all that it is in: what is not on disk takes every epoch along.
guard_dir() {
    [ ! -d "$STATE/guards" ] || return 0
    mkdir -p "$STATE/guards" || die "cannot make $STATE/guards"
    g_dir=$STATE/guards
    while [ -n "$g_dir" ]; do
        flush "$g_dir"
        g_dir=${g_dir%/*}
    done
}

guard_is_ours() { [ "$G_RUN" = "$RUN" ] && [ "$G_ATTEMPT" = "$ATTEMPT" ] && [ "$G_EPOCH" = "$EPOCH" ]; }
guard_text() { echo "run $G_RUN${G_HOLDER:+ of $G_HOLDER}, attempt $G_ATTEMPT, epoch $G_EPOCH, $G_STATE"; }

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

cmd_guard_read() { lines_of "$GUARD"; }

# with_guard COMMAND...: nobody else decides about this guard meanwhile. Prints it afterwards.
with_guard() {
    lock "$GUARD.lock"
    ("$@")
    x_status=$?
    unlock "$GUARD.lock"
    [ $x_status -eq 0 ] || exit $x_status
    cmd_guard_read
}

# guard-take [HOLDER]: the guard is this attempt's.
cmd_guard_take() {
    is_holder "${1:-}" || wrong "'$1' names no holder"
    guard_dir
    with_guard guard_take "${1:-}"
}

guard_take() { guard_may_take && guard_store held "$1" && void_older; }

guard_may_take() {
    guard_load || return 0
    if guard_is_ours; then
        [ "$G_STATE" = held ] || stale "the guard of $WORKLOAD was given back; whoever comes late does not get it: $(guard_text)"
        return 0
    fi
    if [ "$G_STATE" = held ] && [ "$G_RUN" != "$RUN" ]; then guard_refuse; fi
    [ "$G_EPOCH" -lt "$EPOCH" ] || stale "epoch $EPOCH is not newer than the guard's: $(guard_text)"
}

# What an older epoch has left can neither resume nor hand over any more.
void_older() {
    for i_dir in "$STATE"/legs/*/; do
        { read -r i_epoch i_workload <"${i_dir}owner"; } 2>/dev/null || continue
        if [ "$i_workload" = "$WORKLOAD" ] && [ "$i_epoch" -lt "$EPOCH" ]; then
            claim "${i_dir}permit" "void $EPOCH"
            claim "${i_dir}handover" "void $EPOCH"
        fi
    done
    return 0
}

# guard-release: gives it back; its epoch stays, and who had it last.
cmd_guard_release() {
    [ -f "$GUARD" ] || return 0
    with_guard guard_release
}

guard_release() { guard_load && { guard_is_ours || guard_refuse; } && guard_store free "$G_HOLDER"; }
