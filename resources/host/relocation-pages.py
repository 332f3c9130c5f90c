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
# The exit status of who does without a copy: memory travels in the freeze.
COLD = 3

# A record is a letter and three numbers; N and C are followed by bytes.
#   O KEY                 from here on the file of this process is meant
#   D KEY                 the file of this process goes
#   S SIZE                the file is this long
#   M TO FROM LENGTH      within the file these bytes move
#   N AT LENGTH           new bytes
#   Z AT LENGTH           zeroes
#   C                     the SHA-256 of the whole file, 32 bytes
#   I NUMBER KEY          the file of this process becomes a pages image; key 0: an empty file does
#   X                     the copy was given up; this is the end
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
        self.trouble = ""

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
            if kind in b"EX":
                self.open(None)
                self.trouble = self.trouble or ("the source gave it up" if kind == b"X" else "")
                return
            data = self.read(min(two, PIECE) if kind == b"N" else 32) if kind in b"NC" else b""
            self.attempt(kind, (one, two, three), data)

    def attempt(self, kind, numbers, data):
        """A copy that cannot be kept is no failure while the workload runs; what follows is only read then."""
        if self.trouble:
            return
        try:
            self.act(kind, *numbers, data)
        except OSError as e:
            if self.images:
                raise
            self.trouble = str(e)

    def act(self, kind, one, two, three, data):
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
            write_at(self.descriptor, data, one)
        elif kind == b"Z" and one + two <= self.size:
            blank(self.descriptor, one, two)
        elif kind == b"C":
            if digest(self.descriptor) != data:
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


# ---- the source: what it writes ----


class Giver:
    """Writes records, and keeps the checksum of all of them."""

    def __init__(self, target, frame):
        self.target = target
        self.held = bytearray()
        self.total = hashlib.sha256()
        self.count = 0
        self.write(frame)

    def write(self, data):
        view = memoryview(data)
        while view:
            view = view[os.write(self.target, view) :]

    def say(self, kind, one=0, two=0, three=0, data=b""):
        self.held += RECORD.pack(kind, one, two, three)
        self.held += data
        if len(self.held) >= PIECE:
            self.flush()

    def new(self, view, at, length, base):
        """Says what is new in a part of a view; base is where the view lies in the file."""
        for first in range(at, at + length, PIECE):
            part = view[first : min(first + PIECE, at + length)]
            if part == bytes(len(part)):
                self.say(b"Z", base + first, len(part))
            else:
                self.say(b"N", base + first, len(part), 0, part)

    def flush(self):
        self.total.update(self.held)
        self.count += len(self.held)
        self.write(self.held)
        self.held = bytearray()


class Copy:
    """The copy of one process's memory on the source."""

    def __init__(self, warm, key, runs=()):
        self.key = key
        self.path = path_of(warm, key)
        self.index = os.path.join(warm, "%d.index" % key)
        self.runs = list(runs)
        self.descriptor = open_copy(self.path)
        self.size = os.fstat(self.descriptor).st_size

    def save(self):
        with open(self.index, "w") as out:
            out.writelines("%x %x\n" % run for run in self.runs)

    @classmethod
    def load(cls, warm, key):
        with open(os.path.join(warm, "%d.index" % key)) as lines:
            return cls(warm, key, [tuple(int(word, 16) for word in line.split()) for line in lines])

    def update(self, pid, zero, giver):
        """Brings the copy up to date with a running process and says how."""
        runs = layout(pid, zero)
        giver.say(b"O", self.key)
        if runs != self.runs:
            self.arrange(runs, giver)
        at = 0
        with open("/proc/%d/mem" % pid, "rb", 0) as memory:
            for address, length in runs:
                for first in range(0, length, PIECE):
                    self.piece(memory, address + first, at + first, min(PIECE, length - first), giver)
                at += length

    def arrange(self, runs, giver):
        size = sum(length for _, length in runs)
        if size > self.size:
            self.resize(size, giver)
        for to, start, length in ordered([m for m in match(self.runs, runs) if m[1] is not None]):
            giver.say(b"M", to, start, length)
            move(self.descriptor, to, start, length)
        self.resize(size, giver)
        self.runs = runs

    def resize(self, size, giver):
        giver.say(b"S", size)
        os.ftruncate(self.descriptor, size)
        self.size = size

    def piece(self, memory, address, at, length, giver):
        here = read_memory(memory, address, length)
        there = bytearray(length)
        read_at(self.descriptor, memoryview(there), at)
        if here == there:
            return
        for first, count in differing(here, there, length):
            giver.new(here, first, count, at)
            if here[first : first + count] == bytes(count):
                blank(self.descriptor, at + first, count)
            else:
                write_at(self.descriptor, here[first : first + count], at + first)

    def close(self):
        os.close(self.descriptor)

    def drop(self):
        self.close()
        for path in (self.path, self.index):
            if os.path.exists(path):
                os.unlink(path)


