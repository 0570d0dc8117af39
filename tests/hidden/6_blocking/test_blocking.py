"""blocking: the checks that make sure."""

import asyncio
import heapq
from string import ascii_letters

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import blocking_job, by_argument, note, scenario


@pytest.mark.points(1)
@given(takes=st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 9), min_size=1), telescopes=st.integers(1, 4))
def test_no_telescope_stands_idle(lab, takes, telescopes):
    """However long each exposure takes, stars are taken in order by whichever telescope is free first."""
    stars = list(takes)
    expose = blocking_job(
        "expose", takes=by_argument(takes), returns=by_argument({star: f"picture of {star}" for star in stars})
    )
    run = lab.call("photograph", expose, stars, telescopes)
    free, started = [0] * telescopes, []
    for star in stars:
        started.append(heapq.heappop(free))
        heapq.heappush(free, started[-1] + takes[star])
    assert run.times("expose started") == started
    assert run.blocked == []
    assert run.returned == [f"picture of {star}" for star in stars]
    assert run.elapsed == max(free)


@pytest.mark.points(0.5)
def test_pictures_belong_to_their_stars(lab):
    """Whichever exposure takes longer than expected, each picture is where its star is in the list."""
    expose = blocking_job("expose", takes=2, returns=by_argument({"Mira": 1, "Deneb": 2, "Spica": 3, "Rigel": 4}))
    for run in lab.explore(photographed, expose, ["Spica", "Rigel", "Mira", "Deneb"], 3):
        assert run.peak("expose") == 3
        assert run.returned == [3, 4, 1, 2]


@scenario
async def photographed(exercise, expose, stars, telescopes):
    return await exercise.photograph(expose, stars, telescopes)


@pytest.mark.points(0.5)
def test_forty_telescopes_work_at_once(lab):
    """There may be forty telescopes, and each of them exposes for itself."""
    run = lab.call("photograph", blocking_job("expose", takes=5, returns="p"), list(ascii_letters[:40]), 40)
    assert run.peak("expose") == 40
    assert run.blocked == []
    assert run.elapsed == 5
    assert run.returned == ["p"] * 40


@scenario
async def night(exercise, turn, blink):
    try:
        await exercise.open_dome(turn, blink, 3)
    except OSError as error:
        note("stuck", str(error))
    await asyncio.sleep(20)


@pytest.mark.points(1)
def test_the_lamp_goes_out_when_the_dome_is_stuck(lab):
    """When turning fails, its error reaches the caller, and the lamp never blinks again."""
    run = lab.play(night, blocking_job("turn", takes=8, raises=OSError("ice")), blocking_job("blink"))
    assert run.at("stuck") == 8
    assert run.notes("stuck") == ["ice"]
    assert run.times("blink started") == [3, 6]


@scenario
async def given_up(exercise, name, *arguments):
    task = asyncio.create_task(getattr(exercise, name)(*arguments))
    await asyncio.sleep(1.5)
    task.cancel()
    await asyncio.wait([task])
    note("is cancelled" if task.cancelled() else "has a result")
    await asyncio.sleep(20)


@pytest.mark.points(1)
def test_nobody_has_to_wait_for_the_end(lab):
    """Whoever is cancelled ends as cancelled, at once, waits for no thread to end, and leaves no lamp blinking."""
    run = lab.play(given_up, "photograph", blocking_job("expose", takes=9), ["Mira", "Deneb", "Spica"], 2)
    assert run.blocked == []
    assert run.at("is cancelled") == 1.5
    run = lab.play(given_up, "open_dome", blocking_job("turn", takes=9), blocking_job("blink"), 1)
    assert run.at("is cancelled") == 1.5
    assert run.times("blink started") == [1]
