"""asyncio's side of the programs of a run: transports under its own protocols and streams.

`asyncio.base_subprocess` is used as it is. Here stands what `asyncio.unix_events` adds to it with real pipes.
"""

from __future__ import annotations

import asyncio
from asyncio import base_subprocess, transports
from typing import TYPE_CHECKING, Any

from grader.lab.pipes import CHUNK, ReadEnd, WriteEnd
from grader.lab.programs import Child

if TYPE_CHECKING:
    from grader.lab.loop import LabLoop
    from grader.lab.pipes import Pipe


class ChildTransport(base_subprocess.BaseSubprocessTransport):
    """A program that was started through an event loop."""

    _child: Child
    _loop: Any
    _proc: Any

    def _start(self, *, args: Any, shell: bool, **options: Any) -> None:  # type: ignore[override]  # all by name
        self._proc = self._child = Child(args, shell, *(options[name] for name in ("stdin", "stdout", "stderr")))
        self._child.program.when_ended(self._notice)
        if self._child.program.status is not None:
            self._notice()

    def _notice(self) -> None:
        """Have the loop hear of its end, as from a child watcher."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._hear, self._loop, self._child.program)

    def _hear(self, loop: LabLoop, program: Any) -> None:
        if not loop.is_closed() and self._returncode is None:
            if not isinstance(self._protocol, asyncio.subprocess.SubprocessStreamProtocol):
                program.reap()  # who has made the protocol is told
            self._process_exited(program.status)

    def send_signal(self, signal: int) -> None:
        """Send a signal; raise ProcessLookupError when the loop has heard of the program's end."""
        self._check_proc()
        self._child.send_signal(signal)

    def terminate(self) -> None:
        """Send SIGTERM."""
        self._check_proc()
        self._child.terminate()

    def kill(self) -> None:
        """Send SIGKILL."""
        self._check_proc()
        self._child.kill()

    async def _wait(self) -> int:
        try:
            return await super()._wait()
        finally:
            if self._returncode is not None:
                self._child.program.reap()

    def get_returncode(self) -> int | None:
        """Give the status that the loop has heard of."""
        if self._returncode is not None:
            self._child.program.reap()
        status: int | None = self._returncode
        return status

    def __del__(self) -> None:
        """Do nothing: the program has ended, or goes on without anybody."""


class ReadTransport(transports.ReadTransport):
    """Reads from *pipe* as its bytes come; see `asyncio.unix_events._UnixReadPipeTransport`."""

    def __init__(self, loop: LabLoop, end: ReadEnd, protocol: Any, waiter: Any, extra: Any) -> None:
        super().__init__(extra)
        self._loop, self._protocol = loop, protocol
        self._pipe: Pipe = end.pipe
        self._is_closing = self._is_paused = False
        self._is_asked = False
        loop.call_soon(protocol.connection_made, self)
        loop.call_soon(self._begin)
        if waiter is not None:
            loop.call_soon(_set_unless_done, waiter)

    def _begin(self) -> None:
        self._pipe.watch(self._look)
        self._look()

    def _look(self) -> None:
        """Ask the loop to read, if there is something to read."""
        if self._is_asked or self._is_closing or self._is_paused or self._loop.is_closed():
            return
        if self._pipe.data or self._pipe.is_at_end:
            self._is_asked = True
            self._loop.call_soon_threadsafe(self._read)

    def _read(self) -> None:
        self._is_asked = False
        if self._is_closing or self._is_paused:
            return
        data = self._pipe.read(CHUNK)
        if data:
            self._protocol.data_received(data)
            self._look()
        elif self._pipe.is_at_end:
            self._is_closing = True
            self._loop.call_soon(self._protocol.eof_received)
            self._loop.call_soon(self._lose, None)

    def pause_reading(self) -> None:
        """Read no more for now."""
        self._is_paused = True

    def resume_reading(self) -> None:
        """Read again."""
        if self._is_paused and not self._is_closing:
            self._is_paused = False
            self._look()

    def is_reading(self) -> bool:
        """Tell whether it reads."""
        return not self._is_paused and not self._is_closing

    def set_protocol(self, protocol: Any) -> None:
        """Set what hears of the data."""
        self._protocol = protocol

    def get_protocol(self) -> Any:
        """Give what hears of the data."""
        return self._protocol

    def is_closing(self) -> bool:
        """Tell whether it is closed, or about to be."""
        return self._is_closing

    def close(self) -> None:
        """Read no more, ever."""
        if not self._is_closing:
            self._is_closing = True
            self._loop.call_soon(self._lose, None)

    def _lose(self, error: BaseException | None) -> None:
        self._pipe.unwatch(self._look)
        try:
            self._protocol.connection_lost(error)
        finally:
            self._pipe.stop_reading()
            self._protocol = None


