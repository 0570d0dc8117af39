"""waiting: the checks that make sure."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import job, note, scenario

TEXTS = {"a": "A", "b": "B", "c": "C", "d": "", "e": "E"}  # a text may be empty

# Each name with its own duration: no two are over in the same instant.
works = st.dictionaries(st.sampled_from("abcde"), st.booleans(), max_size=5).flatmap(
    lambda fails: st.lists(st.integers(1, 20), min_size=len(fails), max_size=len(fails), unique=True).map(
        lambda takes: {name: (time, fails[name]) for name, time in zip(fails, takes, strict=True)}
    )
)


def jobs(works):
    return {
        name: job(name, takes=takes, returns=TEXTS[name], raises=ValueError("broken") if fails else None)
        for name, (takes, fails) in works.items()
    }


@scenario
async def checked(exercise, checks, limit):
    outcomes = await exercise.run_checks(checks, limit)
    note("over")
    await asyncio.sleep(100)
    return outcomes


@pytest.mark.points(1.5)
@given(works=works, limit=st.integers(0, 20).map(lambda whole: whole + 0.5))
def test_checks_end_for_whichever_reason_comes_first(lab, works, limit):
    """However many checks there are, or none, they end at the first failure, at the limit, or when all are done."""
    run = lab.play(checked, jobs(works), limit)
    failure = min((takes for takes, fails in works.values() if fails), default=limit)
    end = min(limit, failure, max((takes for takes, _ in works.values()), default=0))
    assert run.at("over") == end
    assert run.returned == {
        name: "stopped" if takes > end else "failed" if fails else "passed" for name, (takes, fails) in works.items()
    }
    for name, (takes, _) in works.items():
        assert run.at(f"{name} cancelled") == (end if takes > end else None)


@pytest.mark.points(1.5)
@given(works=works)
def test_any_downloads_are_told_one_by_one(lab, works):
    """However many downloads there are, and whichever of them fail, each has the right line at the right time."""
    run = lab.call("follow", jobs(works))
    in_order = sorted(works.items(), key=lambda item: item[1])
    assert run.printed == [
        (takes, f"{number}/{len(works)} {name}: {'failed' if fails else TEXTS[name]}")
        for number, (name, (takes, fails)) in enumerate(in_order, start=1)
    ]
    assert run.returned == {name: TEXTS[name] for name, (_, fails) in works.items() if not fails}


@scenario
async def both(exercise, servers, downloads):
    answer = await exercise.fastest(servers)
    note("answered")
    return answer, await exercise.follow(downloads)


@pytest.mark.points(1)
def test_nothing_depends_on_luck(lab):
    """When several are over in the same instant, or late, the answer is one of the first, and no names are mixed up."""
    servers = [job(f"server {name}", takes=2, returns=name) for name in "xyz"]
    downloads = {name: job(name, takes=2, returns=name.upper()) for name in "abcd"}
    for run in lab.explore(both, servers, downloads):
        first = [name for name in "xyz" if run.at(f"server {name} finished") == run.at("answered")]
        answer, texts = run.returned
        assert answer in first
        assert texts == {"a": "A", "b": "B", "c": "C", "d": "D"}
        lines = [line for _, line in run.printed]
        assert [line[:4] for line in lines] == ["1/4 ", "2/4 ", "3/4 ", "4/4 "]
        assert sorted(line[4:] for line in lines) == ["a: A", "b: B", "c: C", "d: D"]


@scenario
async def stopped(exercise, function, arguments):
    task = asyncio.create_task(getattr(exercise, function)(*arguments))
    await asyncio.sleep(2.5)
    task.cancel()
    await asyncio.wait([task])
    note("was cancelled", task.cancelled())
    await asyncio.sleep(100)


@pytest.mark.points(1)
def test_who_is_cancelled_stops_what_it_started(lab):
    """Cancelled while it waits, each function stops all that it has started and is itself cancelled."""
    slow, long = job("slow", takes=9), job("long", takes=8)
    for function, arguments in (
        ("fastest", [[slow, long]]),
        ("run_checks", [{"slow": slow, "long": long}, 20.5]),
        ("follow", [{"slow": slow, "long": long, "short": job("short", takes=1, returns="s")}]),
    ):
        run = lab.play(stopped, function, arguments)
        assert run.at("slow cancelled") == 2.5
        assert run.at("long finished") is None
        assert run.notes("was cancelled") == [True]
