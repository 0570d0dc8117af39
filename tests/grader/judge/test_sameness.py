"""The same recordings and verdicts every time: alone or among others, in any order, in any process."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from grader import course as courses
from grader.judge import client, grade, parallel, sitting
from grader.judge.docket import Docket
from grader.judge.submission import Submission, read_file, read_folder
from grader.judge.suites import Suites

if TYPE_CHECKING:
    from tests.grader.judge.conftest import House

TOPICS = ("hello", "gather")
WRONG = ("hello/wrong_asks_both_first", "gather/wrong_await_in_loop", "gather/wrong_completion_order")

Digests = dict[str, str]


def record(submission: Submission, root: Path, *, seed: int = 0, start: client.Start = "fork") -> Digests:
    """Grade *submission*; return a digest of each check's recordings, in their order, and of its verdict."""
    heard: dict[str, list[bytes]] = {}
    recording = sitting.Sitting._recording
    open_ = sitting.Sitting.__init__

    def opened(self: sitting.Sitting, lab: object, begin: object, *rest: object) -> None:
        open_(self, lab, begin, *rest)  # type: ignore[arg-type]
        self.heard = heard.setdefault(str(begin.seed), [])  # type: ignore[attr-defined]

    def listened(self: sitting.Sitting, response: object) -> object:
        self.heard.append(msgspec.msgpack.encode(response))  # type: ignore[attr-defined]
        return recording(self, response)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parallel, "processes", lambda: 1)
        patch.setattr(sitting.Sitting, "__init__", opened)
        patch.setattr(sitting.Sitting, "_recording", listened)
        exercises = grade.grade(submission, suites=Suites(root / "tests"), seed=seed, start=start)
    digests = {
        check.id: hashlib.sha256(msgspec.msgpack.encode(check)).hexdigest()
        for each in exercises
        for check in each.checks
    }
    seeds = {check_id: str(sitting.digest(str(seed), check_id)) for check_id in digests}
    return {
        check_id: found + hashlib.sha256(b"".join(heard.get(seeds[check_id], []))).hexdigest()
        for check_id, found in digests.items()
    }


def submissions(root: Path) -> dict[str, Submission]:
    """Return the solutions, and some wrong submissions."""
    course = courses.load(root)
    found = {"solutions": read_folder(root / "solutions", course.choose(list(TOPICS)), course)}
    for name in WRONG:
        exercise = course.one(name.split("/")[0])
        path = root / "tests" / "submissions" / exercise.part / f"{name}.py"
        found[name] = read_file(path, exercise, course)
    return found


@pytest.fixture(scope="module")
def root(pytestconfig: pytest.Config) -> Path:
    """Return the repository."""
    return pytestconfig.rootpath


@pytest.fixture(scope="module")
def first(root: Path) -> dict[str, Digests]:
    """Return the digests of a first grade of each submission."""
    return {name: record(each, root) for name, each in submissions(root).items()}


def test_something_was_recorded(first: dict[str, Digests]) -> None:
    """The digests compared below are of something: they differ between checks, and where a submission is wrong."""
    digests = [digest for each in first.values() for digest in each.values()]
    assert len(digests) > 30
    assert len(set(first["solutions"].values())) == len(first["solutions"])
    assert len(set(digests)) > 1.5 * len(first["solutions"])


@pytest.mark.parametrize(
    ("start", "names"), [("fork", ("solutions", *WRONG)), ("spawn", WRONG[1:])], ids=["forked", "spawned"]
)
def test_regrade_is_the_same(
    root: Path, first: dict[str, Digests], start: client.Start, names: tuple[str, ...]
) -> None:
    """Grading again gives the same, whether workers are forked or spawned."""
    for name in names:
        assert record(submissions(root)[name], root, start=start) == first[name]


def test_each_exercise_alone_is_the_same(root: Path, first: dict[str, Digests]) -> None:
    """What is graded before, or besides, has no influence."""
    files = submissions(root)["solutions"].files
    alone: Digests = {}
    for topic, file in files.items():
        alone |= record(Submission({topic: file}), root)
    assert alone == first["solutions"]


