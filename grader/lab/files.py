"""Folders that a scenario hands out: real files in a scratch folder, whose use takes virtual time and is recorded.

All other files, and all runs that have no such folder, are untouched.

The lab's working directory is the scratch folder meanwhile, so that the path of "desk" is "desk" in every run.
"""

from __future__ import annotations

import builtins
import contextlib
import errno
import functools
import io
import itertools
import os
import sys
from typing import TYPE_CHECKING, Any, Self

from grader.lab import descriptors, scratch, values
from grader.lab.bubble import current
from grader.lab.handles import Handle, Opening
from grader.protocol import FileRecord, FolderSpec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from grader.lab.bubble import Bubble
    from grader.lab.kernel import VirtualThread
    from grader.protocol import Place

MAX_FILES = 200

MODES = frozenset("xrwab+t")
NEEDS_ONE = frozenset("xrwa")

LISTDIR = os.listdir
"""The real one."""


class Disk:
    """The folders of one run."""

    def __init__(self, bubble: Bubble) -> None:
        self.bubble = bubble
        self.folders: dict[str, FolderSpec] = {}
        self.handles: list[Handle] = []
        self.descriptors: dict[int, Handle] = {}
        """The files that are open by their descriptors alone."""
        self.openings: dict[VirtualThread, Handle | None] = {}
        """The files for which `open` is calling an opener, each by its thread."""
        self._sizes: dict[str, int] = {}
        self._before = os.getcwd()
        root = scratch.of(os.getpid())
        scratch.remove(root)
        os.mkdir(root, 0o700)
        os.chdir(root)
        self.root = os.getcwd()
        self._use_it_for_temporary_files()

    def _use_it_for_temporary_files(self) -> None:
        """Have `tempfile` make its files here, and give them names that are the same every time."""
        if "tempfile" in sys.modules:
            tempfile: Any = sys.modules["tempfile"]
            tempfile.tempdir = self.root
            tempfile._name_sequence = (f"{number:08}" for number in itertools.count(1))  # noqa: SLF001 (has no other name)

    def add(self, spec: FolderSpec) -> str:
        """Make the folder that *spec* describes, and give its path."""
        self.folders[spec.name] = spec
        os.makedirs(spec.name, exist_ok=True)
        for name, content in spec.files.items():
            scratch.make(os.path.join(spec.name, name), content)
        self._sizes[spec.name] = scratch.size(spec.name)
        return spec.name

    def clear(self) -> None:
        """Take everything away again."""
        for handle in self.handles:
            handle.let_go()
        os.chdir(self._before)
        scratch.remove(self.root)
        if "tempfile" in sys.modules:
            tempfile: Any = sys.modules["tempfile"]
            tempfile.tempdir = tempfile._name_sequence = None  # noqa: SLF001 (as above)

    # --- What is where ----------------------------------------------------------------------------------------------

    def find(self, file: Any) -> str | None:
        """Give the path of *file*, which is what `open` takes, from the scratch folder; None if it is not in there."""
        if isinstance(file, int):
            return self._of_descriptor(file)
        try:
            path = os.fsdecode(file)
        except TypeError:
            return None  # as `open` will say
        path = os.path.abspath(path)
        return path[len(self.root) + 1 :] if path.startswith(self.root + os.sep) else None

    def _of_descriptor(self, descriptor: int) -> str | None:
        if descriptor in self.descriptors:
            return self.descriptors[descriptor].path
        try:
            state = os.fstat(descriptor)
        except (OSError, OverflowError):
            return None
        for path in scratch.walk(self.root):
            with contextlib.suppress(OSError):
                if os.path.samestat(os.stat(path), state):
                    return path[len(self.root) + 1 :]
        return None

    def folder(self, path: str) -> FolderSpec | None:
        """Give the folder in which *path* is."""
        return self.folders.get(path.split(os.sep, maxsplit=1)[0])

    def room(self, folder: FolderSpec) -> int | None:
        """Tell how many more bytes can be written to *folder*; None if there is no limit."""
        if folder.room is None:
            return None
        return max(0, folder.room + self._sizes[folder.name] - scratch.size(folder.name))

    # --- What is told of it -----------------------------------------------------------------------------------------

    def contents(self, name: str) -> dict[str, Any]:
        """Give what each file in folder *name* contains."""
        base = os.path.join(self.root, name)
        found = {path[len(base) + 1 :]: scratch.content(path) for path in sorted(scratch.walk(base))[:MAX_FILES]}
        return {values.short(path.replace(os.sep, "/")): content for path, content in found.items()}

    def all_contents(self) -> dict[str, dict[str, Any]]:
        """Give what the files of each folder contain."""
        return {
            name: {path: values.encode(content) for path, content in self.contents(name).items()}
            for name in self.folders
        }

    def records(self) -> list[FileRecord]:
        """Tell of each file that was opened."""
        return [handle.record() for handle in self.handles[:MAX_FILES]]

    # --- Opening ----------------------------------------------------------------------------------------------------

    def open(self, path: str, opened: Opening) -> Any:
        """Open the file at *path*, as `open` does; that takes its time."""
        known = self.descriptors.pop(opened.file, None) if opened.takes_over else None
        if known is not None:
            known.mode, known.descriptor = opened.mode, None
            return opened.build(known)
        handle = Handle(self, path)
        handle.begin(opened.mode, sys._getframe(2))  # noqa: SLF001 (the documented way to a caller)
        try:
            if opened.opener is not None:
                with self.opening(handle):
                    return opened.build(handle)
            if not isinstance(opened.file, int):  # which has been opened already
                handle.pay_for_opening(opened.file)
            return opened.build(handle)
        except BaseException:
            handle.fail()
            raise

    @contextlib.contextmanager
    def opening(self, handle: Handle | None) -> Iterator[None]:
        """Have `os.open`, which an opener calls, take its time for *handle*; for None, nothing is watched."""
        thread = self.bubble.kernel.current
        self.openings[thread] = handle
        try:
            yield
        finally:
            del self.openings[thread]


