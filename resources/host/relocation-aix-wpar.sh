#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-aix.sh: what is done to a workload partition. Every operation looks first and acts on what it sees, so that it can be
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
    begin_watch || return 1
    if is_live; then freeze_live; else freeze_static; fi
}

# A checkpoint may be denied for a while, by a kernel extension for example: it is tried again as long as the owner's budget lasts.
freeze_live() {
    f_end=$(($(now) + $(plan budget)))
    while :; do
        settled_state || return 1
        if [ "$W_STATE" = P ] && [ -e "$IMAGES/manifest" ]; then return 0; fi
        [ "$W_STATE" = A ] || { say "partition $WPAR is in state $W_STATE and not active$(remedy)"; return 1; }
        rm -rf "$IMAGES/state"
        mkdir "$IMAGES/state" || return 1
        rm -f "$LEG_DIR/freeze.facts"
        fact begin
        : >"$LEG_DIR/frozen"
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
    manifest | put "$IMAGES/manifest" || return 1
    drop_addresses
    fact sent
}

# Whether the addresses of a paused partition stay up is not known: they must not be up on both hosts. Every partition lists
# the host's loopback address, too, which is nobody's own.
drop_addresses() {
    lswpar -q -c -N -a interface,address "$WPAR" 2>/dev/null | while IFS=: read -r a_device a_address; do
        case $a_device.$(netstat -in) in
            lo[0-9]*) ;;
            *" $a_address "*) call ifconfig "$a_device" "$a_address" delete && echo "$a_device $a_address" >>"$LEG_DIR/addresses" ;;
        esac
    done
}

# Sizes and names of the state files: chkptwpar writes them itself, and reading them once more would take part of the freeze.
manifest() {
    (cd "$IMAGES/state" && find . -type f -exec ls -ln {} \; | awk '{print $5, $NF}' | sort)
}

freeze_static() {
    settled_state || return 1
    case $W_STATE in
        A) ;;
        D | none) [ -e "$LEG_DIR/frozen" ] || { say "partition $WPAR does not run here"; return 1; }
            fact sent && : >"$LEG_DIR/stopped" && return 0 ;;
        *) say "partition $WPAR is in state $W_STATE and not active$(remedy)" && return 1 ;;
    esac
    fact begin
    echo "$EPOCH" | put "$LEG_DIR/frozen"
    call stopwpar "$WPAR"
    expect 'D none' stopwpar || return 1
    echo "$EPOCH" | put "$LEG_DIR/stopped"
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
            stage && return 0 ;;
        D | none) ;;
        *) say "partition $WPAR is in state $W_STATE$(remedy)" && return 1 ;;
    esac
    [ -s "$IMAGES/manifest" ] || { say "there is no complete image in $IMAGES"; return 1; }
    [ "$(manifest)" = "$(cat "$IMAGES/manifest")" ] || { say "the files in $IMAGES/state are not those of its manifest"; return 1; }
    fact restoring
    rm -f "$LEG_DIR/given-up"
    echo "$EPOCH" | put "$LEG_DIR/restoring"
    echo "$EPOCH" >"$IMAGES/restoring" || return 1
    call restartwpar -p -d "$IMAGES/state" -o "$LEG_DIR/restartwpar.log" "$WPAR"
    settled_state || return 1
    case $C_STATUS.$W_STATE in
        0.P) stage ;;
        *.D | *.none) rm -f "$IMAGES/restoring" && say "restartwpar has ended with status $C_STATUS: nothing was restored" && return 1 ;;
        *) say "restartwpar has ended with status $C_STATUS, and partition $WPAR is in state $W_STATE$(remedy)" && return 1 ;;
    esac
}

stage() {
    echo "$EPOCH" | put "$LEG_DIR/staged"
    echo "$EPOCH" >"$IMAGES/staged"
    fact staged
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
    claim "$IMAGES/permit" "go $EPOCH" || { say "the permit of $WPAR is not to be had: ${CLAIM:-the shared directory does not answer}"; return 1; }
    echo "$EPOCH" | put "$LEG_DIR/permitted"
    run_here || return 1
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
    C_STATUS=running
    await 120000 has_begun
    expect A wparexec
}

has_begun() { wpar_state && [ "$W_STATE" = A ]; }

# ---- the held source ----

op_thaw() {
    # The engine has proven that no copy runs: none may begin to.
    claim "$IMAGES/permit" "void $EPOCH"
    continue_original
}

