"""Measures how long grading takes, against the targets: the command of `nox -s bench`."""

from __future__ import annotations

import argparse
import difflib
import itertools
import json
import os
import pickle
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from rich.console import Console
from rich.table import Table

from grader import course as courses
from grader.judge.client import Lab
from grader.judge.grade import Terms, grade_each
from grader.judge.grading import FULL
from grader.judge.submission import read_folder
from grader.judge.suites import Suites
from grader.lab import orphans
from grader.protocol import Begin, Call, Limits, Recording, Schedule, seconds
from tests.authoring.checks import checks
from tests.authoring.material import read, todos
from tests.authoring.watching import watching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.course import Course
    from tests.authoring.watching import Seen

ROOT = Path(__file__).resolve().parents[2]
TIMES = 5
"""How often what takes seconds is measured; of several, the median counts."""
RUNS = 1_000
BUSY = 8
AT_ONCE = 4
"""How many grades go on at once when it is looked at whether their reports differ: they disturb each other, too."""
LONGEST = 60
"""Seconds of its own time up to which a check counts as waiting."""

TEN_SLEEPS = """
import asyncio

async def main():
    await asyncio.gather(*(asyncio.sleep(n) for n in range(10)))
"""
ENDLESS = "async def {name}(*args, **kwargs):\n    while True:\n        pass\n"


