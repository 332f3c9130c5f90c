# SPDX-License-Identifier: MIT
"""Copies the memory of processes while they run, so that in a freeze only what differs has to travel.

    warm ROOT WARM                       source: copies the memory of a tree into WARM and writes records to standard output
    take WARM                            target: does to its own WARM what the records on standard input say
    delta ROOT WARM IMAGES LEG           source: brings WARM up to date, says so with the file IMAGES/delta.go, then follows
                                         CRIU's pages images in IMAGES/img and writes how they differ from WARM
    assemble WARM IMAGES                 target: makes the same pages images of its own WARM

WARM has a file KEY.pages for each process; KEY is its id as CRIU's images call it. Its pages lie one behind the other in the
order of their addresses, as CRIU writes them too; KEY.index, on the source only, has the runs of addresses. Both ends do
the same to their files, so that they stay equal; "seal" tells whether anybody else has touched them since.

Where a page is thought to be only decides how much has to be sent: what stays as it is was compared with the image itself.
"""
import array
import errno
import glob
import hashlib
import os
import re
import struct
import sys
import time

PAGE = os.sysconf("SC_PAGE_SIZE")
PIECE = max(1 << 18, PAGE)
ZERO = bytes(PAGE)
ROUNDS = 3
# Another round is worth it only for more than this, and when it is this part of the round before.
ENOUGH = 4 << 20
FALLING = 2 / 3.0
PATIENCE = 60.0
CHANGED = 3

# A record is a letter and three numbers; N and C are followed by bytes.
#   O KEY                 from here on the file of this process is meant
#   D KEY                 the file of this process goes
#   S SIZE                the file is this long
#   M TO FROM LENGTH      within the file these bytes move
#   N AT LENGTH           new bytes
#   Z AT LENGTH           zeroes
#   C                     the SHA-256 of the whole file, 32 bytes
#   I NUMBER KEY          the file of this process becomes a pages image; key 0: an empty file does
#   E                     the end
RECORD = struct.Struct("<cQQQ")


def fail(text, status=1):
    sys.stderr.write("relocation-pages: %s\n" % text)
    sys.exit(status)


def read_at(descriptor, view, offset):
    """Fills a view; what lies behind the end of a file is zero."""
    done = 0
    while done < len(view):
        part = os.pread(descriptor, len(view) - done, offset + done)
        if not part:
            view[done:] = bytes(len(view) - done)
            return
        view[done : done + len(part)] = part
        done += len(part)


def write_at(descriptor, data, offset):
    view = memoryview(data)
    while view:
        done = os.pwrite(descriptor, view, offset)
        view = view[done:]
        offset += done


# ---- what both ends do to their files ----


def path_of(warm, key):
    return os.path.join(warm, "%d.pages" % key)


def open_copy(path):
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def move(descriptor, to, start, length):
    """Moves bytes within a file; the two places may overlap."""
    pieces = range(0, length, PIECE)
    for at in pieces if to < start else reversed(pieces):
        write_at(descriptor, os.pread(descriptor, min(PIECE, length - at), start + at), to + at)


def blank(descriptor, at, length):
    """Writes zeroes, but not where there are none but zeroes: holes take no memory."""
    end = at + length
    while at < end:
        try:
            at = os.lseek(descriptor, at, os.SEEK_DATA)
            hole = min(end, os.lseek(descriptor, at, os.SEEK_HOLE))
        except OSError as e:
            if e.errno == errno.ENXIO:
                return
            raise
        while at < hole:
            part = min(PIECE, hole - at)
            write_at(descriptor, bytes(part), at)
            at += part


def digest(descriptor):
    total = hashlib.sha256()
    at = 0
    while True:
        part = os.pread(descriptor, PIECE, at)
        if not part:
            return total.digest()
        total.update(part)
        at += len(part)


