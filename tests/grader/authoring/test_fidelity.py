"""Fidelity says when life and the lab differ, and when nothing was proved."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from grader.protocol import EventRecord, Failure, OutputRecord, Recording
from tests.authoring import fidelity
from tests.authoring.realtime import differences
from tests.grader.authoring.course import MANIFEST, SUBMISSIONS, session, spoil, write

SECOND = 10**9


def recording(*events: tuple[float, str], elapsed: float = 5, **more: object) -> Recording:
    """Make a recording of *events* at times in seconds."""
    records = [EventRecord(at=round(at * SECOND), name=name) for at, name in events]
    plain = Recording(ended="returned", elapsed=round(elapsed * SECOND), closed=0, events=records)
    return msgspec.structs.replace(plain, **more)


def test_differences_forgives_what_is_a_little_late() -> None:
    """The same in the same order is the same, if it ends less than 0.4 s late, or a tenth."""
    lab = recording((0, "a started"), (3, "a finished"))
    assert differences(lab, recording((0.01, "a started"), (3.3, "a finished"), elapsed=5.3)) == []
    assert differences(recording(elapsed=60), recording(elapsed=65)) == []


def test_differences_leaves_the_order_within_an_instant_open() -> None:
    """What the lab has happen at one instant may come in any order, and nothing else may."""
    lab = recording((0, "a"), (3, "b"), (3, "c"), (4, "d"))
    assert differences(lab, recording((0, "a"), (3, "c"), (3.1, "b"), (4, "d"))) == []
    assert differences(lab, recording((0, "a"), (3, "b"), (3.1, "d"), (4, "c"))) == [
        "events: a, b, c, d in the lab; a, b, d, c in real time"
    ]
    assert differences(lab, recording((0, "a"), (3, "b"), (3, "c"))) != []


def test_differences_takes_a_line_as_a_whole() -> None:
    """A line may be written in pieces, as print() does it: the time of its end counts."""
    whole = [OutputRecord(at=0, text="hi\n"), OutputRecord(at=SECOND, text="ho")]
    pieces = [OutputRecord(at=at, text=text) for at, text in enumerate(("hi", "\n", "h", "o"))]
    assert differences(recording(output=whole), recording(output=pieces)) == []


@pytest.mark.parametrize(
    ("real", "said"),
    [
        (recording(returned=3), "it returned: None in the lab, 3 in real time"),
        (recording(ended="deadlock"), "it ended: 'returned' in the lab, 'deadlock' in real time"),
        (
            recording(raised=Failure(type="KeyError", message="x")),
            "it raised: None in the lab, ('KeyError', 'x') in real time",
        ),
        (recording(finals={"a": 1}), "at the end: {} in the lab, {'a': 1} in real time"),
        (recording(output=[OutputRecord(at=0, text="hi\n")]), "lines:  in the lab; hi in real time"),
        (recording(elapsed=4.9), "it took 5 s in the lab, 4.9 s in real time"),
        (recording(elapsed=5.6), "it took 5 s in the lab, 5.6 s in real time"),
    ],
    ids=["value", "end", "error", "final", "output", "early", "late"],
)
def test_differences_says_what_differs(real: Recording, said: str) -> None:
    """Each part of the outcome is compared, and what differs is said with both values."""
    assert differences(recording(), real) == [said]


def test_fidelity_plays_a_check_in_real_time(tmp_path: Path) -> None:
    """The check that is named is really waited for by every right program."""
    done = session("fidelity.py", write(tmp_path), "nap")
    assert "nap: test_rests_and_dreams, 4 programs, none different" in done.stdout
    assert done.returncode == fidelity.PROVED


def test_fidelity_catches_what_works_in_the_lab_only(tmp_path: Path) -> None:
    """A program that knows the lab's clock from a real one is found out."""
    root = write(tmp_path)
    spoil(
        root,
        f"{SUBMISSIONS}/right_in_a_task.py",
        "    return await",
        "    start = asyncio.get_running_loop().time()\n"
        "    await asyncio.sleep(1)\n"
        "    if asyncio.get_running_loop().time() - start != 1:\n"
        '        return "life"\n'
        "    pause -= 1\n"
        "    return await",
    )
    done = session("fidelity.py", root, "nap")
    assert (
        "1 different\n    tests/submissions/1_rest/nap/right_in_a_task.py\n      it returned: 'a cloud'" in done.stdout
    )
    assert done.returncode == fidelity.DIFFERENT


def test_fidelity_is_not_proved_without_a_check(tmp_path: Path) -> None:
    """An exercise that names no check is said not to be proved, and exit status 2 says so, too."""
    root = write(tmp_path)
    spoil(root, MANIFEST, 'fidelity = "test_rests_and_dreams"', "")
    done = session("fidelity.py", root, "nap")
    assert "nap: NOT PROVED, no check is named." in done.stdout
    assert done.returncode == fidelity.NOT_PROVED


def test_fidelity_admits_that_tests_are_missing(capsys: pytest.CaptureFixture[str]) -> None:
    """A Python without its tests proves nothing."""
    assert fidelity.told({"module": "test_locks", "missing": True}) == fidelity.NOT_PROVED
    assert "test_locks: NOT RUN, because this Python has no test.test_asyncio.test_locks." in capsys.readouterr().out


def test_fidelity_shows_a_test_that_failed(capsys: pytest.CaptureFixture[str]) -> None:
    """A test that fails is named, with the end of its traceback."""
    result = {"module": "test_locks", "missing": False, "run": 2, "skipped": 1, "failed": {"test_a": "1\nKeyError: 2"}}
    assert fidelity.told(result) == fidelity.DIFFERENT
    assert capsys.readouterr().out == (
        "  test_locks: 2 tests, 1 of them skipped, 1 failed\n    test_a\n      1\n      KeyError: 2\n"
    )
