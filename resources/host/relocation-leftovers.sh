#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What relocations have left on a host: relocation-janitor.sh removes it.
#
# janitor_look changes nothing. It can also come through standard input, behind the files that it needs (process, act, core,
# look-container). It prints a line for each thing, with tabs between
#
#   KIND NAME RUN ATTEMPT WORKLOAD EPOCH AGE SIZE TRAITS DETAIL
#
# and "end" behind the last. "-" stands for nothing, AGE is in seconds, SIZE in KiB, TRAITS have commas between. Told of is only
# what carries our tag: names alone, which anybody can give, are none. Where CRIU's locks cannot be told to be ours, they are
# told of as "untold".
#
#   at-work    operations of ours are running          frozen     processes or a control group are frozen
#   original   the original runs here                  copy       the copy runs here
#   staged     a restored copy is held                 image      a complete image is kept
#   point      a restore point is kept                 undo       files of this host are kept aside, to be put back
#   overtaken  a newer run has been here since         in-use     such a file is open
#   container  a half-made container                   netns      a network namespace that was made for it, unused
#   active     the unit runs here                      referenced something on this host names it
#   half       half made                               untold     whose it is cannot be told
#   empty      nothing is in it

# janitor_look STATEDIR IMAGEDIR DIGEST [KIND]: DIGEST is that of the host script in use.
janitor_look() {
    STATE=$1 IMAGE_DIR=$2 DIGEST=$3
    J_NOW=$(date +%s)
    for j_kind in ${4:-leg image key link guard drop-in held script nft cgroup process lock}; do
        case $j_kind in
            leg) look_legs ;;
            image) look_images ;;
            key) look_keys ;;
            link) look_links ;;
            guard) look_guards ;;
            drop-in) look_drop_ins ;;
            held) look_held ;;
            script) look_scripts ;;
            nft | criu-lock) look_tables ;;
            cgroup) look_cgroups ;;
            process) look_processes ;;
            lock) look_locks ;;
        esac
    done
    echo end
}

# found KIND NAME FILE SIZE: the thing is of L_RUN, as old as FILE.
found() {
    f_time=$(stat -c %Y "$3" 2>/dev/null) || f_time=$J_NOW
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "${L_RUN:--}" "${L_ATTEMPT:--}" "${L_WORKLOAD:--}" "${L_EPOCH:--}" \
        $((J_NOW - f_time)) "${4:-0}" "${J_TRAITS:--}" "${J_DETAIL:--}"
}

# Sets L_RUN, L_ATTEMPT, L_WORKLOAD and L_EPOCH to those of a leg; fails when this is no name of a leg.
of_leg() {
    J_TRAITS='' J_DETAIL='' L_RUN='' L_ATTEMPT='' L_WORKLOAD='' L_EPOCH=''
    is_name "$1" || return 1
    case $1 in *.out | *.back) ;; *) return 1 ;; esac
    l_rest=${1%.*}
    L_RUN=${l_rest%%.*}
    l_rest=${l_rest#*.}
    L_ATTEMPT=${l_rest%%.*}
    L_WORKLOAD=${l_rest#*.}
    is_number "$L_ATTEMPT" && is_name "$L_RUN" && is_name "$L_WORKLOAD" && [ "$L_RUN.$L_ATTEMPT.$L_WORKLOAD" = "${1%.*}" ] || of_nobody
}

of_nobody() {
    J_TRAITS='' J_DETAIL='' L_RUN='' L_ATTEMPT='' L_WORKLOAD='' L_EPOCH=''
    return 1
}

trait() { J_TRAITS=${J_TRAITS:+$J_TRAITS,}$1; }
tell() { J_DETAIL=${J_DETAIL:+$J_DETAIL; }$1; }
kib_of() { du -skc "$@" 2>/dev/null | sed -n '$s/[^0-9].*//p'; }
value_of() { sed -n "s/^$1=//p" "$2" 2>/dev/null | head -n 1; }

# ---- legs ----

look_legs() {
    for j_dir in "$STATE"/legs/*/; do
        LEG_DIR=${j_dir%/}
        LEG=${LEG_DIR##*/}
        of_leg "$LEG" && is_our_leg || continue
        { read -r L_EPOCH _ <"$LEG_DIR/owner"; } 2>/dev/null
        is_number "$L_EPOCH" || L_EPOCH=
        leg_images
        leg_traits
        found leg "$LEG" "$LEG_DIR/plan" "$(kib_of "$LEG_DIR" ${IMAGES:+"$IMAGES"})"
    done
}

