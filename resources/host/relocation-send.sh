#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Part of relocation-host.sh: the end that a workload leaves. Dumps it and sends images and data files.

# ---- what is sent: frames, each a line and then as many bytes as it says ----

#
#   pad LENGTH                                         nothing: warms the connection up
#   chunk NAME OFFSET LENGTH [whole]                   the next part of a pages image, or all of it
#   tar LENGTH                                         all other images
#   file FLAG MODE UID GID MTIME OFFSET LENGTH PATH    a data file, or what was appended to it; FLAG "=": owner and mode are
#                                                      as they were sent before
#   warm                                               records of relocation-pages.py: memory, copied while the workload runs
#   delta                                              the same, in a freeze: what that copy has to become
#   gone PATH                                          a data file that is no longer there
#   tree LENGTH                                        directories, links and the like, with owners and modes
#   names LENGTH                                       everything that the data directories hold: what else is there goes
#   sum SHA256                                         of all bytes of data files of this connection
#   manifest COUNT                                     so many lines: SHA-256, name and size of everything above
#   end

# relay LEG OP: prints what an operation sends, for a controller that carries it to the target.
cmd_relay() {
    need_guard
    need_leg "$1"
    need_op "$2"
    await 30000 can_relay
    op_load
    case $O_STATE.$O_STATUS in
        running.*) ;;
        done.0) load_wire && packed echo end && return 0 ;; # it had nothing to send
        *) die "operation $OP is $O_STATE with status $O_STATUS" ;;
    esac
    [ -p "$LEG_DIR/$OP.pipe" ] || die "operation $OP has nothing to send yet"
    : >"$LEG_DIR/$OP.relay"
    cat "$LEG_DIR/$OP.pipe"
}

can_relay() { [ -p "$LEG_DIR/$OP.pipe" ] || op_ended; }

part_of() { dd if="$1" bs=128K iflag=skip_bytes,count_bytes skip="$2" count="$3" status=none; }

# Clients of the frozen original should connect again now, and not wait for an answer from who will not give one.
hang_up_at_once() {
    has_line "$LEG_DIR/$OP.reply" resumed || return 0
    case $(plan criu) in *--tcp-close*) ;; *) return 0 ;; esac
    (cmd_hang_up "$LEG") && fact hungup
    return 0
}

# Starts a checksum of all that is written to descriptor 7. Pages that come over a connection of their own have another
# process, which does the same.
sum_begin() {
    m_sum=$IMAGES/sum.$$
    [ -p "$m_sum.pipe" ] || mkfifo "$m_sum.pipe" || die "cannot make $m_sum.pipe"
    sha256sum <"$m_sum.pipe" >"$m_sum.out" &
    SUM_PID=$!
    exec 7>"$m_sum.pipe"
}

# Ends it and sets SUM.
sum_end() {
    exec 7>&-
    wait "$SUM_PID" && read -r SUM _ <"$m_sum.out" || die "no checksum can be made"
}

# ---- freezing ----

op_freeze() {
    rm -rf "$IMG"
    mkdir -p "$IMG"
    list_data
    note_tree && send_by send_state && hang_up_at_once
    y_frozen=$?
    forget_warm
    return $y_frozen
}

# Makes sure that the root process is the one that was looked at, and lists the tree.
note_tree() {
    read -r ROOT n_start <<LINE
$(plan root)
LINE
    is_alive "$ROOT" "$n_start" || { say "process $ROOT, started at tick $n_start, is gone"; return 1; }
    tree_of "$ROOT" | put "$LEG_DIR/tree"
    note_journal
}

# Sockets to the journal cannot be saved; on the target those that systemd gives to the unit take their place. A line
# "DESCRIPTOR INODE" for each.
note_journal() {
    : >"$IMG/relocation.journal"
    [ -n "$(plan unit)" ] || return 0
    for j_fd in 1 2; do
        j_inode=$(readlink "/proc/$ROOT/fd/$j_fd" | sed -n 's/^socket:\[\([0-9]*\)\]$/\1/p')
        [ -n "$j_inode" ] && ! grep -q " $j_inode\$" "$IMG/relocation.journal" || continue
        # An unnamed, connected stream socket: that is what systemd gives to a service.
        if grep -q "^[^ ]* [^ ]* [^ ]* [^ ]* 0001 03 *$j_inode\$" "/proc/$ROOT/net/unix"; then
            echo "$j_fd $j_inode" >>"$IMG/relocation.journal"
        fi
    done
}

