"""Another place for the lab's own servers and clients to live: an event loop in a thread of its own.

A server answers on the loop that connects to it. A thread that waits in a blocking call has none, or keeps it from
running, and the server has to answer nevertheless. A client connects whenever its time has come, whatever runs then.
"""

from __future__ import annotations

import _thread
import signal
from typing import TYPE_CHECKING, Any

from grader.lab.kernel import RunOver
from grader.lab.loop import LabLoop

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.lab.bubble import Bubble


class Elsewhere:
    """A thread of the run of *bubble* with an event loop, which no submission sees."""

    def __init__(self, bubble: Bubble) -> None:
        self._kernel = bubble.kernel
        self.loop = LabLoop()
        bubble.loops.remove(self.loop)  # those are the submission's
        self._thread = self._kernel.add("the network")
        try:
            self._thread.ident = _thread.start_new_thread(self._run, ())
        except BaseException:  # there is no room for another thread
            self._kernel.remove(self._thread)
            raise

    def call(self, function: Callable[..., object], *args: Any) -> None:
        """Call *function* there as soon as the threads that are ready have had their turns."""
        self.loop.call_soon_threadsafe(function, *args)

    def close(self) -> None:
        """Have the thread come to its end when it gets its next turn."""
        self.call(self.loop.stop)

    def _run(self) -> None:
        if hasattr(signal, "pthread_sigmask"):  # so that the end of the CPU budget reaches the main thread
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPROF])
        self._thread.gate.acquire()
        try:
            self.loop.run_forever()
            self.loop.close()
        except RunOver:
            pass  # the main thread tells
        finally:
            self._kernel.finish(self._thread)