is_our_leg() { [ -f "$LEG_DIR/owner" ] || [ -f "$LEG_DIR/plan" ] || [ -d "$LEG_DIR/undo" ]; }

# Sets IMAGES to the leg's own directory of images; empty: it has none.
leg_images() {
    IMAGES=
    { read -r IMAGES <"$LEG_DIR/images"; } 2>/dev/null
    case $IMAGES in */"$LEG") is_path "$IMAGES" && [ -d "$IMAGES" ] || IMAGES= ;; *) IMAGES= ;; esac
    IMG=${IMAGES:-/nowhere}/img
}

leg_traits() {
    J_PERMIT=
    if said "$LEG_DIR/permit"; then J_PERMIT=$CLAIM; fi
    j_tree=gone
    if is_of_this_boot; then leg_work && leg_processes; fi
    if [ -e "$LEG_DIR/held" ] || image_is_whole; then trait image; fi
    if [ -n "$IMAGES" ] && [ -e "$IMAGES/point" ]; then trait point; fi
    leg_undo
    if container_is_half_made; then trait container && tell "a half-made container $(value_of name "$LEG_DIR/plan")"; fi
    if namespace_is_left; then trait netns && tell "network namespace $(value_of netns "$LEG_DIR/plan"), made for it"; fi
    tell_mounts
    if [ -s "$LEG_DIR/reason" ]; then tell "$(head -n 1 "$LEG_DIR/reason" | cut -c 1-200 | tr '\t' ' ')"; fi
}

# No process of a leg outlives the host's start; another one may have its id by now.
is_of_this_boot() { [ ! -e "$LEG_DIR/boot" ] || [ "$(boot)" = "$(cat "$LEG_DIR/boot")" ]; }

leg_processes() {
    j_group=$(value_of cgroup "$LEG_DIR/plan")
    count_list "$LEG_DIR/tree"
    j_tree=$S_STATE
    if [ "$j_tree" = running ] && group_is_frozen "$j_group"; then j_tree=frozen; fi
    case $j_tree in frozen | mixed) trait frozen ;; running) trait original ;; esac
    count_list "$LEG_DIR/copy"
    case $S_STATE.$J_PERMIT in
        gone.*) ;;
        running.go) if group_is_frozen "$j_group"; then trait frozen; else trait copy; fi ;;
        *.go) trait frozen ;;
        *) trait staged ;;
    esac
}

# What of ours is running.
leg_work() {
    j_ops=
    for j_file in "$LEG_DIR"/*.state; do
        [ -f "$j_file" ] && [ "$(value_of state "$j_file")" != "done" ] || continue
        j_op=${j_file##*/}
        if is_alive "$(value_of pid "$j_file")" "$(value_of start "$j_file")"; then j_ops="$j_ops ${j_op%.state}"; fi
    done
    for j_op in dumper restorer holder; do
        if { read -r j_pid j_start <"$LEG_DIR/$j_op"; } 2>/dev/null && is_alive "$j_pid" "$j_start"; then j_ops="$j_ops $j_op"; fi
    done
    if [ -n "$j_ops" ]; then trait at-work && tell "at work:$j_ops"; fi
}

# Whether a workload could be restored from the image: one that was received whole, or that of an original that is gone.
image_is_whole() {
    [ -e "$IMG/inventory.img" ] || return 1
    [ -e "$LEG_DIR/complete" ] || { [ "$(head -n 1 "$LEG_DIR/dump.rc" 2>/dev/null)" = 0 ] && [ "$j_tree" != running ]; }
}

