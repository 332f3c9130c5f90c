# SPDX-License-Identifier: MIT
"""Copies the memory of processes while they run, so that in a freeze only what differs has to travel.

    warm ROOT WARM LEG                   source: copies the memory of a tree into WARM and writes records to standard output
    take WARM                            target: does to its own WARM what the records on standard input say
    delta ROOT WARM IMAGES LEG PAD       source: brings WARM up to date, says so with the file IMAGES/delta.go, then follows
                                         CRIU's pages images in IMAGES/img and writes how they differ from WARM
    assemble WARM IMAGES                 target: makes the same pages images of its own WARM

WARM has a file KEY.pages for each process; KEY is its id as CRIU's images call it. Its pages lie one behind the other in the
order of their addresses, as CRIU writes them too; KEY.index, on the source only, has the runs of addresses. Both ends do
the same to their files, so that they stay equal; "seal" tells whether anybody else has touched them since.

Where a page is thought to be only decides how much has to be sent: what stays as it is was compared with the image itself.
"""
import os
import sys
import time

# Nothing but the files of this product lies beside them.
sys.dont_write_bytecode = True

from relocation_records import COLD, Giver, Meter, Taker, copies_in, fail, find_memory, is_sealed, put_seal

# For the target to find memory, in seconds; the workload runs meanwhile.
PATIENCE = 120.0


def put(path, text):
    with open(path + ".new", "w") as out:
        out.write(text)
    os.rename(path + ".new", path)


def rounds_or_nothing(work, giver):
    """Copies; tells the target to forget the copy when there is no room for it here."""
    try:
        work()
    except BrokenPipeError as e:
        fail("the connection broke: %s" % e)
    except OSError as e:
        giver.say(b"X")
        giver.flush()
        fail(e, COLD)


# The target needs the records only: loading the rest would take it longer than some copies do.


def warm(root, directory, leg):
    from relocation_memory import Warm

    giver = Giver(1, b"warm\n", summed=False)
    copies = Warm(int(root), directory, giver, Meter(leg, "bulk", "memory ahead"))
    rounds_or_nothing(lambda: (copies.round(), copies.leave_room(), copies.check()), giver)
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


def delta(root, directory, images, leg, pad):
    from relocation_follow import Follower
    from relocation_memory import Warm

    if not is_sealed(directory):
        fail("%s was changed" % directory, COLD)
    giver = Giver(1, b"delta\n")
    copies = Warm(int(root), directory, giver)
    copies.load()
    giver.pad(int(pad))
    giver.flush()
    held = find_memory(copies.size())
    await_target(leg)
    rounds_or_nothing(lambda: (copies.rounds(), copies.leave_room()), giver)
    giver.pad(int(pad))
    giver.flush()
    before = giver.count
    del held
    put(os.path.join(images, "delta.go"), "%d\n" % before)
    follower = Follower(copies, images, leg, giver)
    follower.run()
    giver.say(b"E")
    giver.flush()
    put(os.path.join(images, "delta.sum"), "%s -\n" % giver.total.hexdigest())
    put(os.path.join(images, "delta.size"), "%d %d %d\n" % (giver.count, giver.count - before, follower.total))


def await_target(leg):
    """The last look at memory should come right before the freeze, and that waits for the target."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with open(os.path.join(leg, "freeze.reply")) as reply:
                said = reply.read().split("\n")
            if "assembling" in said:
                return
            if "void" in said:
                fail("the target has given up")
        except OSError:
            return  # nobody waits here but tests
        time.sleep(0.01)


def assemble(directory, images):
    if not is_sealed(directory):
        fail("the copy of memory in %s was changed: it is not complete any more" % directory)
    held = find_memory(sum(os.path.getsize(path) for path in copies_in(directory)))
    print("assembling", flush=True)
    taker = Taker(0, directory, images)
    taker.run()
    del held
    if taker.trouble:
        fail("no copy of memory is kept: %s" % taker.trouble, COLD)
    put(os.path.join(images, "delta.sum"), "%s -\n" % taker.total.hexdigest())
    put(os.path.join(images, "delta.size"), "%d\n" % taker.count)


if __name__ == "__main__":
    {"warm": warm, "take": take, "delta": delta, "assemble": assemble}[sys.argv[1]](*sys.argv[2:])