class Number(msgspec.Struct, frozen=True):
    """One number: what was measured, the target, and what came out. *most* tells whether the target is a maximum."""

    what: str
    target: float
    unit: str
    most: bool = True
    measured: float | None = None
    detail: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached; None if nothing could be measured yet."""
        if self.measured is None:
            return None
        return self.measured <= self.target if self.most else self.measured >= self.target


LATER = (
    Number("one exercise after a save, watch mode", 0.3, "s"),
    Number("nothing changed since the last grade", 0.25, "s"),
    Number("a class on one machine, warm", 0.6, "submissions/s", most=False),
)
"""What is to be measured once it exists."""


def main(words: Sequence[str]) -> int:
    """Measure, print a table, and with ``--json FILE`` save the numbers. Exit 1 if a target is missed."""
    parser = argparse.ArgumentParser(prog="nox -s bench --", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="save the numbers as JSON")
    parser.add_argument("--times", type=int, default=TIMES, metavar="N", help=f"measure so often (default: {TIMES})")
    parser.add_argument(
        "--regrades", type=int, default=0, metavar="N", help="only grade N times beside busy processes (200: long)"
    )
    parser.add_argument("words", nargs="*", metavar="EXERCISE", help="what to grade (default: the whole course)")
    options = parser.parse_args([*words])
    course = courses.load(ROOT)
    if options.regrades:
        numbers = [regrades(course, options.regrades, options.words)]
    else:
        numbers = [*measure(course, max(1, options.times), options.words), *LATER]
    _show(numbers)
    if options.json is not None:
        options.json.write_text(json.dumps(_saved(numbers), indent=2) + "\n", encoding="utf-8")
    return int(any(number.reached is False for number in numbers))


def measure(course: Course, times: int, words: Sequence[str]) -> list[Number]:
    """Measure what exists; the first three are of the exercises that *words* name."""
    count = len(course.choose(list(words)))
    wall, cpu = cold_grade(times, words)
    waited, counted = waiting(course, words)
    looped, topic = endless(course)
    return [
        Number(f"{count} exercises, solutions, cold: wall", wall_target(count), "s", measured=wall),
        Number(f"{count} exercises, solutions, cold: CPU", round(wall_target(count) * 5 / 3, 2), "s", measured=cpu),
        Number(
            "seconds the checks would wait, to one of the grade",
            1_000,
            "x",
            most=False,
            measured=counted / wall,
            detail=f"{counted:,.0f} s, of {waited:,.0f}",
        ),
        Number("one run: loop, ten sleeps, recording, over the pipe", 0.6, "ms", measured=one_run() * 1_000),
        Number("an exercise that loops for ever", 6, "s", measured=looped, detail=topic),
        Number("what nox adds to a grade", 0.7, "s", measured=nox_overhead(times)),
    ]


def wall_target(exercises: int) -> float:
    """Give the target for so many exercises: 1.2 s for 4, 1.8 s for 16, 3 s for all 36, and between these by line."""
    known = [(4, 1.2), (16, 1.8), (36, 3.0)]
    for (few, short), (many, long) in itertools.pairwise(known):
        if exercises <= many:
            return round(short + max(0, exercises - few) * (long - short) / (many - few), 2)
    return known[-1][1]


# --- The numbers ----------------------------------------------------------------------------------------------------


def cold_grade(times: int, words: Sequence[str]) -> tuple[float, float]:
    """Grade solutions in a fresh process; give the seconds of wall time and of CPU time, its lab's included.

    A part of the lab is not waited for by the grade, and would not count: here it becomes a child of this process.
    """
    orphans.adopt()
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "grader",
            "grade",
            *words,
            "--from",
            "solutions",
            "--json",
            str(Path(folder, "r.json")),
        ]
        took = [_timed(command) for _ in range(times)]
    return statistics.median(wall for wall, _ in took), statistics.median(cpu for _, cpu in took)


def _timed(command: Sequence[str]) -> tuple[float, float]:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    took = time.perf_counter() - start
    orphans.end(set())  # the warm parent of the second judge, and with it all of its workers
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def waiting(course: Course, words: Sequence[str]) -> tuple[float, float]:
    """Give for how many virtual seconds the checks of solutions wait in all, and counting each up to `LONGEST`."""
    times: Counter[str] = Counter()

    def look(seen: Seen) -> None:
        times[seen.check] += seen.recording.closed

    submission = read_folder(course.root / "solutions", course.choose(list(words)), course)
    with watching(look):
        grade_each([submission], Terms(), suites=Suites(course.root / "tests"))
    each = [seconds(closed) for closed in times.values()]
    return sum(each), sum(min(LONGEST, one) for one in each)


def one_run(times: int = RUNS) -> float:
    """Give the seconds of one run, the median of many by one worker."""
    request = Call(name="main", arguments=pickle.dumps(((), {})), limits=Limits(), schedule=Schedule())
    took = []
    with Lab() as lab:
        worker = lab.worker(FULL)
        worker.tell(Begin(topic="bench", filename="bench.py", source=TEN_SLEEPS, seed=0))
        for _ in range(times):
            start = time.perf_counter()
            answer = worker.ask(request)
            took.append(time.perf_counter() - start)
            if not isinstance(answer, Recording) or answer.elapsed != 9 * 10**9:
                raise SystemExit(f"the lab answered {answer!r}")
        worker.close()
    return statistics.median(took)


def endless(course: Course) -> tuple[float, str]:
    """Give how long it takes to grade the exercise with the most checks when all of its functions loop for ever."""
    materials = [read(course, exercise)[0] for exercise in course.finished]
    worst = max(materials, key=lambda material: sum(len([*checks(suite)]) for suite in material.suites))
    topic = worst.exercise.topic
    assert worst.stub is not None
    names = sorted({name.partition(".")[0] for name in todos(worst.stub.tree)})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"{topic}.py")
        path.write_text("".join(ENDLESS.format(name=name) for name in names), encoding="utf-8")
        return _timed([sys.executable, "-m", "grader", "grade", topic, "--from", str(path)])[0], topic


def regrades(course: Course, times: int, words: Sequence[str]) -> Number:
    """Grade *times* times, each in a fresh process and beside busy ones; count the reports that differ.

    What is graded are wrong programs, the first one of each exercise: their reports have more to say. What differs is
    printed.
    """
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(BUSY)]
    try:
        with tempfile.TemporaryDirectory() as folder:
            for exercise in course.choose(list(words)):
                wrong = min((ROOT / "tests/submissions" / exercise.part / exercise.topic).glob("wrong_*.py"))
                (Path(folder) / exercise.part).mkdir(exist_ok=True)
                shutil.copy(wrong, Path(folder) / exercise.file)
            with ThreadPoolExecutor(AT_ONCE) as pool:
                reports = list(pool.map(lambda _: _report(words, folder), range(times)))
    finally:
        for process in busy:
            process.kill()
            process.wait()
    kinds = Counter(reports)
    first, *rest = (json.dumps(json.loads(report), indent=1).splitlines() for report, _ in kinds.most_common())
    for other in rest:
        print(*difflib.unified_diff(first, other, "most", "some", n=8, lineterm=""), sep="\n")
    others = times - max(kinds.values())
    return Number(f"reports that differ over {times} regrades beside {BUSY} busy processes", 0, "", measured=others)


def _report(words: Sequence[str], folder: str) -> str:
    """Grade what is in *folder*, and give the report as JSON, without how long that took."""
    command = [sys.executable, "-m", "grader", "grade", *words, "--from", folder, "--json", "-"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return json.dumps({name: value for name, value in json.loads(done.stdout).items() if name != "elapsed"})


def nox_overhead(times: int) -> float | None:
    """Give how much longer a grade takes through nox; None where there is no nox."""
    nox = shutil.which("nox")
    if nox is None:
        return None
    environment = ROOT / ".nox" / f"grading-{sys.version_info.major}.{sys.version_info.minor}"
    if not (environment / "stamp").exists():
        return None
    _timed([nox, "-s", "list"])
    through = statistics.median(_timed([nox, "-s", "list"])[0] for _ in range(times))
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    direct = statistics.median(_timed([str(python), "-m", "grader", "list"])[0] for _ in range(times))
    return through - direct


# --- Showing --------------------------------------------------------------------------------------------------------


def _show(numbers: Sequence[Number]) -> None:
    table = Table("what", "target", "measured", "", title=f"Python {platform.python_version()}, {os.cpu_count()} cores")
    for number in numbers:
        sign = "≤" if number.most else "≥"
        measured = "not yet" if number.measured is None else f"{number.measured:,.3g} {number.unit}"
        verdict = {True: "reached", False: "MISSED", None: ""}[number.reached]
        detail = f" ({number.detail})" if number.detail else ""
        table.add_row(number.what, f"{sign} {number.target:,g} {number.unit}", measured + detail, verdict)
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(table)
    load = os.getloadavg()[0] - 1  # one is the bench itself
    if load > 1:
        console.print(f"Others keep {load:.1f} cores of this machine busy: wall times say little. Measure again later.")


def _saved(numbers: Sequence[Number]) -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "numbers": [{**msgspec.structs.asdict(number), "reached": number.reached} for number in numbers],
    }