group_is_frozen() {
    [ -n "$1" ] && is_path "$1" || return 1
    case $(cat "/sys/fs/cgroup$1/cgroup.freeze" "/sys/fs/cgroup/freezer$1/freezer.state" 2>/dev/null) in
        1* | FROZEN* | FREEZING*) return 0 ;;
        *) return 1 ;;
    esac
}

# A copy that never ran took the place of files of this host.
leg_undo() {
    [ "$J_PERMIT" != go ] && [ -s "$LEG_DIR/undo/list" ] || return 0
    trait undo && tell "$(wc -l <"$LEG_DIR/undo/list") files or directories of this host to put back"
    if [ "$(value_of epoch "$STATE/guards/$L_WORKLOAD")" != "$L_EPOCH" ]; then trait overtaken; fi
    if find /proc/[0-9]*/fd -mindepth 1 -lname '/*' -printf '%l\n' 2>/dev/null |
        awk -F '\t' 'NR == FNR { kept[$2]; next } { told = 1 } $0 in kept { open = 1 } END { exit told && !open }' "$LEG_DIR/undo/list" -; then
        trait in-use
    fi
}

# One that the leg was about to restore here, and whose process, which the leg knows, is gone. Any other is somebody else's.
container_is_half_made() {
    [ -f "$LEG_DIR/restore.state" ] && [ "$J_PERMIT" != go ] && [ -z "$(value_of root "$LEG_DIR/plan")" ] || return 1
    c_name=$(value_of name "$LEG_DIR/plan") c_runtime=$(value_of runtime "$LEG_DIR/plan")
    is_name "$c_name" && command -v "$c_runtime" >/dev/null || return 1
    case $c_runtime in
        podman)
            c_said=$(timeout 20 podman container inspect --format '{{.Id}} {{.State.Running}}' "$c_name" 2>/dev/null)
            [ "$c_said" = "$(value_of id "$LEG_DIR/plan") false" ]
            return
            ;;
        crun) c_file=/run/crun/$c_name/status ;;
        runc) c_file=/run/runc/$c_name/state.json ;;
        *) return 1 ;;
    esac
    c_pid=$(tr ',{' '\n\n' <"$c_file" 2>/dev/null | sed -n 's/^[[:space:]]*"\(init_process_\)\{0,1\}pid"[[:space:]]*:[[:space:]]*\([1-9][0-9]*\).*/\2/p' | head -n 1)
    [ -n "$c_pid" ] && [ ! -e "/proc/$c_pid" ] && cat "$LEG_DIR/copy" "$LEG_DIR/half" 2>/dev/null | grep -q "^$c_pid "
}

# Where the copy ran, the namespace is that of the workload.
namespace_is_left() {
    [ "$J_PERMIT" != go ] || return 1
    n_path=$(value_of netns "$LEG_DIR/plan")
    [ -e "$LEG_DIR/made" ] && is_path "$n_path" && [ -e "$n_path" ] || return 1
    n_inode=$(stat -L -c %i "$n_path" 2>/dev/null) || return 1
    n_all=$(find /proc/[0-9]*/ns/net -maxdepth 0 -printf '%l\n' 2>/dev/null)
    case $n_all in '' | *"net:[$n_inode]"*) return 1 ;; esac
}

tell_mounts() {
    j_mounts=$(mounts_below "${IMAGES:-/nowhere}" | wc -l)
    [ "$j_mounts" -eq 0 ] || tell "$j_mounts mounts below $IMAGES"
}

# ---- what a leg that is gone has left ----

# Images without a leg. CRIU writes inventory.img last: without it nothing can be restored.
look_images() {
    for j_dir in "$IMAGE_DIR"/*/; do
        IMAGES=${j_dir%/}
        j_leg=${IMAGES##*/}
        of_leg "$j_leg" && [ -d "$IMAGES/img" ] && [ ! -d "$STATE/legs/$j_leg" ] || continue
        count_list "$IMAGES/img/relocation.tree"
        case $S_STATE in frozen | mixed) trait frozen ;; running) trait original ;; esac
        if [ -e "$IMAGES/img/inventory.img" ] && [ "$S_STATE" != running ]; then trait image; fi
        if [ -e "$IMAGES/point" ]; then trait point; fi
        if [ -n "$(processes_with "$IMAGES/")" ]; then trait at-work; fi
        tell "its leg is gone"
        tell_mounts
        found image "$j_leg" "$IMAGES" "$(kib_of "$IMAGES")"
    done
}

