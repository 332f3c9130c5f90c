#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-aix.sh: names, time, files, locks and guards, with nothing but what AIX has: no /proc to read, no setsid, flock,
# timeout, readlink, stat or mktemp, no long options; sleep knows whole seconds only.

set -u
umask 077
export LC_ALL=C
PATH=${PATH:-/usr/bin:/etc:/usr/sbin:/sbin}
command -v lswpar >/dev/null 2>&1 || PATH=$PATH:/usr/sbin:/etc
PATH=$PATH:/opt/mcr/bin
export PATH

LF='
'

part() { printf '\n@@%s\n' "$1"; }
say() { echo "relocation: $*" >&2; }
die() { say "$*"; exit 1; }
wrong() { say "$*"; exit 64; }
busy() { say "$*"; exit 75; }
stale() { say "$*"; exit 76; }

# Exit status: what would decide cannot be asked, for now.
SILENT=77
silent() { say "$*"; exit $SILENT; }

is_name() { case $1 in '' | .* | *[!A-Za-z0-9._-]*) return 1 ;; esac }
is_number() { case $1 in '' | *[!0-9]*) return 1 ;; esac }
is_holder() { case $1 in *[!A-Za-z0-9\ ._@#:/+-]*) return 1 ;; esac && [ ${#1} -le 100 ]; }
is_path() { case $1 in *..* | *[!A-Za-z0-9/._-]*) return 1 ;; /?*) return 0 ;; *) return 1 ;; esac }

# ---- partitions ----

# Sets W_STATE to the letter that lswpar shows; "none": there is no such partition. Fails where that cannot be told.
wpar_state() {
    w_said=$(lswpar -q -c -a state "$WPAR" 2>/dev/null)
    if [ $? -eq 0 ] && [ -n "$w_said" ]; then
        W_STATE=${w_said%%:*}
        return 0
    fi
    W_STATE='?'
    list_names || return 1
    case "$LF$w_said$LF" in *"$LF$WPAR$LF"*) return 1 ;; esac
    W_STATE=none
}

# Sets w_said to the names of all partitions. Where there are none, nothing is printed, with whatever status; a failure prints why. Who was
# killed, or was not found, prints nothing either.
list_names() {
    w_said=$(lswpar -q -c -a name 2>&1)
    w_status=$?
    [ $w_status -eq 0 ] || { [ -z "$w_said" ] && [ $w_status -lt 126 ]; }
}

# ---- time: perl is part of AIX; without it everything goes on in whole seconds ----

has_perl() { command -v perl >/dev/null 2>&1; }

# Sleeps for about a tenth of a second; sets NAPPED to the milliseconds that it took.
nap() {
    if has_perl && perl -e 'select undef, undef, undef, 0.1' 2>/dev/null; then NAPPED=110; else sleep 1 && NAPPED=1000; fi
}

# Milliseconds of a clock that only goes forward, for measuring and for deadlines; of the time of day where perl does not know one. They
# may be more than an integer holds, of a perl of 32 bits as of a Korn shell: nothing here reckons with them.
now() {
    n_now=$(perl -MTime::HiRes=clock_gettime,CLOCK_MONOTONIC -e 'printf "%.0f", 1000 * clock_gettime(CLOCK_MONOTONIC)' 2>/dev/null)
    is_number "$n_now" || n_now=$(perl -MTime::HiRes=time -e 'printf "%.0f", 1000 * time' 2>/dev/null)
    is_number "$n_now" || n_now=$(date +%s)000
    echo "$n_now"
}

# The whole seconds of that, and of milliseconds $1: these fit.
seconds() {
    n_millis=${1:-$(now)}
    echo "${n_millis%???}"
}

# Runs a command again and again until it succeeds; gives up after about $1 milliseconds.
await() {
    w_left=$1
    shift
    until "$@"; do
        [ "$w_left" -gt 0 ] || return 1
        nap
        w_left=$((w_left - NAPPED))
    done
}

# ---- files ----

# Replaces a file by standard input so that a reader sees the old or the new one, also after a power cut.
put() {
    cat >"$1.new.$$" && sync && mv -f "$1.new.$$" "$1" || die "cannot write $1"
}

# claim FILE "WORD EPOCH": makes FILE say this unless it exists: whoever comes first has decided, for both hosts, since the file lies in
# their shared file system. Sets CLAIM to the word that FILE says; succeeds when it is the one that was asked for.
claim() {
    CLAIM=
    if [ ! -e "$1" ]; then
        # The other host may have a process of this number, and must not write into what was linked here.
        c_mine=$1.claim.$(uname -n).$$.$EPOCH
        { echo "$2" >"$c_mine" && [ -s "$c_mine" ]; } 2>/dev/null || return 2
        ln "$c_mine" "$1" 2>/dev/null
        rm -f "$c_mine"
    fi
    { read -r CLAIM c_epoch <"$1"; } 2>/dev/null || return 2
    [ "$CLAIM" = "${2%% *}" ]
}