def seal(warm):
    """What tells that nobody has written to the files since."""
    lines = []
    for path in sorted(glob.glob(os.path.join(glob.escape(warm), "*.pages"))):
        seen = os.stat(path)
        lines.append(
            "%s %d %d %d %d\n" % (os.path.basename(path), seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)
        )
    return "".join(lines)


def put_seal(warm):
    with open(os.path.join(warm, "seal"), "w") as out:
        out.write(seal(warm))


def is_sealed(warm):
    try:
        with open(os.path.join(warm, "seal")) as sealed:
            return sealed.read() == seal(warm)
    except OSError:
        return False


# ---- the target ----


class Taker:
    """Does what records say. Reads no byte behind the last one: others go on reading there."""

    def __init__(self, source, warm, images=None):
        self.source = source
        self.warm = warm
        self.images = images
        self.descriptor = -1
        self.size = 0
        self.total = hashlib.sha256()
        self.count = 0

    def read(self, length):
        parts = []
        left = length
        while left:
            part = os.read(self.source, left)
            if not part:
                fail("what was to be received ended early")
            parts.append(part)
            left -= len(part)
        data = b"".join(parts)
        self.total.update(data)
        self.count += length
        return data

    def run(self):
        while True:
            kind, one, two, three = RECORD.unpack(self.read(RECORD.size))
            if kind == b"E":
                self.open(None)
                return
            self.act(kind, one, two, three)

    def act(self, kind, one, two, three):
        if kind == b"O":
            self.open(path_of(self.warm, one))
        elif kind == b"D":
            os.unlink(path_of(self.warm, one))
        elif kind == b"I" and self.images:
            self.image(os.path.join(self.images, "img", "pages-%d.img" % one), two)
        elif self.descriptor < 0:
            fail("what arrives is no record of a copy")
        elif kind == b"S":
            os.ftruncate(self.descriptor, one)
            self.size = one
        elif kind == b"M" and max(one, two) + three <= self.size:
            move(self.descriptor, one, two, three)
        elif kind == b"N" and two <= PIECE and one + two <= self.size:
            write_at(self.descriptor, self.read(two), one)
        elif kind == b"Z" and one + two <= self.size:
            blank(self.descriptor, one, two)
        elif kind == b"C":
            if digest(self.descriptor) != self.read(32):
                fail("the copy of memory differs from what was sent")
        else:
            fail("what arrives is no record of a copy")

    def open(self, path):
        if self.descriptor >= 0:
            os.close(self.descriptor)
        self.descriptor = -1 if path is None else open_copy(path)
        self.size = 0 if path is None else os.fstat(self.descriptor).st_size

    def image(self, path, key):
        if key:
            os.rename(path_of(self.warm, key), path)
        elif os.path.exists(path):
            os.unlink(path)
        self.open(path)


# ---- the source: what a process has in memory ----


def start_of(pid):
    with open("/proc/%d/stat" % pid) as stat:
        return int(stat.read().rpartition(")")[2].split()[19])


def tree(root):
    """All processes of a tree, as {key: pid}."""
    found = {}
    todo = [root]
    while todo:
        pid = todo.pop()
        try:
            with open("/proc/%d/status" % pid) as status:
                ids = re.search(r"^NSpid:\t(.*)$", status.read(), re.M)
            for path in glob.glob("/proc/%d/task/*/children" % pid):
                with open(path) as children:
                    todo.extend(int(child) for child in children.read().split())
        except OSError:
            continue  # it has ended
        found.setdefault(int(ids.group(1).split()[-1]) if ids else pid, pid)
    return found