# Prints the ids of processes that have a text in one word of their command line.
processes_with() {
    for p_file in /proc/[0-9]*/cmdline; do
        p_line=
        { read -r p_line <"$p_file"; } 2>/dev/null
        case $p_line in
            *"$1"*)
                p_pid=${p_file#/proc/}
                echo "${p_pid%/cmdline}"
                ;;
        esac
    done
}

# Processes of ours whose leg is gone.
look_processes() {
    for j_pid in $(processes_with "/relocation-host.sh" && processes_with "$IMAGE_DIR/"); do
        [ "$j_pid" != $$ ] && look "$j_pid" || continue
        process_leg "$(tr '\0' ' ' <"/proc/$j_pid/cmdline" 2>/dev/null)" && of_leg "$j_leg" && [ ! -d "$STATE/legs/$j_leg" ] || continue
        case $P_NAME in criu) trait staged ;; *) trait at-work ;; esac
        tell "$P_NAME, for leg $j_leg, which is gone"
        found process "$j_pid:$P_START" "/proc/$j_pid"
    done
}

# Sets j_leg to the leg that a command line is about.
process_leg() {
    case $1 in
        *"/relocation-host.sh $STATE "*)
            read -r _ _ _ _ j_command j_leg _ <<LINE
${1##*"/relocation-host.sh $STATE "}
LINE
            case $j_command in run | receive | receive-pages) ;; *) return 1 ;; esac
            ;;
        criu*" $IMAGE_DIR/"* | *"/criu "*" $IMAGE_DIR/"*)
            j_leg=${1#*" $IMAGE_DIR/"}
            j_leg=${j_leg%%[/ ]*}
            ;;
        *) return 1 ;;
    esac
}

# ---- keys and links ----

key_files() {
    getent passwd | cut -d: -f6 | sort -u | while IFS= read -r k_home; do
        [ -f "$k_home/.ssh/authorized_keys" ] && k_file=$(readlink -f "$k_home/.ssh/authorized_keys") && is_path "$k_file" && echo "$k_file"
    done | sort -u
}

# What a key of ours looks like: its tag, and that it may do nothing but deliver to this script, or be measured with.
key_pattern() {
    printf '%s' "^restrict,command=\".*/relocation-host[.]sh $STATE .* receive $1 .*\" [^ ]* [^ ]* relocation:$1\$"
}
link_pattern() {
    printf '%s' "^restrict,expiry-time=\"[0-9]*\",command=\"echo ready; exec wc -c\" [^ ]* [^ ]* relocation:$1\$"
}

look_keys() {
    key_files | while IFS= read -r j_file; do
        for j_tag in $(sed -n 's/.* relocation:\([A-Za-z0-9._-]*\)$/\1/p' "$j_file" | sort -u); do
            j_regex=$(printf '%s' "$j_tag" | sed 's/[.]/[.]/g')
            if of_leg "$j_tag" && grep -q -e "$(key_pattern "$j_regex")" "$j_file"; then
                found key "$j_file:$j_tag" "$j_file"
            elif is_link "$j_tag" && grep -q -e "$(link_pattern "$j_regex")" "$j_file"; then
                found key "$j_file:$j_tag" "$j_file"
            fi
        done
    done
}

is_link() {
    of_nobody
    case $1 in link-*[!0-9a-f]* | link-) return 1 ;; link-*) return 0 ;; *) return 1 ;; esac
}

look_links() {
    for j_dir in "$STATE"/links/*/; do
        j_dir=${j_dir%/}
        if is_link "${j_dir##*/}" && [ -d "$j_dir" ]; then found link "${j_dir##*/}" "$j_dir"; fi
    done
}

# ---- guards, locks, scripts ----

