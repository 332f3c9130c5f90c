#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-aix.sh: how a workload partition gets from one system to the other. Every operation looks first and acts on what it sees, so that it can be
# done again after it was cut off anywhere. What counts is an exit status and the state read afterwards, never what a command prints.
# A broken partition, or one that another operation is at work on, is left alone.

# Sets W_STATE to the letter that lswpar shows; "none": there is no such partition. Fails where that cannot be told.
wpar_state() {
    w_said=$(lswpar -q -c -a state "$WPAR" 2>/dev/null)
    if [ $? -eq 0 ] && [ -n "$w_said" ]; then
        W_STATE=${w_said%%:*}
        return 0
    fi
    W_STATE='?'
    w_said=$(lswpar -q -c -a name 2>&1) || [ -z "$w_said" ] || return 1
    case "$LF$w_said$LF" in *"$LF$WPAR$LF"*) return 1 ;; esac
    W_STATE=none
}

# The state, when no operation of AIX is under way any more; waits for up to two minutes.
settled_state() {
    await 120000 is_settled
    [ "$W_STATE" != '?' ] || { say "lswpar does not tell the state of $WPAR"; return 1; }
}

is_settled() { wpar_state && case $W_STATE in T | F | L | M) return 1 ;; esac; }

# expect STATE WHAT: fails unless the partition is in that state now. A partition that stops being there is "none".
expect() {
    settled_state || return 1
    case " $1 " in *" $W_STATE "*) return 0 ;; esac
    say "$2 has ended with status ${C_STATUS:-?}, but partition $WPAR is in state $W_STATE$(remedy)"
    return 1
}

# What a person can do about a state that is left alone here.
remedy() {
    case $W_STATE in
        B) echo ": it is broken; nothing is done about that here. What would clear it: stopwpar -F $WPAR; rmwpar -F -p $WPAR" ;;
        T | F | L | M) echo ": an operation of AIX is at work on it; see lswpar -L $WPAR" ;;
    esac
}

# call COMMAND...: its output is kept for messages. Sets C_STATUS.
call() {
    echo "+ $*"
    "$@" </dev/null
    C_STATUS=$?
    return $C_STATUS
}

is_system() { [ "$KIND" = system ]; }
is_live() { [ "$MODE" = live ]; }
is_back() { case $LEG in *.back) return 0 ;; *) return 1 ;; esac; }

# ---- specification ----

# spec LEG: writes the definition of the partition where both hosts see it.
cmd_spec() {
    need_guard
    need_leg "$1"
    if is_system; then
        mkwpar -w -o "$IMAGES/spec.new" -e "$WPAR" >/dev/null || die "mkwpar -w -e $WPAR failed with status $?"
    else
        wparexec -w -o "$IMAGES/spec.new" -e "$WPAR" >/dev/null || die "wparexec -w -e $WPAR failed with status $?"
    fi
    [ -s "$IMAGES/spec.new" ] || die "the specification of $WPAR is empty"
    mv -f "$IMAGES/spec.new" "$IMAGES/spec" || die "cannot write $IMAGES/spec"
}

# Defines the partition here, without touching its file systems. An application partition is made when it is restarted.
op_define() {
    is_system || return 0
    settled_state || return 1
    case $W_STATE in
        none) ;;
        D) [ -e "$LEG_DIR/defined" ] || is_back || { say "a partition $WPAR is defined here already"; return 1; }
            return 0 ;;
        # On the way back the stale original is still here.
        P | A) is_back || { say "a partition $WPAR is here already, in state $W_STATE"; return 1; }
            return 0 ;;
        *) say "partition $WPAR is in state $W_STATE$(remedy)" && return 1 ;;
    esac
    echo "$EPOCH" | put "$LEG_DIR/defined"
    call mkwpar -p -f "$IMAGES/spec"
    expect D mkwpar
}

# ---- freezing ----

op_freeze() {
    [ ! -e "$LEG_DIR/settled" ] || { say "leg $LEG is settled: nothing is frozen for it any more"; return 1; }
    begin_watch || return 1
    if is_live; then freeze_live; else freeze_static; fi
}