def read_memory(memory, address, length):
    """Memory of a process; pages that are gone by now are zero."""
    here = bytearray(length)
    view = memoryview(here)
    done = 0
    while done < length:
        part = None
        try:
            memory.seek(address + done)
            part = memory.readinto(view[done:])
        except OSError:
            pass
        # Of what stands behind a page that cannot be read nothing was said.
        done = done + part if part else (done // PAGE + 1) * PAGE
    return here


class Warm:
    """The copies of all processes of a tree on the source."""

    def __init__(self, root, warm, giver):
        self.root = root
        self.warm = warm
        self.giver = giver
        self.zero = zero_frame()
        self.copies = {}

    def load(self):
        for path in glob.glob(os.path.join(glob.escape(self.warm), "*.index")):
            key = int(os.path.basename(path)[: -len(".index")])
            self.copies[key] = Copy.load(self.warm, key)

    def round(self):
        """Brings all copies up to date; returns how many bytes that took."""
        before = self.giver.count + len(self.giver.held)
        there = tree(self.root)
        for key in sorted(set(self.copies) - set(there)):
            self.drop(key)
        for key, pid in sorted(there.items()):
            if key not in self.copies:
                self.copies[key] = Copy(self.warm, key)
            try:
                self.copies[key].update(pid, self.zero, self.giver)
            except (FileNotFoundError, ProcessLookupError):
                self.drop(key)  # it has ended meanwhile
        return self.giver.count + len(self.giver.held) - before

    def drop(self, key):
        self.copies.pop(key).drop()
        self.giver.say(b"D", key)

    def rounds(self):
        last = self.round()
        for _ in range(1, ROUNDS):
            if last < ENOUGH:
                return
            amount = self.round()
            if amount > last * FALLING:
                return
            last = amount

    def check(self):
        """Has the target compare every copy as it is there now."""
        for key, copy in sorted(self.copies.items()):
            self.giver.say(b"O", key)
            self.giver.say(b"C", data=digest(copy.descriptor))
            copy.save()


# ---- the source, in the freeze ----


def numbers(data):
    """Reads a protobuf message of numbers: {field: value}. None when it is anything else."""
    found = {}
    at = 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                return value

    try:
        while at < len(data):
            tag = number()
            if tag & 7:
                return None
            found[tag >> 3] = number()
    except IndexError:
        return None
    return found


MAGIC = (0x54564319, 0x56084025)
LAZY, PRESENT = 2, 4


def pagemap(path):
    """(number of the pages image, runs that are in it) of a map of CRIU; runs are None when it says what is not known here."""
    with open(path, "rb") as image:
        data = image.read()
    words = struct.unpack_from("<II", data) if len(data) >= 8 else ()
    at = 8
    if words != MAGIC:
        return 0, None
    messages = []
    while at + 4 <= len(data):
        length = struct.unpack_from("<I", data, at)[0]
        if at + 4 + length > len(data):
            return 0, None
        messages.append(numbers(data[at + 4 : at + 4 + length]))
        at += 4 + length
    if not messages or not messages[0]:
        return 0, None
    number = messages[0].get(1, 0)
    runs = []
    for entry in messages[1:]:
        # vaddr, compat_nr_pages, in_parent, flags, nr_pages
        if not entry or set(entry) - {1, 2, 3, 4, 5} or entry.get(3):
            return number, None
        flags = entry.get(4, PRESENT)
        if flags & ~(PRESENT | LAZY):
            return number, None
        if flags & PRESENT:
            runs.append((entry[1], entry.get(5, entry.get(2, 0)) * PAGE))
    return number, runs


class Image:
    """One pages image while CRIU is writing it, beside the copy that it is compared with."""

    def __init__(self, path, number, copy, sure, giver):
        self.number = number
        self.copy = copy
        self.giver = giver
        self.descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self.at = 0
        self.sure = sure
        self.later = []
        self.overwritten = set()
        giver.say(b"I", number, copy.key if copy else 0)

    def size(self):
        return os.fstat(self.descriptor).st_size

    def here(self, at, length):
        data = bytearray(length)
        read_at(self.descriptor, memoryview(data), at)
        return data

    def there(self, at, length):
        data = bytearray(length)
        read_at(self.copy.descriptor, memoryview(data), at)
        return data

    def follow(self, complete):
        """Compares what has appeared since; whether there was anything."""
        begin = self.at
        size = self.size()
        while size - self.at >= PIECE or (complete and size > self.at):
            length = min(PIECE, size - self.at)
            self.compare(self.at, length)
            self.at += length
        return self.at > begin

    def compare(self, at, length):
        if not self.copy:
            self.grow(at + length)
            self.say_new(self.here(at, length), 0, length, at)
            return
        if at + length > self.copy.size:
            self.later.append((at, length))
            return
        here, there = self.here(at, length), self.there(at, length)
        if here == there:
            return
        runs = differing(here, there, length)
        if not self.sure and sum(run[1] for run in runs) > length // 2:
            # These pages may have been elsewhere: when CRIU's map of them is there, that can be told.
            self.later.append((at, length))
            return
        for first, count in runs:
            self.say_new(here, first, count, at)

    def grow(self, size):
        self.giver.say(b"S", size)

    def say_new(self, view, at, length, base):
        self.overwritten.update(range((base + at) // PAGE, (base + at + length) // PAGE))
        self.giver.new(view, at, length, base)

    def finish(self, path_of_map):
        """What was left until CRIU's map tells where the pages were in the copy."""
        size = self.size()
        if self.later:
            self.grow(max(size, self.copy.size))
            self.rest(self.sources(path_of_map, size))
        self.grow(size)
        os.close(self.descriptor)
        return size

    def sources(self, path, size):
        runs = pagemap(path)[1] if path else None
        if runs is None or sum(length for _, length in runs) != size:
            return [(0, None, size)]
        return list(match(self.copy.runs, runs))

    def rest(self, sources):
        moves, new = [], []
        for at, length in self.later:
            for to, start, count in sources:
                first, last = max(at, to), min(at + length, to + count)
                if first < last:
                    self.tell(first, None if start is None else start + first - to, last - first, moves, new)
        for to, start, length in ordered(moves):
            self.giver.say(b"M", to, start, length)
        for at, length in new:
            for first in range(at, at + length, PIECE):
                part = min(PIECE, at + length - first)
                self.giver.new(self.here(first, part), 0, part, first)

    def tell(self, to, start, length, moves, new):
        """Tells what of a part was elsewhere in the copy, and what is new."""
        if start is None:
            new.append((to, length))
            return
        here, there = self.here(to, length), self.there(start, length)
        for at in range(0, length, PAGE):
            known = here[at : at + PAGE] == there[at : at + PAGE] and (start + at) // PAGE not in self.overwritten
            if known and start != to:
                join(moves, to + at, start + at)
            elif not known:
                new.append((to + at, PAGE))


def join(moves, to, start):
    if moves and moves[-1][0] + moves[-1][2] == to and moves[-1][1] + moves[-1][2] == start:
        moves[-1] = (moves[-1][0], moves[-1][1], moves[-1][2] + PAGE)
    else:
        moves.append((to, start, PAGE))


class Follower:
    """Follows CRIU from image to image."""

    def __init__(self, warm, images, leg, giver):
        self.warm = warm
        self.directory = os.path.join(images, "img")
        self.leg = leg
        self.giver = giver
        self.used = set()
        self.parent = os.getppid()
        self.total = 0

    def run(self):
        self.await_dump()
        number = 1
        image = None
        ended = False
        while True:
            ended = ended or self.dump_ended()
            path = self.pages(number)
            complete = ended or os.path.exists(self.pages(number + 1))
            if image is None and os.path.exists(path):
                image = self.begin(path, number, complete)
            if image is None:
                if ended:
                    return
                self.nap()
                continue
            progress = image.follow(complete)
            if complete:
                known = self.map_of(number)
                self.used.add(known)
                self.total += image.finish(known)
                self.giver.flush()
                number += 1
                image = None
            elif not progress:
                self.giver.flush()
                self.nap()

    def pages(self, number):
        return os.path.join(self.directory, "pages-%d.img" % number)

    def maps(self):
        """The maps of processes that no earlier image took."""
        found = set(glob.glob(os.path.join(glob.escape(self.directory), "pagemap-*.img"))) - self.used
        return sorted(path for path in found if re.search(r"pagemap-\d+\.img$", path))

    def map_of(self, number):
        """The map of an image that is complete; empty: none, as for shared memory."""
        for path in self.maps():
            if pagemap(path)[0] == number:
                return path
        return ""

    def begin(self, path, number, complete):
        """CRIU writes late whose pages an image has. Before, the only new map tells; that is no more than a guess."""
        mine = [self.map_of(number)] if complete else self.maps()
        if len(mine) > 1:
            return None
        copy = None
        if mine and mine[0]:
            key = int(re.search(r"(\d+)\.img$", mine[0]).group(1))
            copy = self.warm.copies.pop(key, None)
        return Image(path, number, copy, copy is not None and self.is_sure(copy), self.giver)

    def is_sure(self, copy):
        """Whether the frozen process has its pages where the copy has them."""
        pid = tree(self.warm.root).get(copy.key)
        try:
            return pid is not None and layout(pid, self.warm.zero) == copy.runs
        except OSError:
            return False

    def await_dump(self):
        end = time.monotonic() + PATIENCE
        while not os.path.exists(os.path.join(self.leg, "dumper")):
            if time.monotonic() > end:
                fail("no dump has begun within %d s" % PATIENCE)
            self.nap()

    def dump_ended(self):
        try:
            if os.stat(os.path.join(self.leg, "dump.rc")).st_size:
                return True
            # No exit status, and nobody who could write one
        except OSError:
            pass
        try:
            with open(os.path.join(self.leg, "dumper")) as lines:
                pid, start = (int(word) for word in lines.read().split())
            return start_of(pid) != start
        except (OSError, ValueError, IndexError):
            return True

    def nap(self):
        if os.getppid() != self.parent:
            fail("what started this has ended")
        time.sleep(0.005)


# ---- the programs ----


def put(path, text):
    with open(path + ".new", "w") as out:
        out.write(text)
    os.rename(path + ".new", path)


def warm(root, directory):
    giver = Giver(1, b"warm\n")
    copies = Warm(int(root), directory, giver)
    try:
        copies.round()
        copies.check()
    except BrokenPipeError as e:
        fail("the connection broke: %s" % e)
    except OSError as e:
        giver.say(b"X")
        giver.flush()
        fail(e, COLD)
    giver.say(b"E")
    giver.flush()
    put_seal(directory)


def take(directory):
    taker = Taker(0, directory)
    taker.run()
    if taker.trouble:
        print("cold", flush=True)
        fail("no copy of memory is kept: %s" % taker.trouble, COLD)
    put_seal(directory)


def delta(root, directory, images, leg):
    if not is_sealed(directory):
        fail("%s was changed" % directory, COLD)
    giver = Giver(1, b"delta\n")
    copies = Warm(int(root), directory, giver)
    copies.load()
    copies.rounds()
    giver.flush()
    before = giver.count
    put(os.path.join(images, "delta.go"), "%d\n" % before)
    follower = Follower(copies, images, leg, giver)
    follower.run()
    giver.say(b"E")
    giver.flush()
    put(os.path.join(images, "delta.sum"), "%s -\n" % giver.total.hexdigest())
    put(os.path.join(images, "delta.size"), "%d %d %d\n" % (giver.count, giver.count - before, follower.total))


def assemble(directory, images):
    if not is_sealed(directory):
        fail("the copy of memory in %s was changed: it is not complete any more" % directory)
    print("assembling", flush=True)
    taker = Taker(0, directory, images)
    taker.run()
    put(os.path.join(images, "delta.sum"), "%s -\n" % taker.total.hexdigest())
    put(os.path.join(images, "delta.size"), "%d\n" % taker.count)


if __name__ == "__main__":
    {"warm": warm, "take": take, "delta": delta, "assemble": assemble}[sys.argv[1]](*sys.argv[2:])
