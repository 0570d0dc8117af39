"""How the judge starts a lab: ``python -m grader.lab zygote FD CONFINES``, or ``… worker JUDGE CONFINES LIBRARY …``."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Be what the command line says."""
    os.environ.pop("PWD", None)  # which bwrap sets
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120 (pathlib would cost every start its import)
    from grader import lab
    from grader.lab import channel, confine, orphans, scratch, worker, zygote
    from grader.protocol import read_confines

    # What a submission could still import of the grader is what is here already.
    sys.path[:] = [entry for entry in sys.path if entry not in (root, "")]
    sys.modules["grader"].__path__ = lab.__path__ = []
    confines = read_confines(sys.argv[3])
    if sys.argv[1] == "zygote":
        zygote.main(int(sys.argv[2]), confines)
        return
    reading, writing = os.dup(0), os.dup(1)
    devnull = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(devnull, descriptor)
    os.close(devnull)
    orphans.follow(int(sys.argv[2]))
    worker.install()
    worker.provide(*sys.argv[4:])
    gc.disable()
    gc.collect()
    gc.freeze()
    walls = confine.Walls(confines, scratch.settle())
    scratch.move_in()
    walls.put_up()
    worker.serve(channel.Channel(reading, writing))
    os._exit(0)


main()
