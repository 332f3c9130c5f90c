#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-aix.sh: how a workload partition gets from one system to the other. Every operation looks first and acts on what it sees, so that it can be
# done again after it was cut off anywhere. What counts is an exit status and the state read afterwards, never what a command prints.
# A broken partition, or one that another operation is at work on, is left alone.

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
        A | D | P | none) ;;
        *) echo ": that is not known here; see lswpar -L $WPAR" ;;
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
    echo "$EPOCH" | put "$LEG_DIR/defined" || return 1
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
    f_end=$(($(seconds) + ($(plan budget) + 999) / 1000))
    while :; do
        settled_state || return 1
        if [ "$W_STATE" = P ] && [ -e "$IMAGES/manifest" ]; then return 0; fi
        # Paused tells that the checkpoint has ended well, also where nobody was there any more to hear of it.
        if [ "$W_STATE" = P ] && is_of_this_boot frozen && [ ! -e "$LEG_DIR/unsaved" ]; then break; fi
        [ "$W_STATE" = A ] || { say "partition $WPAR is in state $W_STATE and not active$(remedy)"; return 1; }
        need_shared || return $?
        rm -rf "$IMAGES/state"
        mkdir "$IMAGES/state" || return 1
        rm -f "$LEG_DIR/freeze.facts" "$LEG_DIR/unsaved"
        fact begin
        boot | put "$LEG_DIR/frozen" || return 1
        call chkptwpar -p -d "$IMAGES/state" -o "$LEG_DIR/chkptwpar.log" "$WPAR"
        settled_state || return 1
        case $C_STATUS.$W_STATE in
            0.P) break ;;
            0.A | [1-9]*.A) ;;
            *)
                # What was saved is not to be trusted, whatever the state says to who comes next.
                : >"$LEG_DIR/unsaved"
                say "chkptwpar has ended with status $C_STATUS, and partition $WPAR is in state $W_STATE$(remedy)" && return 1
                ;;
        esac
        rm -f "$LEG_DIR/frozen" "$LEG_DIR/freeze.facts"
        [ "$(seconds)" -lt "$f_end" ] && guard_is_held && [ ! -e "$LEG_DIR/settled" ] ||
            { say "the checkpoint of $WPAR was denied until the freeze budget was used up; its last status was $C_STATUS"; return 1; }
        sleep 2
    done
    fact dumped
    drop_addresses || return 1
    write_manifest || return $?
    fact sent
}

# Whether the addresses of a paused partition stay up is not known: they must not be up on both hosts. What is taken off is written down
# before. Every partition lists the host's loopback address, too, which is nobody's own.
drop_addresses() {
    a_list=$(lswpar -d '|' -N "$WPAR" 2>/dev/null) || { say "lswpar does not list the addresses of $WPAR"; return 1; }
    echo "$a_list" | awk -F '[|]' '
        /^#/ { sub(/^#/, ""); for (i = 1; i <= NF; i++) at[$i] = i; next }
        at["interface"] && at["address"] && at["mask_prefix"] { print $at["interface"], $at["address"], $at["mask_prefix"]; next }
        NF { exit 1 }' >"$LEG_DIR/addresses.seen" || { say "lswpar -N shows no columns interface, address and mask_prefix: $a_list"; return 1; }
    while read -r a_device a_address a_mask; do
        case $a_device in lo[0-9]* | '') continue ;; esac
        is_up "$a_address" || [ $? -eq 1 ] || return 1
        is_up "$a_address" || continue
        grep "^$a_device $a_address " "$LEG_DIR/addresses" >/dev/null 2>&1 || echo "$a_device $a_address $a_mask" >>"$LEG_DIR/addresses" || return 1
        case $a_address in
            *:*) call ifconfig "$a_device" inet6 "$a_address" delete ;;
            *) call ifconfig "$a_device" "$a_address" delete ;;
        esac
        if is_up "$a_address"; then say "address $a_address of $WPAR is still up on $a_device: it must not be up on both hosts" && return 1; fi
    done <"$LEG_DIR/addresses.seen"
}

# Whether an address is up here; status 2: that cannot be told.
is_up() {
    a_up=$(netstat -in </dev/null) || { say "netstat -in has failed: whether address $1 is up cannot be told"; return 2; }
    case $a_up in *" $1 "*) return 0 ;; *) return 1 ;; esac
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
    boot | put "$LEG_DIR/frozen" || return 1
    call stopwpar "$WPAR"
    expect 'D none' stopwpar || return 1
    is_stopped
}

# Whether this leg has stopped it in order.
was_stopped() { [ -e "$LEG_DIR/stopped" ] || is_of_this_boot frozen; }

# What it has left in its file systems is its newest state: both hosts have to know.
is_stopped() {
    echo "$EPOCH" | put "$LEG_DIR/stopped" || return 1
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
            [ ! -e "$LEG_DIR/unrestored" ] || { say "partition $WPAR is paused here, but restartwpar has failed: its copy is not to be trusted"; return 1; }
            stage_checked && return 0 || return $? ;;
        D | none) ;;
        *) say "partition $WPAR is in state $W_STATE$(remedy)" && return 1 ;;
    esac
    need_shared || return $?
    [ -s "$IMAGES/manifest" ] || { say "there is no complete image in $IMAGES"; return 1; }
    sizes_are_right || return 1
    fact restoring
    rm -f "$LEG_DIR/given-up" "$LEG_DIR/checked" "$LEG_DIR/unrestored"
    echo "$EPOCH" | put "$LEG_DIR/restoring" || return 1
    echo "$EPOCH" >"$IMAGES/restoring" || return 1
    # What is read to be checked is read by the restart, too: both at the same time.
    begin_check
    call restartwpar -p -d "$IMAGES/state" -o "$LEG_DIR/restartwpar.log" "$WPAR"
    settled_state || return 1
    case $C_STATUS.$W_STATE in
        0.P) stage_checked ;;
        *.D | *.none) rm -f "$IMAGES/restoring" && say "restartwpar has ended with status $C_STATUS: nothing was restored" && return 1 ;;
        *)
            : >"$LEG_DIR/unrestored"
            say "restartwpar has ended with status $C_STATUS, and partition $WPAR is in state $W_STATE$(remedy)" && return 1
            ;;
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
    echo "$EPOCH" | put "$LEG_DIR/staged" || return 1
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
    echo "$EPOCH" | put "$LEG_DIR/restoring" || return 1
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
    echo "$EPOCH" | put "$LEG_DIR/permitted" || return 1
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

# An alias without its mask gets that of its class.
give_addresses() {
    [ -s "$LEG_DIR/addresses" ] || return 0
    while read -r a_device a_address a_mask; do
        is_up "$a_address" && continue
        case $a_address.$a_mask in
            *:*) call ifconfig "$a_device" inet6 "$a_address${a_mask:+/$a_mask}" alias ;;
            *.) call ifconfig "$a_device" "$a_address" alias ;;
            *) call ifconfig "$a_device" "$a_address" netmask "$a_mask" alias ;;
        esac
        is_up "$a_address" || { say "address $a_address of $WPAR cannot be given back to $a_device: $WPAR stays paused. By hand: ifconfig $a_device $a_address netmask $a_mask alias"; return 1; }
    done <"$LEG_DIR/addresses"
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
