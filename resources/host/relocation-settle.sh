#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-host.sh: what is seen of a container, or of a process tree that moves as one does, and how it is
# destroyed and its traces are cleaned (relocation-container.sh says what lies in the leg's directory).

# What every leg of this attempt shows on this host.
observe_legs() {
    part legs
    for i_leg in $(legs_here); do
        use_leg "$i_leg"
        { read -r IMAGES <"$LEG_DIR/images"; } 2>/dev/null || continue
        IMG=$IMAGES/img i_oci=$(plan oci) i_id=$(plan id)
        i_held=no i_copy=$(copy_state)
        if image_is_held; then i_held=yes; fi
        i_freeze=$(op_word freeze) i_thaw=$(op_word thaw)
        if [ -e "$LEG_DIR/dumper" ] && dumper_lives; then i_freeze=running; fi
        if [ "$i_copy" = staged ]; then i_staged=$(cut -d' ' -f1,2 "$LEG_DIR/copy"); fi
        echo "$LEG held $i_held copy $i_copy freeze $i_freeze thaw $i_thaw"
    done
}

# container-observe RUNTIME NAME: the same, and what the runtime says.
cmd_container_observe() {
    observe_legs
    i_runtime=$(container_state "$1" "$2" "${i_oci:-}" "${i_id:-}")
    # runc calls a copy running that is held before its first instruction.
    if printf '%s\n' "${i_staged:-}" | grep -qxF -e "${i_runtime#running }"; then i_runtime="held ${i_runtime#running }"; fi
    part container && echo "$i_runtime"
}

op_word() {
    OP=$1
    op_load
    echo "$O_STATE"
}

# What became of the restore: gone, waiting (for the image), restoring, staged, running, or doubtful.
copy_state() {
    OP=restore
    op_load
    x_copy=$(state_of_list "$LEG_DIR/copy")
    case $x_copy.$O_STATE in
        gone.running) if [ -e "$LEG_DIR/complete" ]; then echo restoring; else echo waiting; fi ;;
        gone.*) echo gone ;;
        *.running)
            if [ ! -e "$LEG_DIR/permit" ]; then echo staged
            elif [ -e "$LEG_DIR/resumed" ]; then echo "$x_copy"
            else echo doubtful; fi
            ;;
        *) echo "$x_copy" ;;
    esac
}

# container-discard [undo|forget]: destroys what this attempt has of the container here, and proves it gone. With undo, its
# files are put back and its network goes; with forget, it is given up here for good: whatever holds its address goes.
cmd_container_discard() {
    need_guard
    for i_leg in $(legs_here); do
        need_leg "$i_leg"
        if [ -e "$LEG_DIR/staged" ] || resumes_at_once; then claim "$LEG_DIR/permit" "void $EPOCH"; fi
        settle go
        await 10000 restore_ended # CRIU takes down what it has mounted, unless it is killed
        stop_operations
        destroy_container
        if [ -e "$LEG_DIR/held" ]; then rm -rf "$LEG_DIR/held" "$IMG"; fi
        case ${1:-} in
            undo) remove_network && podman_undo_volumes && undo_data ;;
            forget)
                if is_tree; then forget_pid; fi
                if [ -e "$STATE/legs/${LEG%.*}.back/images" ]; then unplug; else remove_network all; fi
                ;;
            *) unplug ;;
        esac
    done
}

restore_ended() {
    OP=restore
    op_load
    case $O_STATE in done | lost | none) return 0 ;; esac
    [ ! -e "$LEG_DIR/staged" ]
}

# Only a container whose first process is known as the workload's is destroyed, whatever its name.
destroy_container() {
    for i_list in copy tree; do destroy "$LEG_DIR/$i_list"; done
    if is_tree; then tree_destroy; fi
    case $(state_here) in
        running*) die "$(described) on this host is none of this attempt: $(state_here)" ;;
        unknown*) ;;
        # Also one that is not there: a restore that was given up leaves something behind.
        *) if is_tree; then :; elif is_podman; then podman_remove; else "$(plan runtime)" delete --force "$(plan name)" >/dev/null 2>&1; fi ;;
    esac
    [ "$(state_here)" = none ] || die "$(described) does not go away: $(state_here)"
    if [ -n "$(plan unit)" ] && uses_systemd; then systemctl reset-failed -- "$(plan unit)" 2>/dev/null; fi
    if [ -n "$(plan cgroup)" ]; then rmdir "$(cgroup_dir)" "$(beside)" 2>/dev/null; fi
    return 0
}

# container-clean LEG: as leg-clean; the container is not touched. A network that was made for nothing goes.
cmd_container_clean() {
    if guard_load && ! guard_is_ours; then guard_refuse; fi
    use_leg "$1"
    [ -e "$LEG_DIR/plan" ] || return 0
    if has_network && ! runs_here && ! netns_in_use; then remove_network; fi
    stop_operations
    unmount_yards
    cmd_leg_clean "$1"
}

# A CRIU that was killed leaves the hierarchies of cgroups mounted beside its log.
unmount_yards() {
    read -r c_images <"$LEG_DIR/images" || return 0
    cut -d' ' -f5 /proc/self/mountinfo | grep -F -e "$c_images/" | sort -r | while read -r c_mount; do
        umount "$c_mount" || die "cannot unmount $c_mount"
    done
}
