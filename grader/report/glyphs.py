"""The characters that a report is drawn with, and how text from a submission is made harmless."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from grader.judge.verdict import BarKind

UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that move the cursor, change colours, or turn the direction of what follows."""


@dataclass(frozen=True)
class Glyphs:
    """One set of characters. *bars* fills a kind of bar, *ends* marks how some kinds end."""

    passed: str
    failed: str
    untouched: str
    waiting: str
    error: str
    here: str
    instant: str
    cut: str
    ascii: bool
    bars: Mapping[BarKind, str]
    ends: Mapping[BarKind, str]

    def fit(self, encoding: str) -> bool:
        """Return whether a stream with *encoding* can show them."""
        try:
            "".join([self.passed, self.failed, self.cut, *self.bars.values(), *self.ends.values()]).encode(encoding)
        except (UnicodeEncodeError, LookupError):
            return False
        return True

    def safe(self, text: str) -> str:
        """Return *text* with everything escaped that is not a character to look at; newlines too."""
        shown = "".join(_escape(character) for character in text.expandtabs(4))
        return shown.encode("ascii", "backslashreplace").decode() if self.ascii else shown

    def shorten(self, text: str, width: int) -> str:
        """Return *text* made safe, cut to *width* characters."""
        shown = self.safe(text[: width + 1])  # safe never makes a text shorter
        return shown if len(shown) <= width else shown[: max(0, width - len(self.cut))] + self.cut


def _escape(character: str) -> str:
    return ascii(character)[1:-1] if unicodedata.category(character) in UNSAFE else character


UNICODE = Glyphs(
    passed="✓",
    failed="✗",
    untouched="○",
    waiting="·",
    error="!",
    here="▸",
    instant="│",
    cut="…",
    ascii=False,
    bars={"run": "█", "cancelled": "█", "killed": "█", "failed": "█", "cleanup": "▒", "blocked": "▓", "waiting": "░"},
    ends={"cancelled": "✕", "killed": "†", "failed": "!"},
)

ASCII = Glyphs(
    passed="+",
    failed="-",
    untouched="o",
    waiting=".",
    error="!",
    here=">",
    instant="|",
    cut="...",
    ascii=True,
    bars={"run": "#", "cancelled": "#", "killed": "#", "failed": "#", "cleanup": "~", "blocked": "%", "waiting": "."},
    ends={"cancelled": "x", "killed": "+", "failed": "!"},
)