# A checkpoint may be denied for a while, by a kernel extension for example: it is tried again as long as the owner's budget lasts.
freeze_live() {
    f_end=$(($(now) + $(plan budget)))
    while :; do
        settled_state || return 1
        if [ "$W_STATE" = P ] && [ -e "$IMAGES/manifest" ]; then return 0; fi
        # Paused tells that the checkpoint has ended well, also where nobody was there any more to hear of it.
        if [ "$W_STATE" = P ] && is_of_this_boot frozen; then break; fi
        [ "$W_STATE" = A ] || { say "partition $WPAR is in state $W_STATE and not active$(remedy)"; return 1; }
        need_shared || return $?
        rm -rf "$IMAGES/state"
        mkdir "$IMAGES/state" || return 1
        rm -f "$LEG_DIR/freeze.facts"
        fact begin
        boot | put "$LEG_DIR/frozen"
        call chkptwpar -p -d "$IMAGES/state" -o "$LEG_DIR/chkptwpar.log" "$WPAR"
        settled_state || return 1
        case $C_STATUS.$W_STATE in
            0.P) break ;;
            0.A | [1-9]*.A) ;;
            *) say "chkptwpar has ended with status $C_STATUS, and partition $WPAR is in state $W_STATE$(remedy)" && return 1 ;;
        esac
        rm -f "$LEG_DIR/frozen" "$LEG_DIR/freeze.facts"
        [ "$(now)" -lt "$f_end" ] && guard_is_held && [ ! -e "$LEG_DIR/settled" ] ||
            { say "the checkpoint of $WPAR was denied until the freeze budget was used up; its last status was $C_STATUS"; return 1; }
        sleep 2
    done
    fact dumped
    drop_addresses
    write_manifest || return $?
    fact sent
}

# Whether the addresses of a paused partition stay up is not known: they must not be up on both hosts.
drop_addresses() {
    lswpar -q -c -N -a interface,address "$WPAR" 2>/dev/null | while IFS=: read -r a_device a_address; do
        case $(netstat -in) in
            *" $a_address "*) call ifconfig "$a_device" "$a_address" delete && echo "$a_device $a_address" >>"$LEG_DIR/addresses" ;;
        esac
    done
}

freeze_static() {
    settled_state || return 1
    case $W_STATE in
        A) ;;
        D | none)
            # A power cut is no orderly end.
            if was_stopped; then is_stopped && return 0 || return $?; fi
            say "partition $WPAR does not run here" && return 1
            ;;
        *) say "partition $WPAR is in state $W_STATE and not active$(remedy)" && return 1 ;;
    esac
    fact begin
    boot | put "$LEG_DIR/frozen"
    call stopwpar "$WPAR"
    expect 'D none' stopwpar || return 1
    is_stopped
}

# Whether this leg has stopped it in order.
was_stopped() { [ -e "$LEG_DIR/stopped" ] || is_of_this_boot frozen; }

# What it has left in its file systems is its newest state: both hosts have to know.
is_stopped() {
    echo "$EPOCH" | put "$LEG_DIR/stopped"
    need_shared && echo "$EPOCH" >"$IMAGES/stopped" || return $SILENT
    fact dumped
    fact sent
}

# ---- restoring: what is restored does not run before its permit was claimed ----

op_restore() {
    if is_live; then restore_live; else restore_static; fi
}

restore_live() {
    op_define || return 1
    settled_state || return 1
    case $W_STATE in
        P) [ -e "$LEG_DIR/restoring" ] || { say "partition $WPAR is paused here, and not by this leg"; return 1; }
            stage_checked && return 0 || return $? ;;
        D | none) ;;
        *) say "partition $WPAR is in state $W_STATE$(remedy)" && return 1 ;;
    esac
    need_shared || return $?
    [ -s "$IMAGES/manifest" ] || { say "there is no complete image in $IMAGES"; return 1; }
    sizes_are_right || return 1
    fact restoring
    rm -f "$LEG_DIR/given-up" "$LEG_DIR/checked"
    echo "$EPOCH" | put "$LEG_DIR/restoring"
    echo "$EPOCH" >"$IMAGES/restoring" || return 1
    # What is read to be checked is read by the restart, too: both at the same time.
    begin_check
    call restartwpar -p -d "$IMAGES/state" -o "$LEG_DIR/restartwpar.log" "$WPAR"
    settled_state || return 1
    case $C_STATUS.$W_STATE in
        0.P) stage_checked ;;
        *.D | *.none) rm -f "$IMAGES/restoring" && say "restartwpar has ended with status $C_STATUS: nothing was restored" && return 1 ;;
        *) say "restartwpar has ended with status $C_STATUS, and partition $WPAR is in state $W_STATE$(remedy)" && return 1 ;;
    esac
}

# A copy of an image that is not right is not even held.
stage_checked() {
    if image_is_right; then stage && return 0 || return $?; fi
    call killwpar "$WPAR"
    expect 'D none' killwpar && rm -f "$IMAGES/restoring"
    return 1
}

