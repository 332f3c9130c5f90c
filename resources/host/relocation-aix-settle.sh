#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-aix.sh: giving up, restore points, who would start a partition, and the watch over a freeze.

# ---- giving up ----

# Destroys what is of this leg here, and proves it gone. File systems are never removed: they are the other host's now.
op_discard() {
    if [ "$ROLE" = to ]; then
        # On the way back, and before anything was restored, it is the stale original that makes room for the copy.
        if [ -e "$LEG_DIR/restoring" ] || ! is_back; then must_decide void || return $?; fi
        [ -e "$LEG_DIR/restoring" ] || [ -e "$LEG_DIR/defined" ] || is_back || return 0
        is_back || nothing_foreign || return 1
    fi
    make_room || return $?
    if [ "$ROLE" = from ] || [ -e "$LEG_DIR/defined" ]; then forget; fi
}

# Whether what is active or paused here is this leg's copy: somebody may have made one by hand meanwhile.
nothing_foreign() {
    await 120000 others_ended || { say "an operation of leg $LEG is still at work"; return 1; }
    settled_state || return 1
    case $W_STATE in A | P) ;; *) return 0 ;; esac
    [ ! -e "$LEG_DIR/restoring" ] || [ -e "$LEG_DIR/given-up" ] || return 0
    say "partition $WPAR is in state $W_STATE, and leg $LEG has restored nothing here: nothing is done about it. Find out who has made it; stopwpar $WPAR, then rmwpar -p $WPAR, removes it and keeps its file systems"
    return 1
}

# Destroys what of this attempt is here, whatever it is; a definition stays.
make_room() {
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
    need_shared || return $?
    rm -rf "$IMAGES/point" "$IMAGES/point.sums" "$IMAGES/point.complete"
    mkdir "$IMAGES/point" || return 1
    fact begin
    call chkptwpar -d "$IMAGES/point" -o "$LEG_DIR/chkptwpar.log" "$WPAR"
    fact end
    expect A chkptwpar || return 1
    [ "$C_STATUS" -eq 0 ] || { say "chkptwpar has ended with status $C_STATUS"; return 1; }
    # It runs again: this takes nobody's time.
    write_sums "$IMAGES/point" "$IMAGES/point.sums" && sizes "$IMAGES/point" | put "$IMAGES/point.complete"
}

point_is_right() {
    [ "$(sizes "$IMAGES/point")" = "$(cat "$IMAGES/point.complete")" ] || return 1
    has_sums || return 0
    sums "$IMAGES/point" | cmp -s - "$IMAGES/point.sums"
}

# Continues from it: what ran since is lost, which somebody has accepted.
op_return_to_point() {
    need_shared || return $?
    [ -s "$IMAGES/point.complete" ] || { say "there is no complete restore point of $WPAR"; return 1; }
    settled_state || return 1
    if [ "$W_STATE" = A ] && [ -e "$LEG_DIR/pointed" ]; then return 0; fi
    point_is_right || { say "the restore point of $WPAR is damaged"; return 1; }
    case $W_STATE in
        A) say "partition $WPAR runs" && return 1 ;;
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
    rm -rf "$IMAGES/point" "$IMAGES/point.sums" "$IMAGES/point.complete"
}

# ---- who would start it ----

# Prints yes or no; fails where that cannot be told, which is never taken for no.
auto_now() {
    u_auto=$(lswpar -q -c -a auto "$WPAR" 2>/dev/null)
    case $u_auto in
        yes | no) echo "$u_auto" ;;
        *) say "lswpar does not tell whether partition $WPAR starts with its host (Auto): '$u_auto'; see lswpar -G $WPAR" && return 1 ;;
    esac
}

# hold LEG: AIX does not start the partition here when it starts itself. Prints how it was before.
cmd_hold() {
    need_guard
    need_leg "$1"
    wpar_state || die "lswpar does not tell the state of $WPAR"
    if [ ! -e "$LEG_DIR/auto" ]; then
        # AIX starts system partitions only.
        h_auto=no
        if is_system; then h_auto=$(auto_now) || exit 1; fi
        echo "auto=$h_auto" | put "$LEG_DIR/auto" || exit 1
    fi
    if [ "$W_STATE" != none ] && is_system; then set_auto no || exit 1; fi
    cat "$LEG_DIR/auto"
}

# set_auto yes|no: whether AIX starts the partition when it starts itself.
set_auto() {
    h_now=$(auto_now) || return 1
    [ "$h_now" != "$1" ] || return 0
    case $1 in
        yes) chwpar -A "$WPAR" >/dev/null ;;
        *) chwpar -K -A "$WPAR" >/dev/null ;;
    esac || { say "changing Auto of $WPAR to $1 (chwpar -A, chwpar -K -A) failed with status $?"; return 1; }
    h_now=$(auto_now) || return 1
    [ "$h_now" = "$1" ] || { say "partition $WPAR still says Auto: $h_now, and not $1"; return 1; }
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
    set_auto "$h_auto" || exit 1
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
    is_number "$w_began" || return 1
    w_lasts=$(($(seconds) - $(seconds "$w_began")))
    # A clock that has gone back so far is that of a host that was started anew.
    [ $w_lasts -lt -60 ] || [ $w_lasts -ge $(((w_limit + 999) / 1000)) ]
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

# What is decided does not depend on whether there is room to write it down.
reason() { echo "$*" >"$LEG_DIR/reason" || :; }