look_guards() {
    for j_file in "$STATE"/guards/*; do
        j_name=${j_file##*/}
        of_nobody
        [ -f "$j_file" ] && [ ! -L "$j_file" ] && is_name "$j_name" && [ "$(value_of state "$j_file")" = held ] || continue
        L_WORKLOAD=$j_name L_RUN=$(value_of run "$j_file") L_ATTEMPT=$(value_of attempt "$j_file") L_EPOCH=$(value_of epoch "$j_file")
        is_name "$L_RUN" && is_number "$L_ATTEMPT" && is_number "$L_EPOCH" || continue
        found guard "$j_name" "$j_file"
    done
}

# Locks whose owner is gone. Whoever wants them next would break them, too.
look_locks() {
    of_nobody
    for j_file in "$STATE"/keys.lock "$STATE"/guards/*.lock "$STATE"/keys.lock.break "$STATE"/guards/*.lock.break; do
        case $(readlink "$j_file" 2>/dev/null) in *[!0-9:]* | '' | :* | *:) continue ;; *:*) ;; *) continue ;; esac
        if owner_gone "$j_file"; then found lock "$j_file" "$j_file"; fi
    done
}

look_scripts() {
    for j_dir in "$STATE"/bin/*/; do
        j_dir=${j_dir%/}
        j_name=${j_dir##*/}
        of_nobody
        case ${j_name%%.*} in *[!0-9a-f]* | '') continue ;; esac
        [ ${#j_name} -ge 64 ] && [ "$(printf '%.64s' "$j_name")" = "${j_name%%.*}" ] && [ "$j_name" != "$DIGEST" ] || continue
        case $j_name in
            *.new.*[!0-9]*) continue ;;
            *.new.*) trait half ;;
            *.*) continue ;;
            *) [ -f "$j_dir/relocation-host.sh" ] || continue ;;
        esac
        if script_is_referenced "/bin/$j_name/"; then trait referenced; fi
        found script "$j_name" "$j_dir" "$(kib_of "$j_dir")"
    done
}

script_is_referenced() {
    grep -rqsF -e "$1" "$STATE/legs" "$STATE/links" && return 0
    [ -z "$(processes_with "$1")" ] || return 0
    { key_files && drop_in_files; } | tr '\n' '\0' | xargs -0 -r grep -lsF -e "$1" | grep -q .
}

# ---- systemd ----

drop_in_files() {
    for d_file in /etc/systemd/system/*.d/50-relocation.conf /run/systemd/system/*.d/60-relocation.conf; do
        if [ -f "$d_file" ] && [ ! -L "$d_file" ]; then echo "$d_file"; fi
    done
}

# Ours says so in its first line, and names this directory of state.
look_drop_ins() {
    drop_in_files | while IFS= read -r j_file; do
        of_nobody
        is_unit_path "$j_file" || continue
        L_RUN=$(sed -n '1s/^# Written by the workload relocation; removed when run \([A-Za-z0-9._-]*\) is settled[.]$/\1/p' "$j_file")
        L_WORKLOAD=$(sed -n -e "s|^ConditionPathExists=!$STATE/held/\([A-Za-z0-9._-]*\)\$|\1|p" \
            -e "s|^ExecStart=+/bin/sh [^ ]*/relocation-host[.]sh $STATE \([A-Za-z0-9._-]*\) .* unit-restore .*|\1|p" "$j_file")
        is_name "$L_RUN" && is_name "$L_WORKLOAD" || continue
        j_unit=${j_file%.d/*}
        j_unit=${j_unit##*/}
        tell "unit $j_unit"
        if systemctl --quiet is-active -- "$j_unit" 2>/dev/null; then trait active; fi
        found drop-in "$j_file" "$j_file"
    done
}

is_unit_path() { case $1 in *[!A-Za-z0-9/:_.@\\-]* | *..*) return 1 ;; /*) return 0 ;; *) return 1 ;; esac }

# Where a drop-in of ours still asks for it, it is of use as long as that.
look_held() {
    for j_file in "$STATE"/held/*; do
        [ -f "$j_file" ] && { read -r j_leg <"$j_file"; } 2>/dev/null && of_leg "$j_leg" && [ "$L_WORKLOAD" = "${j_file##*/}" ] || continue
        if drop_in_files | tr '\n' '\0' | xargs -0 -r grep -lsxF -e "ConditionPathExists=!$j_file" | grep -q .; then trait referenced; fi
        found held "$L_WORKLOAD" "$j_file"
    done
}