# criu_dump DIRECTORY: the private, empty configuration keeps the host's own from having a say.
criu_dump() {
    set -- -D "$1" --leave-stopped --manage-cgroups=ignore --ext-unix-sk --ghost-limit 16777216 -v4 -o "$IMAGES/dump.log"
    for c_option in $(plan criu); do set -- "$@" "$c_option"; done
    while read -r _ c_inode; do set -- "$@" --external "unix[$c_inode]"; done <"$IMG/relocation.journal"
    CRIU_CONFIG_FILE=$LEG_DIR/criu.conf criu dump --no-default-config -t "$ROOT" "$@" </dev/null >"$IMAGES/dump.out" 2>&1
}

# dump_beside DIRECTORY: starts CRIU beside this process; its exit status will be in dump.rc.
dump_beside() {
    rm -f "$LEG_DIR/dump.rc"
    fact begin
    (
        trap - PIPE
        criu_dump "$1"
        echo $? >"$LEG_DIR/dump.rc"
    ) >/dev/null 8>&- &
    F_DUMPER=$!
    look $F_DUMPER && echo "$F_DUMPER $P_START" >"$LEG_DIR/dumper"
}

send_state() {
    resumes_at_once # remembered, not to be looked for later
    wait_for_target || return 1
    delta_begin || return 1
    dump_beside "$IMG"
    find_changed >"$IMAGES/find.out" 2>&1 8>&- &
    F_FINDER=$!
    if is_small; then wait $F_DUMPER; fi
    stream_pages
    dump_status
    fact dumped
    [ "$f_status" -eq 0 ] || { say "criu dump ended with status $f_status"; return 1; }
    note_frozen && pack_rest && send_file tar "$IMAGES/rest.tar" && await_found && send_listed && send_end
    f_status=$?
    fact sent
    return $f_status
}

# Little memory is saved before anybody could have looked twice; looking takes processor time from saving it.
is_small() {
    m_pages=0
    while read -r m_pid _; do
        { read -r _ m_size _ <"/proc/$m_pid/statm"; } 2>/dev/null && m_pages=$((m_pages + m_size))
    done <"$LEG_DIR/tree"
    [ $m_pages -lt 4096 ]
}

# What is there now is frozen. It may be more than was there when the freeze began.
note_frozen() {
    tree_of "$ROOT" >"$IMG/relocation.tree"
    is_frozen "$IMG/relocation.tree" || { say "not all processes are frozen"; return 1; }
    ids_of "$LEG_DIR/tree"
    f_before=$IDS F_GREW=''
    ids_of "$IMG/relocation.tree"
    if [ "$IDS" != "$f_before" ]; then
        F_GREW=yes
        lay "$LEG_DIR/tree" <"$IMG/relocation.tree"
    fi
}

# Sets IDS to ids and starts of the processes of a list.
ids_of() {
    IDS=
    while read -r i_pid i_start _; do IDS="$IDS $i_pid $i_start"; done <"$1"
}

# A process that was started while CRIU was freezing the others could have written after the finder had looked.
await_found() {
    wait $F_FINDER && [ -z "$F_GREW" ] || find_changed || { say "the data files cannot be told: $(tail -n 2 "$IMAGES/find.out")"; return 1; }
}

# Sends pages images while CRIU is writing them, in the order in which they appear. F_IMAGES becomes a list NAME:SIZE.
follow_pages() {
    F_NUMBER=1 F_SENT=0 F_TOTAL=0 F_ENDED='' F_IMAGES='' F_SUMMERS=''
    until [ -n "$F_ENDED" ]; do
        if dump_ended; then F_ENDED=yes; fi
        f_before=$F_TOTAL
        send_pages
        if [ -z "$F_ENDED" ] && [ $F_TOTAL -eq "$f_before" ]; then nap; fi
    done
    fact bytes $F_TOTAL
}

dump_ended() { [ -s "$LEG_DIR/dump.rc" ] || ! dumper_lives; }

# A CRIU that was killed leaves no exit status, nor does a full disk.
dump_status() { { read -r f_status <"$LEG_DIR/dump.rc"; } 2>/dev/null || f_status=255; }

