"""Proves that the lab is like life: the command of `nox -s fidelity`.

CPython's own tests of asyncio pass on the lab's loop. And of each exercise the check that course.toml names as
`fidelity` is played in real time by the solution and by every right submission: the same happens, in the same order.
"""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from grader import course as courses
from grader.course import UserError
from grader.judge.grade import Terms, grade_each
from grader.judge.submission import Submission, SubmittedFile
from grader.judge.suites import Suites
from grader.protocol import Codec, Recording
from tests.authoring import cpython, realtime
from tests.authoring.claims import claim
from tests.authoring.grades import side_by_side
from tests.authoring.material import read
from tests.authoring.watching import watching

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from grader.course import Course, Exercise
    from tests.authoring.watching import Seen

PROVED, DIFFERENT, NOT_PROVED = 0, 1, 2
SCALES = (0.02, 0.1, 0.4)
"""Real seconds for one second of a scenario. What differs is played again more slowly: a busy machine wakes late, and
only what differs at every pace is a difference."""
PLAYERS = 4
"""How many play at once: they do nothing but wait."""
MOST = 10
"""How many runs a check may ask for to be played in real time."""
PATIENCE = 300


def main(words: Sequence[str]) -> int:
    """Prove what *words* name, exercises; or, without words, all of them, and run CPython's tests before."""
    try:
        course = courses.load(courses.find_root(Path.cwd()))
        exercises = course.choose([*words])
    except UserError as error:
        print(error, file=sys.stderr)
        return NOT_PROVED
    status = PROVED if words else prove_loop()
    return max(status, prove_scenarios(course, exercises), key=(PROVED, NOT_PROVED, DIFFERENT).index)


# --- CPython's tests ------------------------------------------------------------------------------------------------


def prove_loop() -> int:
    """Run CPython's tests on the lab's loop, and print what became of them."""
    command = [sys.executable, "-m", "tests.authoring.cpython"]
    root = Path(__file__).resolve().parents[2]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=PATIENCE, check=False)
        lines, said = done.stdout, done.stderr
    except subprocess.TimeoutExpired as late:
        lines, said = (late.stdout or b"").decode(), f"no end after {PATIENCE} s"
    results = [json.loads(line) for line in lines.splitlines() if line.startswith("{")]
    print(f"CPython {sys.version.split()[0]}: its own tests of asyncio on the lab's loop")
    statuses = [told(result) for result in results]
    print(f"  {sum(result.get('run', 0) for result in results)} tests in all")
    if len(results) < len(cpython.MODULES):
        print(f"  {cpython.MODULES[len(results)]}: came to no end. {said.strip()[-2000:]}")
        return DIFFERENT
    return max(statuses, key=(PROVED, NOT_PROVED, DIFFERENT).index)


def told(result: dict[str, object]) -> int:
    """Print what became of one module of CPython's tests, and give the status that this is worth."""
    module = result["module"]
    if result["missing"]:
        print(
            f"  {module}: NOT RUN, because this Python has no {cpython.PACKAGE}.{module}. "
            "Debian has it in libpython3-testsuite; Pythons from pyenv and python.org bring it."
        )
        return NOT_PROVED
    failed = result["failed"]
    assert isinstance(failed, dict)
    skipped = f", {result['skipped']} of them skipped" if result["skipped"] else ""
    print(f"  {module}: {result['run']} tests{skipped}, {len(failed) or 'none'} failed")
    for name, text in failed.items():
        print(f"    {name}\n      " + "\n      ".join(str(text).strip().splitlines()[-6:]))
    return DIFFERENT if failed else PROVED


# --- Scenarios in real time -----------------------------------------------------------------------------------------


def prove_scenarios(course: Course, exercises: Iterable[Exercise]) -> int:
    """Play one check of each exercise in real time, with every right program, and print how it compares."""
    start = time.perf_counter()
    exercises = tuple(exercises)
    wanted = {f"{exercise.topic}::{exercise.fidelity}": exercise for exercise in exercises if exercise.fidelity}
    seen = in_lab(course, exercises, frozenset(wanted))
    apart = played_apart(seen)
    print("In real time, as in the lab: one check of each exercise, by its solution and every right submission")
    status = PROVED
    for exercise in exercises:
        runs = [each for each in seen if each.check == f"{exercise.topic}::{exercise.fidelity}"]
        told = {each.submission: apart[number] for number, each in enumerate(seen) if each in runs and number in apart}
        status = max(status, _compared(exercise, runs, told), key=(PROVED, NOT_PROVED, DIFFERENT).index)
    print(f"  {len(seen)} runs, {time.perf_counter() - start:.1f} s")
    return status


def _compared(exercise: Exercise, runs: Sequence[Seen], apart: dict[str, list[str]]) -> int:
    programs = sorted({each.submission for each in runs})
    if not runs:
        said = f"the check {exercise.fidelity!r} makes no run" if exercise.fidelity else "no check is named"
        print(f'  {exercise.topic}: NOT PROVED, {said}. Name one in exercises/course.toml: fidelity = "test_…"')
        return NOT_PROVED
    if len(runs) > MOST * len(programs):
        print(f"  {exercise.topic}: NOT PROVED, {exercise.fidelity} makes more than {MOST} runs. Name another check.")
        return NOT_PROVED
    print(f"  {exercise.topic}: {exercise.fidelity}, {len(programs)} programs, {len(apart) or 'none'} different")
    for program, found in apart.items():
        print(f"    {program}")
        print("".join(f"      {line}\n" for line in found), end="")
    return DIFFERENT if apart else PROVED


def in_lab(course: Course, exercises: Iterable[Exercise], wanted: frozenset[str]) -> list[Seen]:
    """Have the lab grade every right program, and give the plain runs of the *wanted* checks."""
    seen: list[Seen] = []

    def look(each: Seen) -> None:
        if not each.request.schedule.seed:
            seen.append(each)

    with watching(look, only=wanted):
        grade_each(_right_programs(course, exercises), Terms(), suites=Suites(course.root / "tests"))
    return seen


def _right_programs(course: Course, exercises: Iterable[Exercise]) -> list[Submission]:
    files = {}
    for exercise in exercises:
        material, _ = read(course, exercise)
        sources = [source for source in (material.solution, *material.right) if source and not claim(source).unmet]
        files[exercise.topic] = [SubmittedFile(source.path, source.text) for source in sources]
    return side_by_side(files)


def played_apart(seen: Sequence[Seen]) -> dict[int, list[str]]:
    """Play *seen* in real time; give, by their place, how those differ that do at every pace."""
    apart: dict[int, list[str]] = {number: [] for number in _within_reason(seen)}
    for factor in SCALES:
        if not apart:
            break
        spawning = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(PLAYERS, spawning, realtime.prepare, (factor,)) as pool:
            chosen = [seen[number] for number in apart]
            encode = Codec.encoder.encode
            real = pool.map(
                realtime.play, (encode(each.begin) for each in chosen), (encode(each.request) for each in chosen)
            )
            found = {number: _differences(seen[number], data) for number, data in zip(apart, real, strict=True)}
        apart = {number: lines for number, lines in found.items() if lines}
    return apart


def _within_reason(seen: Sequence[Seen]) -> list[int]:
    """Leave out what some check asks for too often: it is reported, and not played."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for each in seen:
        counts[each.check, each.submission] += 1
    return [number for number, each in enumerate(seen) if counts[each.check, each.submission] <= MOST]


def _differences(seen: Seen, data: bytes) -> list[str]:
    real = Codec.response.decode(data)
    assert isinstance(real, Recording)
    return realtime.differences(seen.recording, real)
