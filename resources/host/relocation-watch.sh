#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-host.sh: what a host does about a freeze that nobody ends (docs/adr/0006-hosts-end-a-freeze.md).
#
# The end that freezes a workload watches over the freeze. When that lasts longer than the plan of the leg allows, nobody may
# be there any more who could end it: then this host takes the permit back, and if the copy never ran and never will, the
# original goes on. If it may have run, or nobody can tell, the original stays as it is, and LEG_DIR/reason says why. It
# watches until the leg is cleaned up: whoever continues the original may die before that is done.
#
#   deadline=MILLISECONDS   of the plan: how long the freeze may last; from the moment that the dump began

# Starts the watch. A freeze that nobody watches over does not begin.
begin_watch() {
    w_limit=$(plan deadline)
    [ -n "$w_limit" ] || return 0
    is_number "$w_limit" || { say "'$w_limit' is no deadline: nobody can watch over the freeze"; return 1; }
    (cmd_start "$LEG" watch) </dev/null >/dev/null 2>&1
    (OP=watch && op_load && [ "$O_STATE" = running ]) || { say "the watch over the freeze does not begin"; return 1; }
}

op_watch() {
    w_limit=$(plan deadline)
    NAP=1
    until freeze_is_over_time; do
        freeze_may_last || return 0
        nap
    done
    # A target that does not answer is asked again, ever less often.
    until freeze_settled; do
        nap
        [ $NAP -ge 16 ] || NAP=$((NAP * 2))
    done
}

# Whether there is a freeze, or may be one: an operation that ended before it began one has none.
freeze_may_last() {
    freeze_began && return 0
    (OP=freeze && op_load && case $O_STATE in done | lost) return 1 ;; esac)
}

# Sets W_BEGAN to the time, in milliseconds since boot.
freeze_began() {
    W_BEGAN=
    while IFS='=' read -r w_key w_value; do
        if [ "$w_key" = begin ]; then W_BEGAN=$w_value; fi
    done <"$LEG_DIR/freeze.facts"
    is_number "$W_BEGAN"
} 2>/dev/null

freeze_is_over_time() {
    freeze_began || return 1
    ticks
    [ "${T_NOW}0" -ge $((W_BEGAN + w_limit)) ]
}

# Succeeds when there is nothing more to be done here.
freeze_settled() {
    guard_is_held || return 0 # somebody with a newer epoch decides, or the run is over
    if runs_again; then reason "it runs here again: the freeze was given up" && return 0; fi
    case $(permit_of_copy) in
        go) reason "its copy may run on the target: this one is held until run $RUN is settled" && return 0 ;;
        void) ;;
        *) reason "held: whether its copy runs on the target cannot be told, since that does not answer" && return 1 ;;
    esac
    if continue_original; then
        reason "continued by its host: the freeze had lasted longer than $w_limit ms, and the copy never ran"
    else
        reason "held: it cannot be continued here: $(tail -n 1 "$LEG_DIR/watch.out")"
        return 1
    fi
}

# Whether the original goes on, and nothing is at work that would freeze it.
runs_again() {
    (OP=freeze && op_load && case $O_STATE in done | lost) ;; *) return 1 ;; esac) && dumper_gone || return 1
    if is_container; then runs_here; else count_list "$LEG_DIR/tree" && [ "$S_STATE" = running ]; fi
}

reason() {
    echo "$*" | lay "$LEG_DIR/reason"
}

# Prints "void" when the copy never ran and never will, "go" when it may, nothing when that cannot be told. What was not
# handed over is no copy.
permit_of_copy() {
    if has_line "$LEG_DIR/freeze.reply" resumed; then echo go && return 0; fi
    if resumes_at_once && not_handed_over; then echo void && return 0; fi
    [ -e "$LEG_DIR/ssh.conf" ] || return 0
    ssh -F "$LEG_DIR/ssh.conf" relocation-target settle </dev/null 2>>"$LEG_DIR/watch.out" | sed -n 's/^permit=\(go\|void\)$/\1/p'
}

continue_original() {
    if ! is_container; then (cmd_thaw "$LEG") && return 0 || return 1; fi
    case $(cmd_container_thaw "$LEG") in
        *container=running*) return 0 ;;
        *container=held*) ;;
        *) return 1 ;;
    esac
    w_unit=$(plan unit)
    if [ -n "$w_unit" ]; then (cmd_unit_arrive "$LEG" "$w_unit") || return 1; fi
    (cmd_start "$LEG" thaw) >/dev/null
    OP=thaw
    await 300000 op_ended || { say "continuing it from its image takes longer than 300 s"; return 1; }
    [ "$O_STATE.$O_STATUS" = done.0 ]
}
