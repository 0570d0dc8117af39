"""Makes text mean nothing but itself: in GitHub's Markdown, and in a job's log.

https://github.github.com/gfm/ and
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

import re

from grader.report.formats.results import line

MEANING = re.compile(r"[@#<>&$]|://|www\.|:\w+:|\bGH-", re.IGNORECASE)
"""What GitHub makes something of even where Markdown does not: mentions, references, links, tags, formulas, emoji."""

MARKS = re.compile(r"[\\`*_\[\]|~]")
QUOTED = re.compile(r"`([^`]+)`")
LINK = re.compile(r"https://docs\.[a-z]+\.org/[\w./#%=-]*", re.ASCII)
COMMAND = re.compile(r"^(\s*):(?=:)", re.MULTILINE)


def code(text: str) -> str:
    """Return *text* as a code span on one line."""
    shown = line(text)
    ticks = "`" * (_longest_run(shown) + 1)
    space = " " if not shown.strip() or shown[0] in "` " or shown[-1] in "` " else ""
    return f"{ticks}{space}{shown}{space}{ticks}" if shown else ""


def fence(text: str, language: str = "text") -> str:
    """Return the lines of *text*, which is visible already, as a block of code."""
    ticks = "`" * max(3, _longest_run(text) + 1)
    return f"{ticks}{language}\n{text}\n{ticks}"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def prose(text: str) -> str:
    """Return *text* as words on one line; what stands between backticks is code, and what might mean something, too."""
    parts = QUOTED.split(line(text))
    if any(map(MEANING.search, parts[::2])):
        return code(text)  # whole: spans side by side would become one another's marks
    return "".join(code(part) if n % 2 else MARKS.sub(r"\\\g<0>", part) for n, part in enumerate(parts))


def link(words: str, address: str) -> str:
    """Return a link to documentation; an address anywhere else stays text."""
    return f"[{words}]({address})" if LINK.fullmatch(address) else code(address)


def no_command(text: str) -> str:
    """Return *text* with nothing in it that GitHub's runner would take for a command, when it reads a job's log."""
    return COMMAND.sub(r"\1: ", text).replace("##[", "## [")