# Everything that is visible now. A pages image is complete when the next one exists, or when CRIU has ended.
send_pages() {
    while :; do
        p_name=pages-$F_NUMBER.img
        [ -e "$IMG/$p_name" ] || return 0
        p_complete=$F_ENDED
        [ ! -e "$IMG/pages-$((F_NUMBER + 1)).img" ] || p_complete=yes
        p_size=$(stat -c %s "$IMG/$p_name") || return 0
        if [ -n "$p_complete" ]; then add_sum "$p_name" "$IMG/$p_name"; fi
        while [ "$p_size" -gt "$F_SENT" ]; do send_chunk; done
        [ -n "$p_complete" ] || return 0
        [ "$F_SENT" -gt 0 ] || send_chunk # an empty image is an image too
        F_IMAGES="$F_IMAGES $p_name:$F_SENT"
        F_NUMBER=$((F_NUMBER + 1)) F_SENT=0
    done
}

send_chunk() {
    p_length=$((p_size - F_SENT)) p_whole=''
    [ $p_length -le 33554432 ] || p_length=33554432
    if [ -n "$p_complete" ] && [ $p_length -eq "$p_size" ]; then p_whole=' whole'; fi
    echo "chunk $p_name $F_SENT $p_length$p_whole"
    part_of "$IMG/$p_name" "$F_SENT" "$p_length"
    F_SENT=$((F_SENT + p_length)) F_TOTAL=$((F_TOTAL + p_length))
    progress $F_TOTAL memory
}

# add_sum NAME FILE: starts a checksum of an image that is complete, while it is on its way.
add_sum() {
    sha256sum <"$2" >"$IMAGES/$1.sum" 8>&- &
    F_SUMMERS="$F_SUMMERS $!"
}

# All images but pages, in one piece.
pack_rest() {
    tar -cf "$IMAGES/rest.tar" -C "$IMG" --exclude='pages-*.img' .
}

send_rest() {
    send_file tar "$IMAGES/rest.tar" && send_end
}

# The checksums, and then the word that the target waits for.
send_end() {
    for f_summer in $F_SUMMERS; do wait "$f_summer" || return 1; done
    manifest >"$IMAGES/manifest" || return 1
    f_count=0
    for f_image in $F_IMAGES; do f_count=$((f_count + 1)); done
    echo "manifest $f_count" && while read -r f_line; do echo "$f_line" || return 1; done <"$IMAGES/manifest" && hand_over && echo end
}

# Prints checksum, name and size of the images F_IMAGES.
manifest() {
    for f_image in $F_IMAGES; do
        { read -r f_sum _ <"$IMAGES/${f_image%:*}.sum"; } 2>/dev/null || return 1
        echo "sha256 $f_sum ${f_image%:*} ${f_image##*:}"
    done
}

# After the word "end" the copy may run on the target without being asked for: from then on only the target can tell.
hand_over() {
    ! resumes_at_once || ln "$LEG_DIR/handover.sent" "$LEG_DIR/handover" || { say "the permit was taken back: the target was not told to go on"; return 1; }
}

# Whether the copy will never run: the target will not be told to go on, or it has said that it gave up.
not_handed_over() { ! resumes_at_once || claim "$LEG_DIR/handover" "void $EPOCH" || has_line "$LEG_DIR/freeze.reply" void; }

send_file() {
    f_size=$(stat -c %s "$2") || return 1
    if [ "$1" = tar ]; then
        F_IMAGES="$F_IMAGES tar:$f_size"
        add_sum tar "$2"
    fi
    echo "$1 $f_size" && cat "$2"
}

# ---- data files ----

# Prints KIND, inode, size, mode, uid, gid, mtime, ctime and path of all data files. Declared directories are searched.
data_files() {
    : >"$IMAGES/paths"
    {
        written_files <"$LEG_DIR/tree"
        find_declared
    } | awk -F '\t' -v kinds="$IMAGES/paths" '
        before { $1 = "w"; $2 = $9 }
        !seen[$2]++ { print $1 "\t" $2 >kinds; print $2 }' - before=1 "$LEG_DIR/data.bulk" | xargs -r -d '\n' \
        stat -c "%i$TAB%s$TAB%a$TAB%u$TAB%g$TAB%.9Y$TAB%.9Z$TAB%n" 2>/dev/null |
        awk -F '\t' -v OFS='\t' '
            !named { path[NR] = $8; stat[NR] = $0; n = NR; next }
            { kind[$2] = $1 }
            END { for (i = 1; i <= n; i++) print kind[path[i]], stat[i] }' - named=1 "$IMAGES/paths"
}

