#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What CRIU's action script does when everything is restored and nothing runs yet. It stands alone: act.sh of a leg is made
# of relocation-process.sh and this file, since loading all parts would cost more than what is done here. Starts as few
# processes as possible: nobody runs the workload meanwhile.

# Whether the guard is held by this very attempt.
guard_is_held() {
    a_guard=
    while IFS= read -r a_line; do a_guard="$a_guard$a_line "; done <"$GUARD"
    case $a_guard in "v=1 epoch=$EPOCH run=$RUN attempt=$ATTEMPT state=held "*) ;; *) return 1 ;; esac
} 2>/dev/null

# Sets CLAIM to what was decided; fails when nothing was.
said() { { read -r CLAIM _ <"$1"; } 2>/dev/null; }

# Sets T_NOW to hundredths of a second since boot, without starting a process.
ticks() {
    if { read -r t_up _ </proc/uptime; } 2>/dev/null; then
        T_NOW=$((${t_up%.*} * 100 + 1${t_up#*.} - 100))
    else
        T_NOW=$(date +%s)00
    fi
}

# act RESUME: notes what was restored. With "at-once" the copy may run, unless somebody has claimed the permit before;
# otherwise it is held here until it may or must not.
act() {
    guard_is_held || { echo "relocation: the guard of $WORKLOAD is not held by run $RUN, attempt $ATTEMPT, epoch $EPOCH" >&2; return 1; }
    tree_of "$CRTOOLS_INIT_PID" >"$LEG_DIR/copy" && [ -s "$LEG_DIR/copy" ] || return 1
    if [ "$1" = at-once ]; then
        # Prepared and flushed long ago: a link appears with all that it says.
        ln "$LEG_DIR/permit.go" "$LEG_DIR/permit" 2>/dev/null
        if ! said "$LEG_DIR/permit" || [ "$CLAIM" != go ]; then echo "relocation: the permit was taken back" >&2 && return 1; fi
        ticks
        echo "resumed=${T_NOW}0" >>"$LEG_DIR/restore.facts"
        # The copy need not wait for the disk.
        sync "$LEG_DIR" </dev/null >/dev/null 2>&1 &
        return 0
    fi
    look "$PPID" && echo "$PPID $P_START" >"$LEG_DIR/holder" && echo "$EPOCH" >"$LEG_DIR/staged" || return 1
    until said "$LEG_DIR/permit"; do
        [ -d "$LEG_DIR" ] || return 1
        sleep 0.01 2>/dev/null || sleep 1
    done
    [ "$CLAIM" = go ]
}