def build(spec: FolderSpec, bubble: Bubble) -> str:
    """Make the folder that *spec* describes for the run of *bubble*, and give its path."""
    if bubble.disk is None:
        bubble.disk = Disk(bubble)
    path: str = bubble.disk.add(spec)
    return path


def contents(folder: Any) -> dict[str, Any]:
    """Give what each file in *folder* contains now. It takes no time, and is for scenarios."""
    disk = _disk()
    path = disk.find(folder) if disk is not None else None
    if disk is None or path is None or disk.folder(path) is None:
        raise ValueError(f"contents({folder!r}), in the check: expected a folder that it has handed out")
    return disk.contents(path)


def errand(bubble: Bubble, function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function that another thread will call, at the behest of the submission's line that is at work now."""
    place: Place | None = bubble.recorder.place(sys._getframe(2))  # noqa: SLF001 (the documented way to a caller)

    def call(*args: Any) -> Any:
        bubble.kernel.current.errand = place
        return function(*args)

    return call


def sweep(pid: int) -> None:
    """Remove what process *pid*, which has ended, may have left behind."""
    scratch.move_out(pid)


def install() -> None:
    """Put what watches the files of folders in the place of `open`, and give lists an order. Call it once a process."""
    watched = staticmethod(watched_open)  # as a builtin, it does not become a method
    descriptors.install()
    setattr(io, "open", watched)  # noqa: B010 (mypy refuses to assign to a module's function)
    setattr(builtins, "open", watched)  # noqa: B010 (as above)
    setattr(os, "listdir", staticmethod(listdir))  # noqa: B010 (as above)
    setattr(os, "scandir", staticmethod(scandir))  # noqa: B010 (as above)
    if hasattr(os, "sendfile"):
        setattr(os, "sendfile", staticmethod(_without_sendfile(os.sendfile)))  # noqa: B010 (as above)


@functools.wraps(scratch.OPEN)
def watched_open(  # noqa: PLR0913, PLR0917 (open's signature)
    file: Any,
    mode: str = "r",
    buffering: int = -1,
    encoding: str | None = None,
    errors: str | None = None,
    newline: str | None = None,
    closefd: bool = True,  # noqa: FBT001, FBT002 (open's signature)
    opener: Any = None,
) -> Any:
    """Open as Python does; a file in a folder that was handed out is watched."""
    disk = _disk()
    path = disk.find(file) if disk is not None else None
    text = {"encoding": encoding, "errors": errors, "newline": newline}
    if disk is not None and path is None and opener is not None:
        with disk.opening(None):
            return scratch.OPEN(file, mode, buffering, encoding, errors, newline, closefd, opener)
    if disk is None or path is None or not _makes_sense(mode, buffering, text):
        return scratch.OPEN(file, mode, buffering, encoding, errors, newline, closefd, opener)
    text["encoding"] = encoding or "utf-8"
    return disk.open(path, Opening(file, mode, buffering, text, {"closefd": closefd, "opener": opener}))


def _makes_sense(mode: Any, buffering: Any, text: dict[str, Any]) -> bool:
    """Tell whether `open` would not refuse these: what is wrong, it can say best itself."""
    if not isinstance(mode, str) or not isinstance(buffering, int) or len(set(mode)) < len(mode):
        return False
    letters = set(mode)
    if not letters <= MODES or len(letters & NEEDS_ONE) != 1 or {"b", "t"} <= letters:
        return False
    return buffering != 0 if "b" not in mode else all(value is None for value in text.values())


@functools.wraps(LISTDIR)
def listdir(path: Any = None) -> list[Any]:
    """List as Python does, in order where a program has a folder."""
    found = LISTDIR(path)
    return sorted(found) if _disk() is not None else found


class _Sorted:
    """What `os.scandir` gives, in order."""

    def __init__(self, entries: Any) -> None:
        with entries:
            self._entries = iter(sorted(entries, key=lambda entry: entry.name))

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        return next(self._entries)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        self._entries = iter(())


@functools.wraps(scratch.SCANDIR)
def scandir(path: Any = None) -> Any:
    """List as Python does, in order where a program has a folder."""
    found = scratch.SCANDIR(path)
    return _Sorted(found) if _disk() is not None else found


def _without_sendfile(original: Callable[..., Any]) -> Callable[..., Any]:
    """Make a `sendfile` that leaves the copying of watched files to `read` and `write`, as it may."""

    @functools.wraps(original)
    def sendfile(*args: Any, **kwargs: Any) -> Any:
        if _disk() is not None:
            raise OSError(errno.ENOTSOCK, os.strerror(errno.ENOTSOCK))  # upon which shutil takes the long way
        return original(*args, **kwargs)

    return sendfile


def _disk() -> Disk | None:
    bubble = current()
    return bubble.disk if bubble is not None else None
