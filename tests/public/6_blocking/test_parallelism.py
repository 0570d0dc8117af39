"""parallelism: the checks that a learner may read."""

import asyncio

import pytest

from grader.judge import blocking_job, by_argument, computing_job, job, note, process_pool, scenario


@pytest.mark.points(2)
def test_all_cores_compute(lab):
    """As many regions are computed at the same time as there are cores, and a free core takes the next one."""
    takes, forecasts = {"north": 5, "south": 2, "east": 4, "west": 3}, {"north": 1, "south": 2, "east": 3, "west": 4}
    forecast = computing_job("forecast", takes=by_argument(takes), returns=by_argument(forecasts))
    run = lab.call("forecast_all", process_pool("pool", cores=2), forecast, list(takes), 7)
    assert run.peak("forecast") == 2
    assert run.elapsed == 8
    assert run.times("forecast started") == [0, 0, 2, 5]
    assert [call.arguments for call in run.spans("forecast")] == [[region, 7] for region in takes]
    assert run.returned == [1, 2, 3, 4]


@scenario
async def beside_a_clock(exercise, name, *arguments):
    async def tick():
        await asyncio.sleep(0.5)
        while True:
            note("tick")
            await asyncio.sleep(1)

    clock = asyncio.create_task(tick())
    try:
        return await getattr(exercise, name)(*arguments)
    finally:
        clock.cancel()
        await asyncio.wait([clock])


@pytest.mark.points(1.5)
def test_the_clock_ticks_while_cores_compute(lab):
    """While the cores compute, everything else goes on."""
    pool = process_pool("pool", cores=3)
    run = lab.play(beside_a_clock, "forecast_all", pool, computing_job("forecast", takes=4), ["north", "south"], 7)
    assert run.times("tick") == [0.5, 1.5, 2.5, 3.5]
    assert run.elapsed == 4


@pytest.mark.points(2.5)
def test_reports_go_at_their_own_pace(lab):
    """Every station is measured and looked up at once, and compared as soon as that is done and a core is free."""
    today, former = by_argument({"A": 1, "B": 2, "C": 3}), by_argument({"A": 7, "B": 8, "C": 9})
    measure = job("measure", takes=by_argument({"A": 3, "B": 1, "C": 9}), returns=today)
    look_up = blocking_job("look_up", takes=by_argument({"A": 1, "B": 2, "C": 9}), returns=former)
    compare = computing_job("compare", takes=5, returns=by_argument({1: "a", 2: "b", 3: "c"}))
    run = lab.call("report_all", process_pool("pool", cores=2), measure, look_up, compare, ["A", "B", "C"])
    assert run.times("measure started") == [0, 0, 0]
    assert run.times("look_up started") == [0, 0, 0]
    assert run.times("compare started") == [2, 3, 9]
    assert run.elapsed == 14
    assert [call.arguments for call in run.spans("compare")] == [[2, 8], [1, 7], [3, 9]]
    assert run.returned == ["a", "b", "c"]


@pytest.mark.points(2)
def test_what_is_there_at_the_limit_counts(lab):
    """At the limit it is over, and the forecasts that are there by then are the result."""
    takes, forecasts = {"north": 3, "south": 4, "east": 2, "west": 9}, {"north": 1, "south": 2, "east": 3, "west": 4}
    forecast = computing_job("forecast", takes=by_argument(takes), returns=by_argument(forecasts))
    run = lab.call("forecast_until", process_pool("pool", cores=2), forecast, list(takes), 7, 6.5)
    assert run.elapsed == 6.5
    assert run.returned == {"north": 1, "south": 2, "east": 3}
