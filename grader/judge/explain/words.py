"""How things are written: values, times, sentences, and an explanation as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.judge.run import Run
    from grader.protocol import Place


MAX_SHOWN = 160

MAX_WHOLE = 1e15
"""From here on, a float is shown as Python does: it may stand for other whole numbers, too."""


@dataclass(frozen=True)
class Explanation:
    """*happened* and *expected* are sentences, *place* is the submission's line they are about."""

    happened: str
    expected: str | None = None
    place: Place | None = None


def shown(value: Any) -> str:
    """Show *value* shortly."""
    text = repr(_plain(value))
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"


def _plain(value: Any) -> Any:
    """Write whole floats in *value* as checks write them: 8, not 8.0. The two are equal, so no difference is lost."""
    if isinstance(value, float) and value.is_integer() and abs(value) < MAX_WHOLE:
        return int(value)
    if type(value) in (list, tuple):
        return type(value)(map(_plain, value))
    if type(value) is dict:
        return {_plain(key): _plain(each) for key, each in value.items()}
    return value


def time(at: float | None) -> str:
    """Show a time, as in "2.5 s"."""
    return "never" if at is None else f"{at:.9g} s"


def called(run: Run) -> list[str]:
    """Say what the submission was called with, if it was called."""
    return [f"Called: {run.inputs}"] if run.inputs else []


def lower(subject: str) -> str:
    """Write *subject* as it stands within a sentence."""
    return "it" if subject == "It" else subject


def returned(subject: str, value: Any) -> str:
    """Tell what *subject* has returned."""
    return f"{subject} returned {shown(value)}."


def raised(error: Any) -> str:
    """Write an exception as Python shows it."""
    return f"{error.type}: {error.message}" if error.message else str(error.type)


def sentence(text: str) -> str:
    """End *text* with a full stop, unless what it tells has brought one along."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def listed(files: dict[str, Any]) -> str:
    """List *files* with what is in each, on lines of their own."""
    return "".join(f"\n  {name}: {shown(content)}" for name, content in [*files.items()][:12])
