#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-host.sh: what has to be known, and done, before a workload is taken from a run whose controller is lost.

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

# Whether a leg is one of the workload: RUN.ATTEMPT.WORKLOAD.WAY, and there is no dot in the name of a run.
is_of_workload() {
    f_rest=${1#*.}
    case ${f_rest#*.} in "$WORKLOAD.out" | "$WORKLOAD.back") return 0 ;; *) return 1 ;; esac
}

# in-flight IMAGEDIR: all that any run has of the workload on this host, a line each. Changes nothing.
cmd_in_flight() {
    is_path "$1" || wrong "'$1' is no directory for images"
    for f_dir in "$STATE"/legs/*/; do
        if [ -d "$f_dir" ]; then flying_leg "${f_dir%/}"; fi
    done
    for f_dir in "$1"/*/; do
        f_dir=${f_dir%/}
        if [ -d "$f_dir" ] && is_of_workload "${f_dir##*/}"; then echo "image $f_dir"; fi
    done
    if [ -e "$STATE/held/$WORKLOAD" ]; then echo "supervisors held by $(head -c 100 "$STATE/held/$WORKLOAD" | tr -cd 'A-Za-z0-9._-')"; fi
    for f_file in /etc/systemd/system/*.d/50-relocation.conf /run/systemd/system/*.d/60-relocation.conf; do
        if grep -qsxF -e "ConditionPathExists=!$STATE/held/$WORKLOAD" "$f_file" || grep -qsF -e " $STATE $WORKLOAD " "$f_file"; then
            echo "drop-in $f_file"
        fi
    done
}

# What one leg shows: its processes, and what is at work.
flying_leg() {
    use_leg "${1##*/}"
    f_epoch='' f_workload=''
    { read -r f_epoch f_workload <"$LEG_DIR/owner"; } 2>/dev/null
    [ "$f_workload" = "$WORKLOAD" ] || is_of_workload "$LEG" || return 0
    echo "leg $LEG original $(state_of_list "$LEG_DIR/tree") copy $(state_of_list "$LEG_DIR/copy")"
    for f_file in "$LEG_DIR"/*.state; do
        [ -e "$f_file" ] || continue
        OP=${f_file##*/}
        OP=${OP%.state}
        op_load
        case $O_STATE in starting | running) echo "operation $OP of leg $LEG is at work" ;; esac
    done
    if [ -e "$LEG_DIR/dumper" ] && dumper_lives; then echo "operation criu dump of leg $LEG is at work"; fi
}