def zero_frame():
    """The page frame that all untouched pages share, or None where it cannot be seen."""
    import mmap

    area = mmap.mmap(-1, PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=mmap.PROT_READ)
    area[0]
    with open("/proc/self/maps") as maps, open("/proc/self/pagemap", "rb", 0) as pagemap:
        frames = set()
        for line in maps:
            words = line.split()
            if words[1] == "r--p" and words[4] == "0" and len(words) == 5:
                start, end = (int(part, 16) for part in words[0].split("-"))
                pagemap.seek(start // PAGE * 8)
                entries = array.array("Q", pagemap.read((end - start) // PAGE * 8))
                frames.update(entry & ((1 << 55) - 1) for entry in entries if entry >> 63)
    area.close()
    return frames.pop() if len(frames) == 1 and 0 not in frames else None


# Present or in swap, and not a page of a file: a private mapping's own pages.
TAKEN = bytes(1 if flags & 0xC0 and not flags & 0x20 else 0 for flags in range(256))
HIDDEN = ("[vvar", "[vsyscall")
BEHIND = 8192


def areas(pid):
    """Private areas of a process as (start, end, all of it)."""
    with open("/proc/%d/maps" % pid) as maps:
        for line in maps:
            words = line.rstrip("\n").split(None, 5)
            name = words[5] if len(words) > 5 else ""
            device = name.startswith("/dev/") and not name.startswith(("/dev/zero", "/dev/shm/"))
            if words[1][3] == "p" and not name.startswith(HIDDEN) and not device:
                start, end = (int(part, 16) for part in words[0].split("-"))
                yield start, end, name == "[vdso]"


def taken(entries, zero):
    """One byte for each page: whether CRIU would save it."""
    flags = bytearray(entries[7::8].translate(TAKEN))
    if zero is not None:
        wanted = zero.to_bytes(6, "little")
        at = entries.find(wanted)
        while at >= 0:
            if at % 8 == 0 and entries[at + 6] & 0x7F == 0 and entries[at + 7] & 0x80:
                flags[at // 8] = 0
            at = entries.find(wanted, at + 1)
    return flags


def layout(pid, zero):
    """The runs (address, length) of what CRIU would save of a process; lengths in bytes."""
    runs = []

    def add(start, length):
        if runs and sum(runs[-1]) == start:
            runs[-1] = (runs[-1][0], runs[-1][1] + length)
        else:
            runs.append((start, length))

    with open("/proc/%d/pagemap" % pid, "rb", 0) as pagemap:
        for start, end, whole in areas(pid):
            if whole:
                add(start, end - start)
                continue
            for first in range(start, end, BEHIND * PAGE):
                count = min(BEHIND, (end - first) // PAGE)
                flags = taken(os.pread(pagemap.fileno(), count * 8, first // PAGE * 8), zero)
                at = flags.find(1)
                while at >= 0:
                    stop = flags.find(0, at)
                    stop = len(flags) if stop < 0 else stop
                    add(first + at * PAGE, (stop - at) * PAGE)
                    at = flags.find(1, stop)
    return runs


def match(old, new):
    """Where the new runs were in the old ones: (to, from or None, length), offsets in files that have the runs in order."""
    number = before = to = 0
    for address, length in new:
        end = address + length
        while address < end:
            while number < len(old) and sum(old[number]) <= address:
                before += old[number][1]
                number += 1
            if number == len(old) or old[number][0] >= end:
                start, stop = None, end
            elif old[number][0] > address:
                start, stop = None, old[number][0]
            else:
                start, stop = before + address - old[number][0], min(end, sum(old[number]))
            yield to, start, stop - address
            to += stop - address
            address = stop


def ordered(moves):
    """An order in which no move overwrites what another one still needs, given that they keep their order in the file."""
    return [m for m in moves if m[0] < m[1]] + [m for m in reversed(moves) if m[0] > m[1]]


def differing(one, other, length):
    """The runs (at, length) of pages that differ between two bytearrays."""
    found = []
    for at in range(0, length, PAGE):
        if one[at : at + PAGE] != other[at : at + PAGE]:
            if found and sum(found[-1]) == at:
                found[-1] = (found[-1][0], found[-1][1] + PAGE)
            else:
                found.append((at, PAGE))
    return found
