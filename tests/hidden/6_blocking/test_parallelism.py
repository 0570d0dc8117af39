"""parallelism: the checks that make sure."""

import asyncio
import heapq

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import blocking_job, by_argument, computing_job, job, note, process_pool, scenario


@scenario
async def twice(exercise, name, *arguments):
    return [await getattr(exercise, name)(*arguments) for _ in range(2)]


@pytest.mark.points(1.5)
@given(takes=st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 9), min_size=1), cores=st.integers(1, 4))
def test_no_core_stands_idle(lab, takes, cores):
    """However long each region takes, it is begun in its turn, by whichever core is free first, the next time, too."""
    regions = list(takes)
    forecasts = {region: f"sun in {region}" for region in regions}
    forecast = computing_job("forecast", takes=by_argument(takes), returns=by_argument(forecasts))
    run = lab.play(twice, "forecast_all", process_pool("pool", cores), forecast, regions, 3)
    free, started = [0] * cores, []
    for region in regions:
        started.append(heapq.heappop(free))
        heapq.heappush(free, started[-1] + takes[region])
    assert run.elapsed == 2 * max(free)
    assert run.times("forecast started") == started + [max(free) + start for start in started]
    assert run.blocked == []
    assert run.returned == [list(forecasts.values())] * 2


@pytest.mark.points(1)
def test_the_disk_takes_no_core(lab):
    """Five stations are looked up at the same time, however few cores there are, and nothing holds up the loop."""
    names = list("ABCDE")
    look_up = blocking_job("look_up", takes=6, returns=2)
    compare = computing_job("compare", takes=3)
    run = lab.call("report_all", process_pool("pool", 1), job("measure", takes=5, returns=1), look_up, compare, names)
    assert run.times("look_up started") == [0] * 5
    assert run.blocked == []
    assert run.elapsed == 6 + 5 * 3


@pytest.mark.points(1)
def test_reports_belong_to_their_stations(lab):
    """Whatever takes longer, every report is about one station, and is where it should be, the next time, too."""
    numbers = {"A": 1, "B": 2, "C": 3}
    measure, look_up = job("measure", takes=2, returns=by_argument(numbers)), blocking_job("look_up", takes=2)
    compare = computing_job("compare", takes=2, returns=by_argument({1: "a", 2: "b", 3: "c"}))
    pool = process_pool("pool", cores=2)
    for run in lab.explore(twice, "report_all", pool, measure, look_up, compare, list(numbers)):
        assert run.blocked == []
        assert run.returned == [["a", "b", "c"]] * 2


@scenario
async def two_editions(exercise, pool, forecast, regions, limits):
    return [await exercise.forecast_until(pool, forecast, regions, 7, limit) for limit in limits]


@pytest.mark.points(1)
def test_ends_early_if_all_is_there_and_on_time_if_nothing_is(lab):
    """If all are there before the limit, nobody waits for it; and if none is there, that is the result."""
    takes, forecasts = by_argument({"north": 3, "south": 5}), by_argument({"north": 1, "south": 2})
    forecast = computing_job("forecast", takes=takes, returns=forecasts)
    run = lab.play(two_editions, process_pool("pool", cores=2), forecast, ["north", "south"], [9.5, 2.25])
    assert run.elapsed == 7.25
    assert run.blocked == []
    assert run.returned == [{"north": 1, "south": 2}, {}]


@scenario
async def called_off(exercise, pool, forecast):
    task = asyncio.create_task(exercise.forecast_until(pool, forecast, ["north", "south", "east"], 7, 9.5))
    await asyncio.sleep(3.5)
    task.cancel()
    await asyncio.wait([task])
    note("is cancelled" if task.cancelled() else "has a result")


@pytest.mark.points(0.5)
def test_a_forecast_can_be_called_off(lab):
    """Whoever is cancelled before the limit ends as cancelled, at once, whatever is being computed."""
    run = lab.play(called_off, process_pool("pool", cores=2), computing_job("forecast", takes=6))
    assert run.at("is cancelled") == 3.5
    assert run.blocked == []
