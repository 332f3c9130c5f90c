#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-aix.sh, and usable through standard input behind relocation-aix-core.sh: what relocations have left on an AIX system. The lines
# are those of relocation-leftovers.sh; kinds are leg, image and guard. What is told of a leg is what stands in its directory and what lswpar shows.

# janitor_look STATEDIR IMAGEDIR DIGEST: changes nothing.
janitor_look() {
    STATE=$1 IMAGE_DIR=$2
    for j_dir in "$STATE"/legs/*/; do
        if [ -d "$j_dir" ]; then look_leg "${j_dir%/}"; fi
    done
    for j_dir in "$IMAGE_DIR"/*/; do
        j_dir=${j_dir%/}
        if [ -d "$j_dir" ] && [ ! -d "$STATE/legs/${j_dir##*/}" ] && of_leg "${j_dir##*/}"; then
            if [ -s "$j_dir/manifest" ]; then trait image; fi
            if [ -e "$j_dir/point.complete" ]; then trait point; fi
            # The other host's leg is the one that it belongs to.
            for j_mark in "$j_dir"/open.*; do
                if [ -e "$j_mark" ]; then J_DETAIL="host ${j_mark##*/open.} has its leg" && trait referenced && break; fi
            done
            found image "${j_dir##*/}" "$j_dir"
        fi
    done
    for j_file in "$STATE"/guards/*; do
        case $j_file in *.lock | *.break | *.new.*) continue ;; esac
        if [ -f "$j_file" ] && grep state=held "$j_file" >/dev/null; then look_guard "$j_file"; fi
    done
    echo end
}

# found KIND NAME FILE
found() {
    f_age=$(perl -e 'my @s = stat shift; print @s ? time - $s[9] : 0' "$3" 2>/dev/null)
    is_number "$f_age" || f_age=0
    f_size=$(du -sk "$3" 2>/dev/null | awk '{print $1}')
    is_number "$f_size" || f_size=0
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "${L_RUN:--}" "${L_ATTEMPT:--}" "${L_WORKLOAD:--}" "${L_EPOCH:--}" "$f_age" "$f_size" "${J_TRAITS:--}" "${J_DETAIL:--}"
}

# Sets L_RUN, L_ATTEMPT and L_WORKLOAD to those of a leg: RUN.ATTEMPT.WORKLOAD.WAY, and there is no dot in the name of a run.
of_leg() {
    J_TRAITS='' J_DETAIL='' L_RUN='' L_ATTEMPT='' L_WORKLOAD='' L_EPOCH=''
    is_name "$1" || return 1
    case $1 in *.out | *.back) ;; *) return 1 ;; esac
    l_rest=${1%.*}
    L_RUN=${l_rest%%.*}
    l_rest=${l_rest#*.}
    L_ATTEMPT=${l_rest%%.*}
    L_WORKLOAD=${l_rest#*.}
    is_name "$L_RUN" && is_number "$L_ATTEMPT" && is_name "$L_WORKLOAD"
}

trait() { J_TRAITS=${J_TRAITS:+$J_TRAITS,}$1; }

look_leg() {
    of_leg "${1##*/}" || return 0
    { read -r L_EPOCH j_workload <"$1/owner"; } 2>/dev/null
    is_number "$L_EPOCH" || L_EPOCH=''
    for j_state in "$1"/*.state; do
        [ -f "$j_state" ] || continue
        j_op=${j_state##*/}
        j_pid=$(sed -n 's/^pid=//p' "$j_state")
        if ! grep state=done "$j_state" >/dev/null && is_ours "$j_pid" " ${1##*/} ${j_op%.state}"; then trait at-work && break; fi
    done
    j_wpar=$(sed -n 's/^wpar=//p' "$1/plan" 2>/dev/null)
    j_role=$(sed -n 's/^role=//p' "$1/plan" 2>/dev/null)
    j_images=
    { read -r j_images <"$1/images"; } 2>/dev/null
    if [ -n "$j_wpar" ]; then
        # What cannot be told may be at work.
        WPAR=$j_wpar
        wpar_state || :
        J_DETAIL="partition $j_wpar, state $W_STATE"
        case $W_STATE.$j_role in
            P.from) trait frozen ;;
            P.to) trait staged ;;
            A.from) trait original ;;
            A.to) trait copy ;;
            D.* | none.*) ;;
            *) trait at-work ;;
        esac
    fi
    if [ -n "$j_images" ] && [ -s "$j_images/manifest" ]; then trait image; fi
    if [ -n "$j_images" ] && [ -e "$j_images/point.complete" ]; then trait point; fi
    [ -n "$j_images" ] || trait half
    found leg "${1##*/}" "$1"
}

look_guard() {
    J_TRAITS='' J_DETAIL='' L_WORKLOAD=${1##*/}
    L_RUN=$(sed -n 's/^run=//p' "$1")
    L_ATTEMPT=$(sed -n 's/^attempt=//p' "$1")
    L_EPOCH=$(sed -n 's/^epoch=//p' "$1")
    is_name "$L_RUN" && is_number "$L_ATTEMPT" && is_number "$L_EPOCH" || return 0
    for j_dir in "$STATE/legs/$L_RUN.$L_ATTEMPT.$L_WORKLOAD."*/; do
        if [ -d "$j_dir" ]; then trait referenced && break; fi
    done
    found guard "$L_WORKLOAD" "$1"
}
