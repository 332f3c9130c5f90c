# SPDX-License-Identifier: MIT
"""What processes have in memory, and the copies of it on the source. Part of relocation-pages.py."""
import array
import errno
import os

from relocation_records import (
    PAGE,
    PIECE,
    ZEROES,
    blank,
    digest,
    files_in,
    move,
    open_copy,
    path_of,
    read_at,
    write_at,
    zeroes,
)

ROUNDS = 3
# Another round is worth it only for more than this, and when it is this part of the round before.
ENOUGH = 4 << 20
FALLING = 2 / 3.0
# Room for all images but pages.
LISTS = 16 << 20


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
                ids = [line.split()[-1] for line in status if line.startswith("NSpid:")]
            for task in os.listdir("/proc/%d/task" % pid):
                with open("/proc/%d/task/%s/children" % (pid, task)) as children:
                    todo.extend(int(child) for child in children.read().split())
        except OSError:
            continue  # it has ended
        found.setdefault(int(ids[0]) if ids else pid, pid)
    return found


def zero_frame():
    """The page frame that all untouched pages share, or None where it cannot be seen."""
    area = bytes(64 * PAGE)  # from calloc, so that most of it was never touched
    frames = set()
    with open("/proc/self/pagemap", "rb", 0) as pagemap:
        for number in (16, 32):
            place = number * PAGE
            if area[place] == 0:  # what is read gets a frame
                data = os.pread(pagemap.fileno(), 8, (id(area) + BYTES_AT + place) // PAGE * 8)
                frames.update(entry & FRAME if entry & PRESENT else 0 for entry in array.array("Q", data))
    return frames.pop() if len(frames) == 1 and 0 not in frames else None


# Where an object of Python has its bytes; what is guessed wrongly makes the two frames differ.
BYTES_AT = 32
FRAME = (1 << 55) - 1
PRESENT = 1 << 63

# Present or in swap, and not a page of a file: a private mapping's own pages.
TAKEN = bytes(1 if flags & 0xC0 and not flags & 0x20 else 0 for flags in range(256))
HIDDEN = ("[vvar", "[vsyscall")
BEHIND = 8192


def areas(pid):
    """Private areas of a process as (start, end, all of it, what CRIU writes to).

    CRIU gets its code into a process through the first page that can be executed: then that has a copy of its own.
    """
    injected = True
    with open("/proc/%d/maps" % pid) as maps:
        for line in maps:
            words = line.rstrip("\n").split(None, 5)
            name = words[5] if len(words) > 5 else ""
            device = name.startswith("/dev/") and not name.startswith(("/dev/zero", "/dev/shm/"))
            first = injected and words[1][2] == "x"
            injected = injected and not first
            if words[1][3] == "p" and not name.startswith(HIDDEN) and not device:
                start, end = (int(part, 16) for part in words[0].split("-"))
                yield start, end, name == "[vdso]", first


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
        for start, end, whole, injected in areas(pid):
            if whole:
                add(start, end - start)
                continue
            for first in range(start, end, BEHIND * PAGE):
                count = min(BEHIND, (end - first) // PAGE)
                flags = taken(os.pread(pagemap.fileno(), count * 8, first // PAGE * 8), zero)
                if injected and first == start and flags:
                    flags[0] = 1
                at = flags.find(1)
                while at >= 0:
                    stop = flags.find(0, at)
                    stop = len(flags) if stop < 0 else stop
                    add(first + at * PAGE, (stop - at) * PAGE)
                    at = flags.find(1, stop)
    return runs


def private(pid):
    """About how many bytes CRIU would save of a process."""
    try:
        with open("/proc/%d/smaps_rollup" % pid) as lines:
            return sum(int(line.split()[1]) for line in lines if line.startswith(("Anonymous:", "Swap:"))) << 10
    except OSError:
        return 0


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


def read_memory(memory, address, here):
    """Fills a buffer with memory of a process; pages that are gone by now are zero."""
    view = memoryview(here)
    length = len(view)
    done = 0
    while done < length:
        part = None
        try:
            memory.seek(address + done)
            part = memory.readinto(view[done:])
        except OSError:
            pass
        if not part:
            # Of what stands behind a page that cannot be read nothing was said.
            part = min((done // PAGE + 1) * PAGE, length) - done
            view[done : done + part] = zeroes(part)
        done += part


def buffers(length, kept=(bytearray(PIECE), bytearray(PIECE))):
    """Two of them; for whole pieces the same ones each time: making them takes longer than comparing them."""
    return kept if length == PIECE else (bytearray(length), bytearray(length))


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

    def update(self, pid, runs, giver, tell):
        """Brings the copy up to date with a running process that has these runs of pages, and says how."""
        giver.say(b"O", self.key)
        fresh = self.size == 0
        if runs != self.runs:
            self.arrange(runs, giver)
        at = 0
        with open("/proc/%d/mem" % pid, "rb", 0) as memory:
            for address, length in runs:
                for first in range(0, length, PIECE):
                    self.piece(memory, address + first, at + first, min(PIECE, length - first), giver, fresh)
                    tell(at + first)
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

    def piece(self, memory, address, at, length, giver, fresh):
        """Of a fresh copy it is known that it has nothing but zeroes."""
        here, there = buffers(length)
        read_memory(memory, address, here)
        if fresh:
            there = ZEROES[:length]
        else:
            read_at(self.descriptor, memoryview(there), at)
        if here == there:
            return
        for first, count in differing(here, there, length):
            giver.new(here, first, count, at)
            if here[first : first + count] == zeroes(count):
                blank(self.descriptor, at + first, count)
            else:
                write_at(self.descriptor, memoryview(here)[first : first + count], at + first)

    def close(self):
        os.close(self.descriptor)

    def drop(self):
        self.close()
        for path in (self.path, self.index):
            if os.path.exists(path):
                os.unlink(path)


class Warm:
    """The copies of all processes of a tree on the source."""

    def __init__(self, root, warm, giver, meter=None):
        self.root = root
        self.warm = warm
        self.giver = giver
        self.meter = meter
        self.zero = zero_frame()
        self.copies = {}

    def load(self):
        for path in files_in(self.warm, "", ".index"):
            key = int(os.path.basename(path)[: -len(".index")])
            self.copies[key] = Copy.load(self.warm, key)

    def round(self):
        """Brings all copies up to date; returns how many bytes that took."""
        before = self.giver.count + len(self.giver.held)
        there = tree(self.root)
        for key in sorted(set(self.copies) - set(there)):
            self.drop(key)
        done = 0
        if self.meter:
            self.meter.total = sum(private(pid) for pid in there.values())
        for key, pid in sorted(there.items()):
            if key not in self.copies:
                self.copies[key] = Copy(self.warm, key)
            try:
                runs = layout(pid, self.zero)
                self.copies[key].update(pid, runs, self.giver, lambda at: self.tell(done + at))
                done += self.copies[key].size
            except (FileNotFoundError, ProcessLookupError):
                self.drop(key)  # it has ended meanwhile
        return self.giver.count + len(self.giver.held) - before

    def tell(self, done):
        if self.meter:
            self.meter.tell(done)

    def size(self):
        return sum(copy.size for copy in self.copies.values())

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

    def leave_room(self):
        """A copy that leaves no room beside it for the images would make the dump fail."""
        there = os.statvfs(self.warm)
        free = there.f_bavail * there.f_frsize
        needed = self.size() + LISTS
        if there.f_blocks and free < needed:  # a tmpfs without a limit has no blocks
            raise OSError(errno.ENOSPC, "%d MiB are free, the images need %d" % (free >> 20, needed >> 20))

    def check(self):
        """Has the target compare every copy as it is there now."""
        for key, copy in sorted(self.copies.items()):
            self.giver.say(b"O", key)
            self.giver.say(b"C", data=digest(copy.descriptor))
            copy.save()