ORDERS: dict[str, Callable[[list[pytest.Item]], list[list[pytest.Item]]]] = {
    "in reverse": lambda items: [items[::-1]],
    "one at a time": lambda items: [[item] for item in items],
}


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_order_of_checks_does_not_matter(
    root: Path,
    first: dict[str, Digests],
    monkeypatch: pytest.MonkeyPatch,
    order: Callable[[list[pytest.Item]], list[list[pytest.Item]]],
) -> None:
    """A check is the same alone and after any other, on a lab of its own or on a used one."""
    judge = Docket._judge

    def judged(self: Docket, session: pytest.Session, submission: Submission) -> list[object]:
        (topic,) = submission.files
        exercises: list[object] = []
        for part in order(self._collect(session, topic)):
            self._checks[topic] = part
            exercises += judge(self, session, submission)
        return exercises

    monkeypatch.setattr(Docket, "_judge", judged)
    for name in ("hello/wrong_asks_both_first", "gather/wrong_await_in_loop"):
        assert record(submissions(root)[name], root) == first[name]


def test_shared_work_is_the_same(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sharing the exercises among processes changes no verdict."""
    submission = submissions(root)["solutions"]
    graded = []
    for number in (1, 2):
        monkeypatch.setattr(parallel, "processes", lambda number=number: number)
        graded.append(grade.grade(submission, suites=Suites(root / "tests"), seed=0))
    assert graded[0] == graded[1]


def test_another_process_is_the_same(root: Path, first: dict[str, Digests]) -> None:
    """A process with another hash seed, other modules loaded and CI set gives the same."""
    program = (
        "import importlib.util, json, sys\n"
        "from pathlib import Path\n"
        "sys.path[:0] = sys.argv[1:2]\n"
        "spec = importlib.util.spec_from_file_location('sameness', sys.argv[2])\n"
        "module = importlib.util.module_from_spec(spec)\n"
        "sys.modules['sameness'] = module\n"
        "spec.loader.exec_module(module)\n"
        "root = Path(sys.argv[1])\n"
        "print(json.dumps({name: module.record(each, root) for name, each in module.submissions(root).items()}))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(root), __file__],
        env={"PYTHONHASHSEED": "77", "CI": "true", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(ran.stdout) == first


def test_seed_changes_the_draws(root: Path, first: dict[str, Digests]) -> None:
    """Another seed draws other inputs, and leaves the checks without draws as they were, but for `random`."""
    other = record(submissions(root)["solutions"], root, seed=1)
    drawn = "gather::test_takes_as_long_as_the_slowest"
    plain = "gather::test_fetches_overlap"
    assert other[drawn] != first["solutions"][drawn]
    assert other[plain] == first["solutions"][plain]


def test_loaded_modules_do_not_change_the_draws(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hypothesis takes no constants from whatever local module happens to be imported."""
    house.suite(
        "alpha",
        '''
        @pytest.mark.points(1)
        @given(number=st.integers(), text=st.text())
        def test_it(lab, number, text):
            """It gives back what it got."""
            assert lab.call("answer", number, text).returned == [number, text]
        ''',
    )
    source = "async def answer(*given):\n    return list(given)\n"
    before = house.verdict(source)
    seen: list[list[bytes]] = []
    for constants in ((), (987_654_321, "an unlikely text")):
        module = types.ModuleType("a_local_module")
        path = house.root / "a_local_module.py"
        path.write_text(f"CONSTANTS = {constants!r} or (1000003, 'x')\n")
        module.__file__ = str(path)
        monkeypatch.setitem(sys.modules, "a_local_module" + str(len(seen)), module)
        monkeypatch.setenv("CI", "true" if seen else "")
        heard: list[bytes] = []
        recording = sitting.Sitting._recording

        def listened(self: sitting.Sitting, response: object, heard: list[bytes] = heard) -> object:
            heard.append(msgspec.msgpack.encode(response))
            return recording(self, response)  # type: ignore[arg-type]  # noqa: B023 (it never changes)

        with monkeypatch.context() as patch:
            patch.setattr(sitting.Sitting, "_recording", listened)
            assert house.verdict(source) == before
        seen.append(heard)
    assert len(seen[0]) >= 25
    assert seen[0] == seen[1]
