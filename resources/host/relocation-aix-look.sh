#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-aix.sh, and usable through standard input without anything on the host: looks, and changes nothing.

# ask NAME COMMAND...: what a command says, and how it ended. Why it failed is asked only where it said nothing else.
ask() {
    a_name=$1
    shift
    part "$a_name"
    a_said=$("$@" 2>/dev/null </dev/null)
    a_status=$?
    if [ $a_status -ne 0 ] && [ -z "$a_said" ]; then a_said=$("$@" 2>&1 </dev/null); fi
    printf '%s\n' "$a_said"
    part "$a_name.status"
    echo $a_status
}

list_tools() {
    for t_tool in awk basename cat chmod cmp cut date find ln ls mkdir mv nohup ps rm sed sleep sort sync tail tr who lswpar mkwpar chwpar rmwpar startwpar stopwpar \
        wparexec netstat ifconfig chkptwpar restartwpar resumewpar killwpar; do
        command -v "$t_tool" >/dev/null 2>&1 || echo "missing $t_tool"
    done
    echo looked
}

# What can make a SHA-256 of a file.
sum_tool() {
    case $(openssl dgst -sha256 /dev/null 2>/dev/null) in *e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855*) echo openssl && return 0 ;; esac
    case $(perl -MDigest::SHA=sha256_hex -e 'print sha256_hex("")' 2>/dev/null) in e3b0c442*) echo perl && return 0 ;; esac
    echo none
}

# report_wpars: all partitions of a host. Addresses of IPv6 and command lines have colons.
report_wpars() {
    ask general lswpar -d '|' -G
    ask network lswpar -d '|' -N
    ask mounts lswpar -d '|' -M
    ask resources lswpar -d '|' -R
}

# report_host IMAGEDIR STATEDIR: what a host is like.
report_host() {
    ask uname uname -n
    ask uid id -u
    ask tools list_tools
    ask checksum sum_tool
    ask keys skeyctl -v now
    ask oslevel oslevel -s
    ask filesets lslpp -L -c bos.rte bos.rte.libc bos.rte.libpthreads bos.wpars mcr.rte xlC.rte
    ask prtconf prtconf
    ask lparstat lparstat -i
    ask vmstat vmstat 1 1
    ask time lssrc -s xntpd
    ask subsystems lssrc -a
    ask inittab lsitab -a
    ask netstat netstat -in
    ask images df -k "$1"
    part writable
    if [ -d "$1" ] && [ -w "$1" ]; then echo images; fi
    s_dir=$2
    while [ ! -d "$s_dir" ] && [ -n "$s_dir" ]; do s_dir=${s_dir%/*}; done
    if [ -w "${s_dir:-/}" ]; then echo state; fi
    report_wpars
}

# report_wpar NAME: one partition, closer.
report_wpar() {
    ask long lswpar -L "$1"
    ask processes ps -e -@ "$1" -o pid,ppid,vsz,pcpu,args
    ask sessions ps -ef
}

# report_exports: of the servers on standard input, one a line.
report_exports() {
    while read -r e_server; do ask "exports.$e_server" showmount -e "$e_server"; done
}

# report_load SECONDS: how busy the processors are, averaged over so many seconds from now. The first row tells of the time before.
report_load() {
    ask lparstat lparstat -i
    ask vmstat vmstat "$1" 2
}
