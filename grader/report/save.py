"""Writes a file whole or not at all."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from grader.course import UserError


def check_writable(path: Path) -> None:
    """Find out before a grade whether its report can be saved at *path*.

    Raises UserError if it cannot.
    """
    if path.is_dir():
        raise UserError(f"{path} is a folder: the report needs the name of a file.", f"--json {path / 'report.json'}")
    if not path.parent.is_dir():
        raise UserError(f"There is no folder {path.parent} to save the report in.", f"mkdir -p {path.parent}")
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise UserError(f"{path} may not be written: look at its permissions and its folder's.")


def save(path: Path, content: bytes) -> None:
    """Write *content* to *path*, by way of a file beside it: whoever looks sees the old content or the new.

    Raises UserError if the system refuses.
    """
    try:
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            path.write_bytes(content)  # a device or a pipe: to replace it would break it
        else:
            _replace(path.resolve(), content)
    except OSError as error:
        raise UserError(f"The report could not be saved as {path}: {error.strerror}.") from error


def _replace(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except BaseException:  # an interruption must leave nothing behind either
        with suppress(OSError):
            beside.unlink()
        raise
