"""What the words of a suite demand of what they are given: a mistake of its author's is never told as a learner's."""

from __future__ import annotations

import functools
import math
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from grader.protocol import ByArgument, ByCall

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")

MAX_PORT = 65_535


class Misused(BaseException):
    """A check asks for what makes no sense, or cannot be sent to the lab: its author's mistake.

    Not an Exception: nothing that fails for the sake of a learner may catch it.
    """


def word(function: Callable[P, T]) -> Callable[P, T]:
    """Make *function* a word of suites: what is wrong with its arguments raises Misused, and tells where it stands."""

    @functools.wraps(function)
    def speak(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except (Misused, TypeError, ValueError, OverflowError) as error:
            caller = sys._getframe(1)  # noqa: SLF001 (the documented way to a caller)
            said = str(error).removeprefix(f"{function.__name__}() ")
            where = f"{Path(caller.f_code.co_filename).name}:{caller.f_lineno}"
            raise Misused(f"{function.__name__}() at {where}: {said}") from None

    return speak


def require(holds: object, what: str, expected: str, got: Any) -> None:
    """Raise Misused unless it *holds* that *what*, an argument, is as *expected*."""
    if not holds:
        raise Misused(f"expected {what} to be {expected}, got {got!r}")


def name(what: str, value: Any) -> None:
    """Demand a name."""
    require(isinstance(value, str) and value, what, "a text that is not empty", value)


def duration(what: str, value: Any, *, never: bool = False) -> None:
    """Demand seconds; with *never*, they may be without end."""
    expected = "seconds, 0 or more, or math.inf" if never else "seconds, 0 or more"
    require(_is_number(value) and value >= 0 and (never or value < math.inf), what, expected, value)


def whole(what: str, value: Any, least: int = 0, most: float = math.inf) -> None:
    """Demand a whole number from *least* to *most*."""
    expected = f"a whole number from {least}" + ("" if most == math.inf else f" to {most}")
    require(isinstance(value, int) and not isinstance(value, bool) and least <= value <= most, what, expected, value)


def port(value: Any, least: int = 0) -> None:
    """Demand a port."""
    whole("port", value, least, MAX_PORT)


def host(value: Any) -> None:
    """Demand a host's name, without a port, a path or anything else of an address."""
    holds = isinstance(value, str) and value and not set(value) & set(" :/@?#")
    require(holds, "host", "a host's name, as in 'echo.example'", value)


def one_of(what: str, value: Any, *allowed: str) -> None:
    """Demand one of those *allowed*."""
    require(isinstance(value, str) and value in allowed, what, f"one of {', '.join(map(repr, allowed))}", value)


def truth(what: str, value: Any) -> None:
    """Demand True or False."""
    require(isinstance(value, bool), what, "True or False", value)


def text(what: str, value: Any, *kinds: type) -> None:
    """Demand text, or what else is of one of *kinds*."""
    expected = " or ".join(["text", *(kind.__name__ for kind in kinds)])
    require(isinstance(value, (str, *kinds)), what, expected, value)


def error(what: str, value: Any) -> None:
    """Demand an exception, or None."""
    require(value is None or isinstance(value, BaseException), what, "an exception, as in ValueError('no')", value)


def names(what: str, value: Any) -> None:
    """Demand several names: a text is one of them, and no list of its letters."""
    require(isinstance(value, Collection) and not isinstance(value, str | bytes), what, "a list of names", value)
    for each in value:
        name(f"each of {what}", each)


def mapping(what: str, value: Any) -> None:
    """Demand a dict, or another mapping."""
    require(isinstance(value, Mapping), what, "a dict", value)


def written(what: str, value: Any) -> None:
    """Demand what a program writes: one text, or when it writes which."""
    if isinstance(value, str | bytes):
        return
    expected = "one text, or pairs of (seconds, text)"
    require(isinstance(value, list | tuple), what, expected, value)
    for pair in value:
        is_pair = isinstance(pair, list | tuple) and len(pair) == 2  # noqa: PLR2004 (a pair)
        require(is_pair and isinstance(pair[1], str | bytes), what, expected, value)
        duration(f"the seconds in {what}", pair[0])


def file(what: str, value: Any) -> None:
    """Demand what is in a file: text, bytes, or a pair of one of them and how often it is repeated."""
    if isinstance(value, tuple) and len(value) == 2:  # noqa: PLR2004 (a pair)
        whole(f"how often {what} is repeated", value[1])
        value = value[0]
    require(isinstance(value, str | bytes), what, "text, bytes, or a pair of one of them and a number", value)


def path(what: str, value: Any) -> None:
    """Demand the path of something inside a folder."""
    is_inside = isinstance(value, str) and value and not {"", ".", ".."} & set(value.split("/")) and "\0" not in value
    require(is_inside, what, "a path inside the folder, as in 'a.txt' or 'sub/a.txt'", value)


def each(what: str, choice: Any, demand: Callable[..., None], **more: Any) -> None:
    """Make a *demand* of one value, or of each that `by_call` or `by_argument` chooses from."""
    values = choice.values if isinstance(choice, ByCall) else [choice]
    for value in choice.values.values() if isinstance(choice, ByArgument) else values:
        demand(what, value, **more)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value  # noqa: PLR0124 (not NaN)
