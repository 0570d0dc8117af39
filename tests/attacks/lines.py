"""What a submission may try: one line each, and where it is tried for real."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.attacks.attacks import ATTACKS
from tests.attacks.data import BESIDE, ODD

if TYPE_CHECKING:
    from grader.sandbox.confinement import Level
    from tests.attacks.attack import Outcome

LINES = {
    1: "end the process with status 0",
    2: "`sys.exit(0)`, `raise SystemExit`",
    3: "write a results file, then exit",
    4: "find the report's path in the arguments or the environment",
    5: "print a forged report",
    6: "write messages into every open descriptor, also some of the right form",
    7: "answer with a hostile pickle",
    8: "act after the run: `atexit`, `__del__`, `weakref.finalize`",
    9: "write `$GITHUB_OUTPUT`, `$GITHUB_ENV`, `$GITHUB_STEP_SUMMARY`",
    10: "print `::commands::` and ANSI sequences",
    11: "return an object that is equal to everything",
    12: "return a subclass of `int`, `str`, `float`, `list`",
    13: "return 10⁸ items, a nest of 10⁵, a cycle",
    14: "patch pytest, unittest, the judge, the recorder",
    15: "a `conftest.py` beside the exercise",
    16: "a `pytest.ini` there",
    17: "a `pyproject.toml` there",
    18: "a plugin's `dist-info` there",
    19: "a `pytest.py`, `asyncio.py`, `grader/` there",
    20: "`sitecustomize`, `usercustomize`, `.pth`",
    21: "patch `asyncio` and `time` to fake the timing",
    22: "replace the policy, the loop, the task factory, the exception handler",
    23: "reach modules through modules",
    24: "reach objects through frames, closures, code, formats, patterns, `gc`, `ctypes`",
    25: "`exec`, `eval`, `compile`, `__import__`, `getattr` with a built name",
    26: "swallow every exception in a loop",
    27: "`sys.settrace`, the recursion limit, signals, `faulthandler`",
    28: "read suites, solutions, other submissions",
    29: "find a check's source in memory",
    30: "read expected values in what is told of a hidden check",
    31: "know the answers by heart",
    32: "behave in the lab as nowhere else",
    33: "read `/proc`, other processes, the environment",
    34: "reach a network, or another program",
    35: "compute for ever, in Python or in one C call",
    36: "`sleep(0)` for ever",
    37: "tasks, timers, queue items without an end",
    38: "memory, in one block and slowly",
    39: "recursion without an end",
    40: "processes and threads without an end",
    41: "fill the disk: one file, many, a sparse one",
    42: "output without an end",
    43: "a daemon that outlives the grade",
    44: "stop or kill itself, its group, its parent; ignore signals",
    45: "use up, or close, all descriptors",
    46: "a link, a pipe, a socket, a folder in the place of the exercise",
    47: "50 MB, NUL bytes, other encodings",
    48: "10⁵ parentheses, as many TODOs",
    49: "names with line breaks, ANSI, turned text, shell characters",
    50: "no file, no such function, another kind of function",
    51: "a file that cannot be imported, or never ends",
}
BY_TESTS: dict[int, str] = {10: "inert", 30: "told to nobody", 49: "inert"}
"""What is shown by tests of their own, in `test_data`, and is the same at every level."""

WORDS: dict[Outcome, str] = {
    "reaches": "**can be done**",
    "conceded": "plain checks only",
    "harmless": "gains nothing",
    "refused": "refused",
    "fails": "fails",
}
"""What stands in the table, the worst first: a line has several attacks."""

HEADING = "| | what a submission may try | bubblewrap | Landlock | limits only |\n|--:|---|---|---|---|"
COLUMNS: tuple[Level, ...] = ("bubblewrap", "landlock", "limits")


def table() -> str:
    """Return the table, attacks by levels, in Markdown."""
    rows = (
        " | ".join([str(number), line, *(_became(number, level) for level in COLUMNS)])
        for number, line in LINES.items()
    )
    return "\n".join([HEADING, *(f"| {row} |" for row in rows)])


def _became(number: int, level: Level) -> str:
    if number in BY_TESTS:
        return BY_TESTS[number]
    outcomes = {attack.expected(level) for attack in ATTACKS if attack.number == number}
    if outcomes:
        return "; ".join(word for outcome, word in WORDS.items() if outcome in outcomes)
    if any(number == odd.number for odd in ODD):
        return "told in words"
    return "not read" if any(number == beside for beside, _ in BESIDE) else ""