# ---- network locks, control groups ----

in_namespace() {
    i_path=$1
    shift
    if [ "$i_path" = - ]; then "$@"; else nsenter --net="$i_path" -- "$@"; fi </dev/null 2>/dev/null
}

# Ours carry the name of their leg. CRIU's carry the id of the run of CRIU that made them, which its logs and images tell.
look_tables() {
    command -v nft >/dev/null || return 0
    {
        echo -
        for j_path in /run/netns/*; do echo "$j_path"; done
        cat "$STATE"/legs/*/plan 2>/dev/null | sed -n 's/^netns=//p'
    } | sort -u | while IFS= read -r j_path; do
        [ "$j_path" = - ] || { is_path "$j_path" && [ -e "$j_path" ]; } || continue
        in_namespace "$j_path" nft list tables | while read -r _ j_family j_table; do
            case $j_family.$j_table in
                inet.relocation-*) if of_leg "${j_table#relocation-}"; then found nft "$j_path:$j_table" /nowhere; fi ;;
                inet.CRIU-*)
                    is_name "$j_table" || continue
                    leg_of_criu "${j_table#CRIU-}" "$j_path" || trait untold
                    found criu-lock "$j_path:$j_table" /nowhere
                    ;;
            esac
        done
        of_nobody
        trait untold
        tell "a chain that CRIU makes with iptables; we never ask for that"
        for j_table in $(in_namespace "$j_path" nft list chains | awk '$1 == "table" { t = $2 "/" $3 } $1 == "chain" && $2 == "CRIU" { print t }'); do
            found criu-lock "$j_path:$j_table/CRIU" /nowhere
        done
    done
}

# leg_of_criu ID NAMESPACE: older versions name their locks by the root process alone: that is believed only in the
# network namespace of the workload.
leg_of_criu() {
    for t_dir in "$STATE"/legs/*/ "$IMAGE_DIR"/*/; do
        LEG_DIR=${t_dir%/}
        LEG=${LEG_DIR##*/}
        of_leg "$LEG" || continue
        case $t_dir in "$IMAGE_DIR"/*) IMAGES=$LEG_DIR ;; *) leg_images ;; esac
        [ -n "$IMAGES" ] || continue
        case $1 in
            ????????-????-????-????-????????????)
                if grep -qsaF -e "$1" "$IMAGES/dump.log" "$IMAGES/restore.log" "$IMAGES/img/inventory.img"; then return 0; fi
                ;;
            *[!0-9]*) ;;
            *)
                t_root=$(value_of root "$LEG_DIR/plan")
                if [ "${t_root%% *}" = "$1" ] && [ "$(value_of netns "$LEG_DIR/plan")" = "$2" ]; then return 0; fi
                ;;
        esac
    done
    of_nobody
}

# Empty ones that were made beside a container's own, and frozen ones of our legs.
look_cgroups() {
    find /sys/fs/cgroup -mindepth 1 -type d -name 'relocation-*' 2>/dev/null | while IFS= read -r j_path; do
        of_leg "${j_path##*/relocation-}" && is_path "$j_path" && group_is_empty "$j_path" || continue
        trait empty
        found cgroup "$j_path" "$j_path"
    done
    for j_dir in "$STATE"/legs/*/; do
        j_dir=${j_dir%/}
        of_leg "${j_dir##*/}" || continue
        j_group=$(value_of cgroup "$j_dir/plan")
        group_is_frozen "$j_group" || continue
        trait frozen
        if group_is_empty "/sys/fs/cgroup$j_group"; then trait empty; fi
        found cgroup "/sys/fs/cgroup$j_group" "/sys/fs/cgroup$j_group"
    done
}

group_is_empty() {
    [ -d "$1" ] && [ -z "$(cat "$1/cgroup.procs" 2>/dev/null)" ] && [ -z "$(find "$1" -mindepth 1 -type d -print -quit)" ]
}
