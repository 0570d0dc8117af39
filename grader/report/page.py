"""A page of text: lines with an indent, a right edge, and words that wrap between them."""

from __future__ import annotations

import textwrap

from rich.cells import cell_len
from rich.text import Text

from grader.report.glyphs import Glyphs

MAX_WIDTH = 100
"""Points at the far right of a wide window are hard to connect with their line."""


class Page:
    """Collects lines. What it is given is shown as it is: text of a submission goes through *glyphs* first."""

    def __init__(self, width: int, glyphs: Glyphs) -> None:
        self.width = max(20, min(width, MAX_WIDTH) - 1)
        self.glyphs = glyphs
        self._lines: list[Text] = []

    def line(self, text: str | Text = "", indent: int = 0, style: str = "") -> None:
        """Add one line that does not wrap: a path, a link, a command, a picture."""
        self._lines.append(Text(" " * indent).append_text(Text(text, style) if isinstance(text, str) else text))

    def gap(self) -> None:
        """Add an empty line, but never two, and none at the top."""
        if self._lines and self._lines[-1].plain:
            self._lines.append(Text())

    def paragraph(self, text: str, indent: int = 0, style: str = "") -> None:
        """Add *text*, wrapped at the right edge."""
        for line in self._wrapped(text, self.width - indent):
            self.line(line, indent, style)

    def entry(self, mark: str, text: str, right: str, *, mark_style: str = "", style: str = "") -> None:
        """Add a marked line with something at the right edge; *text* wraps before it."""
        first, *rest = self._wrapped(text, self.width - 6 - len(right)) or [""]
        space = self.width - 4 - cell_len(first) - len(right)
        self.line(
            Text.assemble("  ", (mark, mark_style), " ", (first, style), " " * max(space, 1) if right else "", right)
        )
        for line in rest:
            self.line(line, 4, style)

    def heading(self, text: str, aside: str, right: str) -> None:
        """Add a bold line with something at the right edge, and space around it; *aside* follows *text* if it fits."""
        space = self.width - cell_len(text) - cell_len(aside) - len(right)
        if space < 1:
            aside, space = "", self.width - cell_len(text) - len(right)
        self.gap()
        self.line(Text.assemble((text, "bold"), (aside, "dim"), " " * max(space, 1), (right, "bold")))
        self.gap()

    def text(self) -> Text:
        """Return the page. It brings its own line breaks: print it with ``soft_wrap=True``."""
        last = max((n for n, line in enumerate(self._lines) if line.plain), default=-1)
        return Text("\n").join(self._lines[: last + 1])

    @staticmethod
    def _wrapped(text: str, width: int) -> list[str]:
        return textwrap.wrap(text, max(width, 12), break_on_hyphens=False)
