# SPDX-License-Identifier: MIT
"""Follows CRIU while it writes its images, and tells how they differ from the copy. Part of relocation-pages.py."""
import bisect
import os
import struct
import time

from relocation_memory import differing, layout, match, ordered, start_of, tree
from relocation_records import PAGE, PIECE, Meter, fail, files_in, read_at

PATIENCE = 60.0


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
        self.buffers = (bytearray(PIECE), bytearray(PIECE))
        # One byte for each page of the copy: what was overwritten on the target is no source of moves any more.
        self.overwritten = bytearray(copy.size // PAGE if copy else 0)
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
        # The same two buffers each time: making them takes longer than comparing them.
        here, there = self.buffers if length == PIECE else (bytearray(length), bytearray(length))
        read_at(self.descriptor, memoryview(here), at)
        read_at(self.copy.descriptor, memoryview(there), at)
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
        first, last = ((base + at) // PAGE, min((base + at + length) // PAGE, len(self.overwritten)))
        if first < last:
            self.overwritten[first:last] = b"\1" * (last - first)
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
        begins = [source[0] for source in sources]
        for at, length in self.later:
            for to, start, count in sources[max(0, bisect.bisect_right(begins, at) - 1) :]:
                if to >= at + length:
                    break
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
        kept = self.overwritten.find(1, start // PAGE, (start + length) // PAGE) < 0
        if kept and here == there:
            if start != to:
                join(moves, to, start, length)
            return
        for at in range(0, length, PAGE):
            page = (start + at) // PAGE
            kept = page < len(self.overwritten) and not self.overwritten[page]
            known = kept and here[at : at + PAGE] == there[at : at + PAGE]
            if known and start != to:
                join(moves, to + at, start + at, PAGE)
            elif not known:
                new.append((to + at, PAGE))


def key_of(path):
    """What stands in the place of the id in pagemap-ID.img."""
    return os.path.basename(path)[len("pagemap-") : -len(".img")]


def join(moves, to, start, length):
    if moves and moves[-1][0] + moves[-1][2] == to and moves[-1][1] + moves[-1][2] == start:
        moves[-1] = (moves[-1][0], moves[-1][1], moves[-1][2] + length)
    else:
        moves.append((to, start, length))


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
        self.told = {}
        self.meter = Meter(leg, "freeze", "memory")
        self.meter.total = warm.size()

    def run(self):
        self.await_dump()
        self.follow()
        self.check()

    def check(self):
        """Whether all images were told about, and nobody has written to them since."""
        there = {
            os.path.basename(path): os.path.getsize(path)
            for path in files_in(self.directory, "pages-", ".img")
        }
        if there != self.told:
            fail("CRIU wrote %s, and %s was told" % (sorted(there.items()), sorted(self.told.items())))

    def follow(self):
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
            self.meter.tell(self.total + image.at)
            if complete:
                known = self.map_of(number)
                self.used.add(known)
                size = image.finish(known)
                self.total += size
                self.told[os.path.basename(path)] = size
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
        return [
            path
            for path in files_in(self.directory, "pagemap-", ".img")
            if key_of(path).isdigit() and path not in self.used
        ]

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
            copy = self.warm.copies.pop(int(key_of(mine[0])), None)
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
        # One that is still being written to is not there yet.
        while not self.dumper().endswith("\n"):
            if time.monotonic() > end:
                fail("no dump has begun within %d s" % PATIENCE)
            self.nap()

    def dumper(self):
        """What is known of the process that dumps: its id, and when it was started."""
        try:
            with open(os.path.join(self.leg, "dumper")) as lines:
                return lines.read()
        except OSError:
            return ""

    def dump_ended(self):
        try:
            if os.stat(os.path.join(self.leg, "dump.rc")).st_size:
                return True
            # No exit status, and nobody who could write one
        except OSError:
            pass
        try:
            pid, start = (int(word) for word in self.dumper().split())
            return start_of(pid) != start
        except (OSError, ValueError, IndexError):
            return True

    def nap(self):
        if os.getppid() != self.parent:
            fail("what started this has ended")
        time.sleep(0.005)