continue_original() {
    settled_state || return 1
    case $W_STATE.$MODE in
        A.* | P.live | D.static | none.static) ;;
        D.live | none.live) restage_original || return 1 ;;
        *) say "partition $WPAR is in state $W_STATE$(remedy)" && return 1 ;;
    esac
    # From now on it may run, and its image is older than what its users have done.
    rm -f "$IMAGES/manifest"
    run_here || return 1
    : >"$LEG_DIR/settled"
    rm -f "$LEG_DIR/frozen" "$LEG_DIR/stopped"
}

# The host was started again meanwhile: the original is its image.
restage_original() {
    [ -s "$IMAGES/manifest" ] && [ "$(manifest)" = "$(cat "$IMAGES/manifest")" ] || { say "$WPAR does not run and there is no complete image of it"; return 1; }
    call restartwpar -p -d "$IMAGES/state" -o "$LEG_DIR/restartwpar.log" "$WPAR"
    expect P restartwpar
}

# ---- giving up ----

# Destroys what is of this leg here, and proves it gone. File systems are never removed: they are the other host's now.
op_discard() {
    if [ "$ROLE" = to ]; then
        # On the way back, and before anything was restored, it is the stale original that makes room for the copy.
        if [ -e "$LEG_DIR/restoring" ] || ! is_back; then claim "$IMAGES/permit" "void $EPOCH"; fi
        [ -e "$LEG_DIR/restoring" ] || [ -e "$LEG_DIR/defined" ] || is_back || return 0
    fi
    await 120000 others_ended || { say "an operation of leg $LEG is still at work"; return 1; }
    settled_state || return 1
    case $W_STATE in
        none | D) ;;
        P) call killwpar "$WPAR" && expect 'D none' killwpar || return 1 ;;
        A) call stopwpar -F "$WPAR" && expect 'D none' stopwpar || return 1 ;;
        *) say "partition $WPAR is in state $W_STATE$(remedy)" && return 1 ;;
    esac
    : >"$LEG_DIR/settled"
    for i_leg in $(legs_here); do
        rm -f "$STATE/legs/$i_leg/frozen" "$STATE/legs/$i_leg/stopped" "$STATE/legs/$i_leg/staged"
        : >"$STATE/legs/$i_leg/given-up"
    done
    if [ "$ROLE" = from ] || [ -e "$LEG_DIR/defined" ]; then forget; fi
}

# On the way back the definition that the customer made stays.
forget() {
    if [ "$ROLE" = to ] && is_back; then return 0; fi
    wpar_state || return 1
    case $W_STATE in
        none) ;;
        D) call rmwpar -p "$WPAR" && expect none rmwpar || return 1 ;;
        *) say "partition $WPAR is in state $W_STATE$(remedy)" && return 1 ;;
    esac
    rm -f "$LEG_DIR/defined"
}

others_ended() {
    for x_op in define freeze restore resume thaw point return-to-point; do
        (OP=$x_op && op_load && case $O_STATE in starting | running) return 1 ;; esac) || return 1
    done
}

# ---- restore points ----

op_point() {
    settled_state || return 1
    [ "$W_STATE" = A ] || { say "partition $WPAR is in state $W_STATE and not active$(remedy)"; return 1; }
    rm -rf "$IMAGES/point"
    mkdir "$IMAGES/point" || return 1
    fact begin
    call chkptwpar -d "$IMAGES/point" -o "$LEG_DIR/chkptwpar.log" "$WPAR"
    fact end
    expect A chkptwpar || return 1
    [ "$C_STATUS" -eq 0 ] || { say "chkptwpar has ended with status $C_STATUS"; return 1; }
    echo "$EPOCH" | put "$IMAGES/point.complete"
}

# Continues from it: what ran since is lost, which somebody has accepted.
op_return_to_point() {
    [ -e "$IMAGES/point.complete" ] || { say "there is no complete restore point of $WPAR"; return 1; }
    settled_state || return 1
    case $W_STATE in
        A) [ -e "$LEG_DIR/pointed" ] && return 0
            say "partition $WPAR runs" && return 1 ;;
        P) call killwpar "$WPAR" && expect 'D none' killwpar || return 1 ;;
        D | none) ;;
        *) say "partition $WPAR is in state $W_STATE$(remedy)" && return 1 ;;
    esac
    : >"$LEG_DIR/settled"
    : >"$LEG_DIR/pointed"
    call restartwpar -d "$IMAGES/point" -o "$LEG_DIR/restartwpar.log" "$WPAR"
    expect A restartwpar || return 1
    rm -f "$LEG_DIR/frozen" "$LEG_DIR/stopped"
}

# point-remove LEG
cmd_point_remove() {
    need_guard
    use_leg "$1"
    [ -e "$LEG_DIR/images" ] || return 0
    need_leg "$1"
    rm -rf "$IMAGES/point" "$IMAGES/point.complete"
}

