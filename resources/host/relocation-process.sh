#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What every part needs: looks at single processes with nothing but the shell itself.

set -u
umask 077
export LC_ALL=C PATH="${PATH:-/usr/bin:/bin}:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin"

part() { printf '\n@@%s\n' "$1"; }

# ---- small files, without starting a process ----

# Prints the lines of a file, each behind a prefix, where there is such a file. lines_of FILE [PREFIX]
lines_of() {
    [ -f "$1" ] || return 0
    while IFS= read -r n_line || [ -n "$n_line" ]; do printf '%s%s\n' "${2:-}" "$n_line"; done <"$1"
} 2>/dev/null

# Whether a line of a file begins like that. has_line FILE BEGINNING
has_line() {
    while IFS= read -r n_line || [ -n "$n_line" ]; do
        case $n_line in "$2"*) return 0 ;; esac
    done <"$1"
    return 1
} 2>/dev/null

# ---- processes ----

# Sets P_STATE, P_START (clock ticks since boot) and P_NAME of process $1; fails when there is none.
look() {
    case $1 in '' | *[!0-9]*) return 1 ;; esac
    { read -r P_LINE <"/proc/$1/stat"; } 2>/dev/null || return 1
    P_NAME=${P_LINE#*"("}
    P_NAME=${P_NAME%")"*}
    # shellcheck disable=SC2086 # the fields after the name are numbers
    set -- ${P_LINE##*") "}
    P_STATE=$1
    shift 19
    P_START=$1
}

# Whether process $1 is still the one that started at $2: a process id alone may have been given to another.
is_process() { look "$1" && [ "$P_START" = "$2" ]; }
is_alive() { is_process "$1" "$2" && [ "$P_STATE" != Z ] && [ "$P_STATE" != X ]; }

# Prints "PID START STATE NAME" of a process and everything below it, parents first.
tree_of() {
    t_todo=$1
    while [ -n "$t_todo" ]; do
        t_next=
        for t_pid in $t_todo; do
            look "$t_pid" || continue
            echo "$t_pid $P_START $P_STATE $P_NAME"
            for t_file in "/proc/$t_pid/task/"*/children; do
                t_kids=
                { read -r t_kids <"$t_file"; } 2>/dev/null
                t_kids=${t_kids% }
                t_next="$t_next${t_kids:+ $t_kids}"
            done
        done
        t_todo=$t_next
    done
}
