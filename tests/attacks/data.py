"""What a submission may try by what it is, as a file: none of it needs a confinement, because nothing has run yet."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.attacks.attack import ANSWER, GOOD

SMALL_STACK = "(" * 100_000 + ")" * 100_000


@dataclass(frozen=True)
class Odd:
    """A file that *make* puts in the place of an exercise, of the line *number*.

    *accepted* is whether it is graded as if nothing were odd. Of one that is not, *said* is among what is told, and
    *diagnosis* its name, if it has been run.
    """

    number: int
    name: str
    make: Callable[[Path], object]
    said: str = ""
    accepted: bool = False
    diagnosis: str | None = None


def _text(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(text.encode())


def _data(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def _link(path: Path) -> None:
    path.symlink_to(__file__)


def _hard_link(path: Path) -> None:
    other = path.with_name("other.py")
    other.write_text(GOOD)
    path.hardlink_to(other)


def _socket(path: Path) -> None:
    before = Path.cwd()
    os.chdir(path.parent)  # the name of a socket has to be short
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path.name)
    finally:
        os.chdir(before)


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(50_000_000)


def _tabs(text: str) -> str:
    return text.replace("    ", "\t").replace("\n\n", "\n\f\n")


ODD = [
    Odd(46, "a symbolic link", _link, "is a symbolic link"),
    Odd(46, "a link to a device", lambda path: path.symlink_to("/dev/zero"), "is a symbolic link"),
    Odd(46, "a hard link", _hard_link, accepted=True),
    Odd(46, "a pipe", os.mkfifo, "is not a regular file"),
    Odd(46, "a socket", _socket, "cannot be read"),
    Odd(46, "a folder", Path.mkdir, "is a folder"),
    Odd(47, "50 MB", _huge, "has more than 1,000,000 bytes"),
    Odd(47, "NUL bytes", _text(f"{GOOD}\0"), "null bytes", diagnosis="syntax-error"),
    Odd(47, "another encoding than UTF-8", _data(b"# \xe9\n" + GOOD.encode()), "is not UTF-8: line 1"),
    Odd(47, "lone surrogates", _data(b"# \xed\xa0\x80\n" + GOOD.encode()), "is not UTF-8: line 1"),
    Odd(47, "a BOM", _text(f"\ufeff{GOOD}"), accepted=True),
    Odd(47, "CRLF", _text(GOOD.replace("\n", "\r\n")), accepted=True),
    Odd(47, "tabs and form feeds", _text(_tabs(GOOD)), accepted=True),
    Odd(47, "a coding line that is not true", _text(f"# coding: latin-1\n{GOOD}"), accepted=True),
    Odd(47, "a coding line of no coding", _text(f"# coding: none\n{GOOD}"), accepted=True),
    Odd(
        48,
        "100,000 nested parentheses",
        _text(f"{GOOD}\nx = {SMALL_STACK}"),
        "too many nested parentheses",
        diagnosis="syntax-error",
    ),
    Odd(48, "100,000 minus signs", _text(f"{GOOD}\nx = {'-' * 100_000}1")),
    Odd(48, "100,000 attributes", _text(f"{GOOD}\nx = a{'.b' * 100_000}")),
    Odd(48, "80,000 TODOs", _text(f"{GOOD}\n" + "# TODO: it\n" * 80_000), accepted=True),
    Odd(50, "no file", lambda _: None, "is not there"),
    Odd(50, "a renamed function", _text(GOOD.replace("answer", "reply")), "`answer`", diagnosis="missing-function"),
    Odd(
        50,
        "another signature",
        _text(GOOD.replace(f"number={ANSWER}", "number, other")),
        "cannot be called",
        diagnosis="wrong-signature",
    ),
    Odd(
        50, "plain instead of async", _text(f"def answer(number={ANSWER}):\n    return number\n"), diagnosis="not-async"
    ),
    Odd(50, "a generator", _text(f"async def answer(number={ANSWER}):\n    yield number\n"), diagnosis="not-async"),
    Odd(50, "a class", _text("class answer:\n    pass\n"), diagnosis="not-async"),
    Odd(
        51,
        "an import that fails",
        _text(f"import nowhere_to_be_found\n{GOOD}"),
        "nowhere_to_be_found",
        diagnosis="import-error",
    ),
    Odd(51, "a syntax error", _text(f"{GOOD}\nawait await\n"), diagnosis="syntax-error"),
    Odd(51, "an import that never ends", _text(f"{GOOD}\nwhile True: pass\n"), diagnosis="endless-import"),
]

BESIDE = {
    (15, "conftest.py"): "conftest.py",
    (16, "pytest.ini"): "pytest.ini",
    (17, "pyproject.toml"): "pyproject.toml",
    (18, "a dist-info with an entry point"): "evil-1.dist-info/entry_points.txt",
    (19, "pytest.py"): "pytest.py",
    (19, "asyncio.py"): "asyncio.py",
    (19, "grader/"): "grader/__init__.py",
    (20, "sitecustomize.py"): "sitecustomize.py",
    (20, "usercustomize.py"): "usercustomize.py",
    (20, "a .pth file"): "evil.pth",
}
"""Files beside the exercise: each would make a mark if anybody ran it."""

BAD_NAMES = ("two\nlines", "\x1b[31mred", "\u202elrt", "$(id)`id`;'\"&", "::error::x")