# ---- processes: one of ours is known by what its command line says ----

# Whether process $1 is one of this script, with $2 in its command line. AIX may cut command lines: what may be one of ours is taken for one.
is_ours() {
    is_number "$1" && [ "$1" -gt 0 ] || return 1
    case $(ps -p "$1" -o args= 2>/dev/null) in
        *relocation-host.sh*"$2"*) return 0 ;;
        *relocation-host.sh\ *\ *\ *\ *\ *\ *) return 1 ;;
        *" $STATE/bin/"*) return 0 ;;
        *) return 1 ;;
    esac
}

# ---- locks: a symbolic link is made atomically together with what it says ----

lock_owner() {
    l_line=$(ls -ld "$1" 2>/dev/null) || return 1
    l_owner=${l_line##*"-> "}
}

lock() {
    l_left=10000
    until ln -s "$$" "$1" 2>/dev/null; do
        if lock_owner "$1" && ! is_ours "$l_owner" ''; then
            # Only who holds the second lock may remove the first, so that no living owner's lock is taken away.
            if ln -s "$$" "$1.break" 2>/dev/null; then
                if lock_owner "$1" && ! is_ours "$l_owner" ''; then rm -f "$1"; fi
                rm -f "$1.break"
            elif lock_owner "$1.break" && ! is_ours "$l_owner" ''; then
                rm -f "$1.break"
            fi
        fi
        [ $l_left -gt 0 ] || busy "$1 has been locked for 10 s by process ${l_owner:-?}"
        nap
        l_left=$((l_left - NAPPED))
    done
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
        die "guard $GUARD is damaged: $(tr '\n' ' ' <"$GUARD" | cut -c1-200)"
    fi
}

guard_store() {
    printf 'v=1\nepoch=%s\nrun=%s\nattempt=%s\nstate=%s\nholder=%s\n' "$EPOCH" "$RUN" "$ATTEMPT" "$1" "$2" | put "$GUARD" || exit 1
    sync
}

guard_is_ours() { [ "$G_RUN" = "$RUN" ] && [ "$G_ATTEMPT" = "$ATTEMPT" ] && [ "$G_EPOCH" = "$EPOCH" ]; }
guard_is_held() { guard_load && guard_is_ours && [ "$G_STATE" = held ]; }
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

cmd_guard_read() { if [ -f "$GUARD" ]; then cat "$GUARD"; fi; }

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
    mkdir -p "$STATE/guards" || die "cannot make $STATE/guards"
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

# What an older epoch has left can not resume any more.
void_older() {
    for i_dir in "$STATE"/legs/*/; do
        { read -r i_epoch i_workload <"${i_dir}owner"; } 2>/dev/null || continue
        if [ "$i_workload" = "$WORKLOAD" ] && [ "$i_epoch" -lt "$EPOCH" ] && read -r i_images <"${i_dir}images"; then
            [ -d "${i_images%/*}" ] || silent "the shared directory ${i_images%/*} does not answer: what an older epoch may still do cannot be taken back"
            claim "$i_images/permit" "void $EPOCH"
            [ -n "$CLAIM" ] || (LEG_DIR=${i_dir%/} IMAGES=$i_images && shared_is_gone) || silent "nothing can be decided in $i_images: what an older epoch may still do cannot be taken back"
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

# guard-seize RUN ATTEMPT EPOCH [HOLDER]: the guard, if it is still what it was when somebody looked, becomes this run's under
# a newer epoch. Whoever had it is refused from now on.
cmd_guard_seize() {
    is_name "$1" && is_number "$2" && is_number "$3" || wrong "'$1', '$2', '$3' is no guard"
    is_holder "${4:-}" || wrong "'$4' names no holder"
    [ -f "$GUARD" ] || die "$WORKLOAD has no guard here"
    with_guard guard_seize "$@"
}

guard_seize() {
    guard_load || die "$WORKLOAD has no guard here"
    if ! guard_is_ours; then
        [ "$G_RUN/$G_ATTEMPT/$G_EPOCH" = "$1/$2/$3" ] || busy "the guard of $WORKLOAD has changed since it was looked at: $(guard_text)"
        [ "$G_EPOCH" -lt "$EPOCH" ] || stale "epoch $EPOCH is not newer than the guard's: $(guard_text)"
    fi
    guard_store held "${4:-}" && void_older
}