# ---- who would start it ----

auto_now() { lswpar -q -c -a auto "$WPAR" 2>/dev/null; }

# hold LEG: AIX does not start the partition here when it starts itself. Prints how it was before.
cmd_hold() {
    need_guard
    need_leg "$1"
    if [ ! -e "$LEG_DIR/auto" ]; then echo "auto=$(auto_now)" | put "$LEG_DIR/auto"; fi
    if [ "$(auto_now)" = yes ]; then
        chwpar -K -A "$WPAR" >/dev/null || die "chwpar -K -A $WPAR failed with status $?"
        [ "$(auto_now)" = no ] || die "partition $WPAR still says Auto: $(auto_now)"
    fi
    cat "$LEG_DIR/auto"
}

# adopt LEG yes|no|before: whether AIX starts it here from now on; as it was before the hold. What was to start when the host was started
# meanwhile, and was held, starts now. A partition that is not here needs nothing.
cmd_adopt() {
    need_guard
    use_leg "$1"
    [ -e "$LEG_DIR/images" ] || return 0
    need_leg "$1"
    wpar_state || die "lswpar does not tell the state of $WPAR"
    h_auto=$2
    if [ "$h_auto" = before ]; then h_auto=$(sed -n 's/^auto=//p' "$LEG_DIR/auto" 2>/dev/null); fi
    [ "$W_STATE" != none ] && is_system && [ -n "$h_auto" ] || return 0
    if [ "$(auto_now)" != "$h_auto" ]; then
        case $h_auto in
            yes) chwpar -A "$WPAR" >/dev/null || die "chwpar -A $WPAR failed with status $?" ;;
            *) chwpar -K -A "$WPAR" >/dev/null || die "chwpar -K -A $WPAR failed with status $?" ;;
        esac
        [ "$(auto_now)" = "$h_auto" ] || die "partition $WPAR still says Auto: $(auto_now)"
    fi
    if [ "$h_auto.$W_STATE" = yes.D ] && rebooted; then startwpar "$WPAR" >/dev/null || die "startwpar $WPAR failed with status $?"; fi
}

# ---- a freeze that nobody ends (docs/adr/0006-hosts-end-a-freeze.md) ----

begin_watch() {
    is_number "$(plan deadline)" || return 0
    (cmd_start "$LEG" watch) </dev/null >/dev/null 2>&1
    (OP=watch && op_load && case $O_STATE in running | done) ;; *) return 1 ;; esac) || { say "the watch over the freeze does not begin"; return 1; }
}

op_watch() {
    w_limit=$(plan deadline)
    until freeze_is_over_time; do
        [ ! -e "$LEG_DIR/settled" ] || return 0
        [ -e "$LEG_DIR/images" ] || return 0
        (OP=freeze && op_load && case $O_STATE.$O_STATUS in done.0 | starting.* | running.*) ;; *) return 1 ;; esac) || [ -e "$LEG_DIR/frozen" ] || return 0
        sleep 1
    done
    w_nap=1
    until freeze_is_settled; do
        sleep $w_nap
        [ $w_nap -ge 16 ] || w_nap=$((w_nap * 2))
    done
}

freeze_is_over_time() {
    w_began=$(sed -n 's/^begin=//p' "$LEG_DIR/freeze.facts" 2>/dev/null)
    is_number "$w_began" && [ "$(now)" -ge $((w_began + w_limit)) ]
}

# Succeeds when there is nothing more to be done here. The target that is at work on a restart is waited for.
freeze_is_settled() {
    [ ! -e "$LEG_DIR/settled" ] && [ -e "$LEG_DIR/images" ] && guard_is_held || return 0
    if claim "$IMAGES/permit" "void $EPOCH"; then
        if [ -e "$IMAGES/restoring" ] && [ ! -e "$IMAGES/staged" ]; then
            reason "held: the target is at work on a restart, and has not said what came of it" && return 1
        fi
        if (continue_original); then
            reason "continued by its host: the freeze had lasted longer than $w_limit ms, and the copy never ran" && return 0
        fi
        reason "held: it cannot be continued here: $(tail -n 1 "$LEG_DIR/watch.out")" && return 1
    fi
    case $CLAIM in
        go) reason "its copy may run on the target: this one is held until run $RUN is settled" && return 0 ;;
        *) reason "held: whether its copy runs on the target cannot be told, since the shared directory does not answer" && return 1 ;;
    esac
}

reason() { echo "$*" >"$LEG_DIR/reason"; }
