"""What a failed check is explained by: the plainest schedule, and the smallest example, under which it fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from grader.judge.worker import Worker
from grader.protocol import Message, Play, Schedule

if TYPE_CHECKING:
    from tests.grader.judge.conftest import House

RACE = '''
@scenario
async def both(exercise, first, second, noise):
    await asyncio.gather(exercise.keep(first), exercise.keep(second), noise(), noise(), noise())
    return exercise.kept


@pytest.mark.points(1)
def test_order(lab):
    """What is kept comes in the order of the calls."""
    first, second = job("first", takes=1, returns="first"), job("second", takes=4, returns="second")
    for run in lab.explore(both, first, second, job("noise", takes=2)):
        assert run.returned == ["first", "second"]
'''
RACY = """
kept = []

async def keep(fetch):
    kept.append(await fetch())
"""
CAREFUL = """
import asyncio
kept = []
lock = asyncio.Lock()

async def keep(fetch):
    async with lock:
        kept.append(await fetch())
"""


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[Schedule]:
    """Return the schedules that are played, as they are."""
    schedules: list[Schedule] = []
    tell = Worker.tell

    def listen(self: Worker, message: Message) -> None:
        if isinstance(message, Play):
            schedules.append(message.schedule)
        tell(self, message)

    monkeypatch.setattr(Worker, "tell", listen)
    return schedules


def test_race_is_found_and_made_plain(house: House) -> None:
    """A planted race is found under another order of events, of which only what it needs is left."""
    house.suite("alpha", RACE)
    verdict = house.verdict(RACY)
    assert verdict.status == "failed"
    assert "another order of events" in str(verdict.happened).lower()
    assert "['second', 'first']" in str(verdict.happened)
    assert verdict.timeline is not None
    lengths = {row.label: [bar.end - bar.start for bar in row.bars] for row in verdict.timeline.rows}
    assert lengths["first"][0] > 4  # late, as it has to be for the race
    assert lengths["second"] == [4]  # as plain as without a schedule
    assert {length for label, bars in lengths.items() if label.startswith("noise") for length in bars} == {2}


def test_found_schedule_has_nothing_to_spare(house: House, played: list[Schedule]) -> None:
    """Leaving out any further choice makes the failing schedule pass: the last ones played show it."""
    house.suite("alpha", RACE)
    house.verdict(RACY)
    plain, first_found = played[0], next(schedule for schedule in played if schedule.without)
    assert plain == Schedule()
    longest = max(played, key=lambda schedule: len(schedule.without))
    assert longest.seed == first_found.seed
    assert {"yields", "ties", "latency:second#0", "latency:noise#0"} <= set(longest.without)


def test_right_submission_is_played_once_under_each_schedule(house: House, played: list[Schedule]) -> None:
    """Thirty schedules, the plain one first, all different, and nothing is shrunk."""
    house.suite("alpha", RACE)
    assert house.verdict(CAREFUL).status == "passed"
    assert played[0] == Schedule()
    assert len({schedule.seed for schedule in played}) == len(played) == 30
    assert not any(schedule.without for schedule in played)


def test_failure_of_the_plain_schedule_is_not_shrunk(house: House, played: list[Schedule]) -> None:
    """A check that fails anyway says nothing of other orders of events."""
    house.suite("alpha", RACE)
    verdict = house.verdict(RACY.replace("kept.append(await fetch())", "kept.insert(0, await fetch())"))
    assert verdict.status == "failed"
    assert "another order" not in str(verdict.happened).lower()
    assert played == [Schedule()]


def test_exception_in_one_schedule_is_explained(house: House) -> None:
    """A run that raises only under some order of events is shrunk and told like any other failure."""
    house.suite("alpha", RACE)
    source = RACY + "    if kept[0] == 'second':\n        raise RuntimeError('out of order')\n"
    verdict = house.verdict(source)
    assert verdict.status == "failed"
    assert "another order of events" in str(verdict.happened).lower()
    assert "RuntimeError: out of order" in str(verdict.happened)


def test_drawn_check_is_explained_by_its_smallest_example(house: House) -> None:
    """The explanation of a drawn check is that of the smallest failing example, with its inputs."""
    house.suite(
        "alpha",
        '''
        @pytest.mark.points(1)
        @given(delays=st.lists(st.integers(1, 60), max_size=8))
        def test_it(lab, delays):
            """It takes as long as the slowest."""
            run = lab.call("wait", [job(f"j{n}", takes=delay) for n, delay in enumerate(delays)])
            assert run.elapsed == max(delays, default=0)
        ''',
    )
    verdict = house.verdict("async def wait(jobs):\n    for job in jobs:\n        await job()\n")
    assert verdict.happened == "`wait` took 2 s."
    assert "1 s" in str(verdict.expected)
    assert "wait([j0 (1 s), j1 (1 s)])" in str(verdict.expected)
    assert verdict.timeline is not None
    assert [row.label for row in verdict.timeline.rows] == ["j0", "j1"]


def test_interrupt_while_shrinking_is_an_interrupt(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is not taken for a schedule under which the check passes."""
    house.suite("alpha", RACE)
    tell = Worker.tell

    def interrupted(self: Worker, message: Message) -> None:
        if isinstance(message, Play) and message.schedule.without:
            raise KeyboardInterrupt
        tell(self, message)

    monkeypatch.setattr(Worker, "tell", interrupted)
    with pytest.raises(KeyboardInterrupt):
        house.verdict(RACY)
