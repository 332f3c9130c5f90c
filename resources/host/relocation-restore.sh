#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-host.sh: restores from images and restore points, and holds the copy until it may run.

# ---- restoring ----

# What is needed of the plan as soon as the image is there.
read_plan() {
    c_unit=$(plan unit)
    c_options=$(plan criu)
    rm -f "$IMAGES/root.pid"
}

# criu_restore DIRECTORY: ends when the copy runs or was given up; CRIU calls act.sh in between.
criu_restore() {
    set -- -D "$1" -d --manage-cgroups=ignore --ext-unix-sk -v4 -o "$IMAGES/restore.log" --action-script "$LEG_DIR/act.sh" \
        --pidfile "$IMAGES/root.pid"
    for c_option in $c_options; do set -- "$@" "$c_option"; done
    while read -r c_fd c_inode; do set -- "$@" --inherit-fd "fd[$c_fd]:socket:[$c_inode]"; done <"$IMG/relocation.journal"
    CRIU_CONFIG_FILE=$LEG_DIR/criu.conf criu restore --no-default-config "$@"
}

op_restore() {
    read_plan
    if [ "$(plan restore)" = at-once ] && ! was_revoked; then await_image; fi
    may_restore || return 1
    echo "$IMG" >"$LEG_DIR/from"
    restore_from
}

# Sleeps until the image is there, at most an hour. A pipe wakes at once and costs nothing meanwhile.
await_image() {
    rm -f "$LEG_DIR/wake" "$LEG_DIR/waiting"
    mkfifo "$LEG_DIR/wake" || die "cannot make $LEG_DIR/wake"
    sleep 3600 >"$LEG_DIR/wake" 2>/dev/null &
    c_timer=$!
    exec 6<"$LEG_DIR/wake"
    : >"$LEG_DIR/waiting"
    if [ ! -e "$LEG_DIR/complete" ]; then read -r _ <&6; fi
    exec 6<&-
    kill "$c_timer" 2>/dev/null
}

# Wakes whoever waits for the image; fails if nobody does. Opened for both, a pipe that nobody reads any more is no trap.
wake_restore() { [ -e "$LEG_DIR/waiting" ] && echo complete 1<>"$LEG_DIR/wake"; }

# Has somebody wait for the image, so that nothing has to be started while nobody runs the workload.
stand_by() {
    [ "$(plan restore)" = at-once ] || return 0
    (cmd_start "$LEG" restore) </dev/null >/dev/null 2>&1
    OP=restore
    await 5000 stands_by || say "nobody waits for the image: $O_STATE"
}

stands_by() { [ -e "$LEG_DIR/waiting" ] || restore_done; }

may_restore() {
    ! was_revoked || { say "the permit was taken back: nothing is restored"; return 1; }
    [ -e "$LEG_DIR/complete" ] || { say "the images are not complete: nothing is restored from them"; return 1; }
}

# A unit's process is restored by its own unit, so that systemd looks after it as if it had started it.
restore_from() {
    fact restoring
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
    if is_container; then use_container; fi
    read_plan
    criu_restore "$IMG"
}

# The permit was given along with the freeze.
resumes_at_once() {
    : "${PLAN_RESUME:=.$(plan resume)}"
    [ "$PLAN_RESUME" = .at-once ]
}

# Whether the copy may have run: it was let go, whatever came of it.
was_permitted() { said "$LEG_DIR/permit" && [ "$CLAIM" = go ]; }

was_revoked() { said "$LEG_DIR/permit" && [ "$CLAIM" = void ]; }

# Whether the CRIU that holds the copy is there. Without it, the copy will never run.
is_held() { { read -r q_pid q_start <"$LEG_DIR/holder"; } 2>/dev/null && is_alive "$q_pid" "$q_start"; }

restore_done() { op_load && case $O_STATE in starting | running) return 1 ;; esac }

# permit LEG: lets the held copy run, once.
cmd_permit() {
    need_guard
    need_leg "$1"
    OP=restore
    op_load
    if [ ! -e "$LEG_DIR/permit" ]; then
        [ -e "$LEG_DIR/staged" ] || die "no copy waits for a permit: operation restore is $O_STATE"
        is_held || die "the CRIU that held the copy has ended: the copy cannot run"
        claim "$LEG_DIR/permit" "go $EPOCH"
    fi
    was_permitted || die "the permit was taken back: operation restore is $O_STATE"
    await 20000 restore_done
    report 0
    echo "copy=$(state_of_list "$LEG_DIR/copy")"
}

# revoke LEG source|target: takes back what may let the copy run, unless it was used. Says which of the two it was, or that
# this host does not remember.
cmd_revoke() {
    need_guard
    use_leg "$1"
    case ${2:-} in
        source) r_word=handover ;;
        target) r_word=permit ;;
        *) wrong "'${2:-}' is no end" ;;
    esac
    if [ ! -e "$LEG_DIR/images" ]; then echo "$r_word=void" && return 0; fi # nothing was ever sent, or came
    # Claimed in the freeze, neither of the two was flushed: after a power cut it may be missing.
    if resumes_at_once && [ ! -e "$LEG_DIR/$r_word" ] && rebooted; then
        case $r_word in handover) echo handover=sent ;; permit) echo permit=forgotten ;; esac
        return 0
    fi
    claim "$LEG_DIR/$r_word" "void $EPOCH"
    # What was decided is about to show. Who waits for an image ends.
    r_said=$CLAIM OP=restore
    if [ $r_word = permit ]; then
        if [ "$r_said" = void ]; then wake_restore; fi
        await 20000 restore_done
        if [ "$r_said" = go ] && never_ran; then r_said=void; fi
    fi
    echo "$r_word=$r_said"
}

# Whether the copy had its permit, and its restore came to an end before it ran: nobody saw it, and nobody will. CRIU empties
# "asleep" right before it lets go.
never_ran() {
    if rebooted; then return 1; fi
    OP=restore
    op_load
    case $O_STATE.$O_STATUS in
        done.0) return 1 ;;
        done.*) ;;
        lost.*) session_of "$O_PID" "$O_START" >"$LEG_DIR/stopping" && destroy "$LEG_DIR/stopping" ;;
        *) return 1 ;;
    esac
    destroy "$LEG_DIR/restorer"
    [ -s "$LEG_DIR/asleep" ] && destroy "$LEG_DIR/copy"
}

# ---- restore points ----

# Freezes, saves images and data files beside each other on this host, continues. The checksums are made afterwards.
op_point() {
    rm -rf "$IMAGES/point"
    mkdir -p "$IMAGES/point/data" "$IMG"
    note_tree || return 1
    dump_beside "$IMAGES/point"
    until dump_ended; do nap; done
    dump_status
    if [ "$f_status" -eq 0 ]; then save_data || f_status=1; fi
    signal CONT "$LEG_DIR/tree"
    await 5000 none_frozen "$LEG_DIR/tree" || { say "some processes stay frozen"; f_status=1; }
    fact end
    [ "$f_status" -eq 0 ] || return 1
    cp "$IMG/relocation.journal" "$IMAGES/point/"
    point_sums >"$IMAGES/point.sums" && flush "$IMAGES/point.sums"
}

save_data() {
    tree_of "$ROOT" >"$LEG_DIR/tree"
    list_data
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
    read_plan
    restore_from
}

cmd_point_remove() {
    need_guard
    need_leg "$1"
    rm -rf "$IMAGES/point" "$IMAGES/point.sums"
}