# Copies data files while the workload runs.
op_bulk() {
    NAP=0.05 # nobody waits for this
    read -r ROOT _ <<LINE
$(plan root)
LINE
    tree_of "$ROOT" >"$LEG_DIR/tree"
    list_data
    data_files >"$LEG_DIR/data.bulk.new"
    if [ -s "$LEG_DIR/data.bulk.new" ] || copies_ahead; then send_by send_bulk || return 1; fi
    settle_warm
    mv "$LEG_DIR/data.bulk.new" "$LEG_DIR/data.bulk"
}

send_bulk() {
    wait_for_target || return 1
    date +%s >"$LEG_DIR/data.began"
    sed 's/^/0\t/' "$LEG_DIR/data.bulk.new" >"$LEG_DIR/data.list"
    send_data && send_warm && echo end
}

# From the moment in which all threads are frozen nothing changes any more: this need not wait for the end of the dump. CRIU
# makes these images right after it has frozen everything.
find_changed() {
    await 60000 dump_froze && list_changed
}

dump_froze() { [ -e "$IMG/files.img" ] || dump_ended; }

# Finds what is new or changed since the bulk copy, what was appended, what is gone. Prints nothing: data.list has, before
# each line of data.now that has to be sent, the offset to send it from, and data.gone what goes. Only what was appended may
# start in the middle. What was written to within a second of the bulk copy could have changed without a new time stamp.
list_changed() {
    data_files >"$LEG_DIR/data.now"
    d_racy=0
    { read -r d_racy <"$LEG_DIR/data.began"; } 2>/dev/null
    : >"$LEG_DIR/data.list" && : >"$IMAGES/data.gone" || return 1
    awk -F '\t' -v OFS='\t' -v racy=$((d_racy - 1)) -v list="$LEG_DIR/data.list" -v gone="$IMAGES/data.gone" '
        !now { sent[$9] = $0; kind[$9] = $1; inode[$9] = $2; size[$9] = $3; rights[$9] = $4 " " $5 " " $6; next }
        { here[$9] }
        $1 == "a" && kind[$9] == "a" && inode[$9] == $2 && size[$9] <= $3 {
            if (size[$9] < $3 || substr(sent[$9], 2) != substr($0, 2)) {
                at = size[$9]
                if (rights[$9] == $4 " " $5 " " $6) $1 = "="
                print at, $0 >list
            }
            next
        }
        $1 == "m" || $7 >= racy || substr(sent[$9], 2) != substr($0, 2) { print 0, $0 >list }
        END { for (path in sent) if (!(path in here)) print "gone " path >gone }' "$LEG_DIR/data.bulk" now=1 "$LEG_DIR/data.now"
}

find_declared() {
    while IFS= read -r b_path; do
        if [ -n "$b_path" ]; then find "$b_path" -type f -printf 'w\t%p\n' 2>/dev/null; fi
    done <<LINES
$D_PATHS
LINES
}

# What looking for data files needs, without asking the plan again.
list_data() {
    D_PATHS=$(plan data)
    [ -e "$LEG_DIR/data.bulk" ] || : >"$LEG_DIR/data.bulk"
}

send_listed() {
    send_data || return 1
    if [ -s "$IMAGES/data.gone" ]; then cat "$IMAGES/data.gone"; fi
}

# Sends the files of data.list, and one checksum over all.
send_data() {
    d_done=0
    if [ ! -s "$LEG_DIR/data.list" ]; then fact data 0 && return 0; fi
    sum_begin
    while IFS=$TAB read -r d_offset d_kind _ d_size d_mode d_uid d_gid d_mtime _ d_path; do
        d_length=$((d_size - d_offset))
        echo "file $d_kind $d_mode $d_uid $d_gid $d_mtime $d_offset $d_length $d_path"
        if [ $d_length -gt 0 ]; then send_bytes; fi
        d_done=$((d_done + d_length))
        progress $d_done data files
    done <"$LEG_DIR/data.list"
    sum_end
    fact data $d_done
    echo "sum $SUM"
}

# While the workload runs a file may shrink: its frame keeps the length it announced. In a freeze nothing does.
send_bytes() {
    if [ "$OP" = freeze ]; then
        dd if="$d_path" bs=1M iflag=skip_bytes,count_bytes skip="$d_offset" count=$d_length status=none | tee /dev/fd/7
    else
        { part_of "$d_path" "$d_offset" $d_length; cat /dev/zero; } 2>/dev/null | head -c $d_length | tee /dev/fd/7
    fi
}
