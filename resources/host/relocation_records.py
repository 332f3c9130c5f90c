# SPDX-License-Identifier: MIT
"""Records about copies of memory, and what both ends do to their files. Part of relocation-pages.py."""
import errno
import hashlib
import os
import struct
import sys

PAGE = os.sysconf("SC_PAGE_SIZE")
PIECE = max(1 << 18, PAGE)
ZEROES = bytes(PIECE)
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
#   P LENGTH              bytes that mean nothing
#   X                     the copy was given up; this is the end
#   E                     the end
RECORD = struct.Struct("<cQQQ")


def fail(text, status=1):
    sys.stderr.write("relocation-pages: %s\n" % text)
    sys.exit(status)


def zeroes(length):
    """So many of them, at most a piece; making them anew each time takes longer than comparing."""
    return ZEROES[:length]


def files_in(directory, prefix, suffix):
    """Paths of the files with such names, in order. Loading modules that do this takes longer than all that is done here."""
    names = sorted(name for name in os.listdir(directory) if name.startswith(prefix) and name.endswith(suffix))
    return [os.path.join(directory, name) for name in names]


def read_at(descriptor, view, offset):
    """Fills a view; what lies behind the end of a file is zero."""
    done = 0
    while done < len(view):
        part = os.preadv(descriptor, [view[done:]], offset + done)
        if not part:
            view[done:] = bytes(len(view) - done)
            return
        done += part


def write_at(descriptor, data, offset):
    view = memoryview(data)
    while view:
        done = os.pwrite(descriptor, view, offset)
        view = view[done:]
        offset += done


# Left alone when memory is looked for.
SPARE = 256 << 20
BLOCK = 64 << 20


def find_memory(length):
    """Has the kernel find as much memory as the freeze is about to take, and returns it.

    What is free may have to be got from somewhere first: from files that were read, from a hypervisor, by zeroing. That
    takes longer than saving and restoring; so it is done while the workload runs. What is given back is at hand.
    """
    try:
        with open("/proc/meminfo") as lines:
            free = [int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:")]
        if free and length + SPARE <= free[0]:
            return [b"\1" * min(BLOCK, length - at) for at in range(0, length, BLOCK)]
    except (OSError, MemoryError):
        pass
    return []


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
            write_at(descriptor, zeroes(part), at)
            at += part


def digest(descriptor):
    total = hashlib.sha256()
    view = memoryview(bytearray(PIECE))
    at = 0
    while True:
        part = os.preadv(descriptor, [view], at)
        if not part:
            return total.digest()
        total.update(view[:part])
        at += part


def copies_in(warm):
    return files_in(warm, "", ".pages")


def seal(warm):
    """What tells that nobody has written to the files since."""
    lines = []
    for path in copies_in(warm):
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


class Meter:
    """Tells whoever watches an operation how far it is."""

    def __init__(self, leg, operation, what):
        self.path = os.path.join(leg, operation + ".progress")
        self.what = what
        self.total = 0
        self.told = -1 << 22

    def tell(self, done):
        # Often enough for a person, and not for every piece.
        if 0 <= done - self.told < 1 << 22 and done < self.total:
            return
        self.told = done
        with open(self.path, "w") as out:
            out.write("%d/%d %s\n" % (done, self.total, self.what))


class Taker:
    """Does what records say. Reads no byte behind the last one: others go on reading there.

    With images it keeps the checksum of all records; without, each copy is compared as a whole in the end.
    """

    def __init__(self, source, warm, images=None):
        self.source = source
        self.warm = warm
        self.images = images
        self.buffer = memoryview(bytearray(PIECE))
        self.descriptor = -1
        self.size = 0
        self.total = hashlib.sha256()
        self.count = 0
        self.trouble = ""

    def read(self, length):
        """The next bytes, at most a piece; the next call overwrites them."""
        data = self.buffer[:length]
        done = 0
        while done < length:
            part = os.readv(self.source, [data[done:]])
            if not part:
                fail("what was to be received ended early")
            done += part
        if self.images:
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
            if kind == b"P":
                for at in range(0, one, PIECE):
                    self.read(min(PIECE, one - at))
                continue
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


class Giver:
    """Writes records, and keeps the checksum of all of them where that is asked for."""

    def __init__(self, target, frame, summed=True):
        self.target = target
        self.summed = summed
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
        if len(data) >= PIECE // 2:
            # Kept together, all of it would be copied once more.
            self.flush()
            self.send(data)
            return
        self.held += data
        if len(self.held) >= PIECE:
            self.flush()

    def new(self, view, at, length, base):
        """Says what is new in a part of a view; base is where the view lies in the file."""
        for first in range(at, at + length, PIECE):
            part = view[first : min(first + PIECE, at + length)]
            if part == zeroes(len(part)):
                self.say(b"Z", base + first, len(part))
            else:
                self.say(b"N", base + first, len(part), 0, part)

    def pad(self, length):
        """Says so much that nothing has to say, to get what was said before out of what packs it."""
        if length:
            self.say(b"P", length)
        for at in range(0, length, PIECE):
            self.held += os.urandom(min(PIECE, length - at))
            self.flush()

    def flush(self):
        self.send(self.held)
        self.held = bytearray()

    def send(self, data):
        if self.summed:
            self.total.update(data)
        self.count += len(data)
        self.write(data)
