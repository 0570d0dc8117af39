"""What asyncio, or the lab, has complained of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.judge.explain.words import sentence

if TYPE_CHECKING:
    from grader.protocol import WarningRecord


def complaint(first: WarningRecord) -> str:
    """Tell of a complaint."""
    said = {
        "never awaited": f"coroutine `{first.what}` was never awaited, so it never ran",
        "never retrieved": f"an exception was never retrieved, in {first.what}",
        "destroyed pending": f"{first.what} was lost while it was still pending",
        "callback": first.what,
        "not thread-safe": f"{first.what}{f', which was at line {first.other.line}' if first.other else ''}",
        "not woken": f"a signal's handler did `{first.what}` while the event loop slept, and did not wake it",
        "slow callback": first.what,
        "closed late": f"nobody closed the generator {first.what}, so the event loop had to",
        "never closed": f"nobody closed the generator {first.what}, and its event loop was closed before",
        "loop left open": f"{first.what} was never closed",
        "unclosed": f"{first.what} was never closed",
    }[first.kind]
    return sentence(f"Called {said}" if first.kind == "not thread-safe" else f"asyncio complained: {said}")