FlowControl: Any = transports._FlowControlMixin  # noqa: SLF001 (asyncio's own transports derive from it)


class WriteTransport(FlowControl, transports.WriteTransport):  # type: ignore[misc]
    """Writes to *pipe* as there is room; see `asyncio.unix_events._UnixWritePipeTransport`."""

    def __init__(self, loop: LabLoop, end: WriteEnd, protocol: Any, waiter: Any, extra: Any) -> None:
        FlowControl.__init__(self, extra, loop)
        self._loop: Any = loop  # None at the end
        self._protocol = protocol
        self._pipe: Pipe = end.pipe
        self._buffer = bytearray()
        self._is_closing = self._is_asked = False
        loop.call_soon(protocol.connection_made, self)
        loop.call_soon(self._begin)
        if waiter is not None:
            loop.call_soon(_set_unless_done, waiter)

    def _begin(self) -> None:
        self._pipe.watch(self._look)
        self._look()

    def _look(self) -> None:
        """Ask the loop to write if there is room, and to stop if nobody reads any more."""
        if self._is_asked or self._loop is None or self._loop.is_closed():
            return
        if not self._pipe.is_read or (self._buffer and self._pipe.room > 0):
            self._is_asked = True
            self._loop.call_soon_threadsafe(self._go_on)

    def _go_on(self) -> None:
        self._is_asked = False
        if self._loop is None:
            return
        if not self._pipe.is_read:
            if not self._is_closing or self._buffer:
                self._give_up(BrokenPipeError() if self._buffer else None)
            return
        if not self._buffer:
            return
        taken = self._pipe.write(memoryview(bytes(self._buffer)))
        del self._buffer[:taken]
        self._maybe_resume_protocol()
        if not self._buffer and self._is_closing:
            self._lose(None)

    def get_write_buffer_size(self) -> int:
        """Say how many bytes wait for room in the pipe."""
        return len(self._buffer)

    def write(self, data: Any) -> None:
        """Write *data*, as soon as there is room."""
        if not isinstance(data, bytes | bytearray | memoryview):
            raise TypeError(f"data: expecting a bytes-like instance, got {type(data).__name__}")
        if not data or self._is_closing:
            return
        view = memoryview(data).cast("B")
        if not self._buffer:
            try:
                view = view[self._pipe.write(view) :]
            except BrokenPipeError as error:
                self._give_up(error)
                return
        if view:
            self._buffer += view
            self._maybe_pause_protocol()

    def can_write_eof(self) -> bool:
        """Tell that it can."""
        return True

    def write_eof(self) -> None:
        """Close when all is written."""
        if not self._is_closing:
            self._is_closing = True
            if not self._buffer:
                self._loop.call_soon(self._lose, None)

    def set_protocol(self, protocol: Any) -> None:
        """Set what hears of the pipe's end."""
        self._protocol = protocol

    def get_protocol(self) -> Any:
        """Give what hears of the pipe's end."""
        return self._protocol

    def is_closing(self) -> bool:
        """Tell whether it is closed, or about to be."""
        return self._is_closing

    def close(self) -> None:
        """Close when all is written."""
        self.write_eof()

    def abort(self) -> None:
        """Close at once."""
        self._give_up(None)

    def _give_up(self, error: BaseException | None) -> None:
        self._is_closing = True
        self._buffer.clear()
        self._loop.call_soon(self._lose, error)

    def _lose(self, error: BaseException | None) -> None:
        if self._loop is None:
            return
        self._pipe.unwatch(self._look)
        try:
            self._protocol.connection_lost(error)
        finally:
            self._pipe.stop_writing()
            self._protocol = self._loop = None


def _set_unless_done(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)


async def start(loop: LabLoop, protocol: Any, args: Any, shell: bool, *ends: Any, **options: Any) -> ChildTransport:  # noqa: FBT001 (asyncio's signature)
    """Start a program; see `asyncio.unix_events._UnixSelectorEventLoop._make_subprocess_transport`."""
    stdin, stdout, stderr, bufsize, *extra = ends
    waiter = loop.create_future()
    transport = ChildTransport(
        loop,
        protocol,
        args,
        shell,
        stdin,
        stdout,
        stderr,
        bufsize,
        waiter=waiter,
        extra=extra[0] if extra else None,
        **options,
    )
    try:
        await waiter
    except (SystemExit, KeyboardInterrupt):
        raise
    except BaseException:
        transport.close()
        await transport._wait()  # noqa: SLF001 (as asyncio does)
        raise
    return transport


def own_end(pipe: Any) -> Any:
    """Give *pipe* if it leads to a program of the run. Raises OSError for a real one."""
    if not isinstance(pipe, ReadEnd | WriteEnd):
        raise OSError("there are no pipes here but those to the programs that you are given")
    return pipe