stage() {
    need_shared || return $?
    echo "$EPOCH" | put "$LEG_DIR/staged"
    echo "$EPOCH" >"$IMAGES/staged" || return $SILENT
    # Not "staged": who asks would take the operation for one that goes on until the permit comes.
    fact held
}

# What a stopped partition needs is its definition; nothing of it runs.
restore_static() {
    op_define || return 1
    settled_state || return 1
    case $W_STATE.$KIND in
        D.system | none.application) ;;
        *) say "partition $WPAR is in state $W_STATE$(remedy)" && return 1 ;;
    esac
    rm -f "$LEG_DIR/given-up"
    echo "$EPOCH" | put "$LEG_DIR/restoring"
    stage
}

# The permit lies where both hosts see it: whoever claims it first has decided.
op_resume() {
    settled_state || return 1
    if [ "$W_STATE" = A ] && [ -e "$LEG_DIR/permitted" ]; then rm -f "$LEG_DIR/staged" && return 0; fi
    [ -e "$LEG_DIR/staged" ] || { say "nothing is staged here"; return 1; }
    # A permit that could not be used is not even claimed.
    case $MODE.$W_STATE in
        live.P | static.D | static.none) ;;
        *) say "partition $WPAR is in state $W_STATE: what was staged here is gone$(remedy)" && return 1 ;;
    esac
    rm -f "$LEG_DIR/refused"
    must_decide go || return $?
    [ "$CLAIM" = go ] || { say "the permit of $WPAR is not to be had: $CLAIM"; return 1; }
    echo "$EPOCH" | put "$LEG_DIR/permitted"
    r_was=$W_STATE C_STATUS=0
    if ! run_here; then
        # AIX said no, and nothing has changed: nobody has seen it run.
        if [ "$C_STATUS" -ne 0 ] && settled_state && [ "$W_STATE" = "$r_was" ]; then echo "$W_STATE" | put "$LEG_DIR/refused"; fi
        return 1
    fi
    rm -f "$LEG_DIR/staged"
    fact resumed
}

# Makes what is here run, as it stands.
run_here() {
    case $W_STATE.$MODE.$KIND in
        A.*) return 0 ;;
        P.live.*) give_addresses && call resumewpar "$WPAR" && expect A resumewpar ;;
        D.static.system) call startwpar "$WPAR" && expect A startwpar ;;
        none.static.application) execute ;;
        *) say "partition $WPAR is in state $W_STATE$(remedy)" && return 1 ;;
    esac
}

give_addresses() {
    [ -s "$LEG_DIR/addresses" ] || return 0
    while read -r a_device a_address; do call ifconfig "$a_device" "$a_address" alias; done <"$LEG_DIR/addresses"
    rm -f "$LEG_DIR/addresses"
}

# wparexec may go on as long as the application does.
execute() {
    echo "+ wparexec -f $IMAGES/spec"
    nohup wparexec -f "$IMAGES/spec" </dev/null >"$LEG_DIR/wparexec.out" 2>&1 &
    # How it ends tells nothing: its application may have run.
    C_STATUS=0
    await 120000 has_begun
    expect A wparexec
}

has_begun() { wpar_state && [ "$W_STATE" = A ]; }

# ---- the held source ----

op_thaw() {
    # The engine has proven that no copy runs: none may begin to.
    must_decide void || return $?
    continue_original
}

continue_original() {
    settled_state || return 1
    case $W_STATE.$MODE in
        A.* | P.live) ;;
        D.static | none.static) was_stopped || { say "$WPAR was not stopped by this leg: it ended with its host"; return 1; } ;;
        D.live | none.live) restage_original || return 1 ;;
        *) say "partition $WPAR is in state $W_STATE$(remedy)" && return 1 ;;
    esac
    # From now on it may run, and its image is older than what its users have done.
    need_shared && rm -f "$IMAGES/manifest" "$IMAGES/stopped" || return $SILENT
    run_here || return 1
    : >"$LEG_DIR/settled"
    rm -f "$LEG_DIR/frozen" "$LEG_DIR/stopped"
}

# The host was started again meanwhile: the original is its image.
restage_original() {
    need_shared || return $?
    [ -s "$IMAGES/manifest" ] && sizes_are_right && image_is_right || { say "$WPAR does not run and there is no complete image of it"; return 1; }
    call restartwpar -p -d "$IMAGES/state" -o "$LEG_DIR/restartwpar.log" "$WPAR"
    expect P restartwpar
}
