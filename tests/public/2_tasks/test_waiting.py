"""waiting: the checks that a learner may read."""

import asyncio

import pytest

from grader.judge import job, note, scenario


@pytest.mark.points(1.5)
def test_the_first_answer_counts(lab):
    """All servers are asked at the same time, and the first answer is returned, or the first error raised, at once."""
    run = lab.call(
        "fastest",
        [job("a", takes=5, returns="A"), job("b", takes=2, returns="B"), job("c", takes=8, returns="C")],
    )
    assert run.overlap("a", "b") == 2
    assert run.elapsed == 2
    assert run.returned == "B"
    run = lab.call("fastest", [job("a", takes=5, returns="A"), job("b", takes=2, raises=ConnectionError("no route"))])
    assert run.raised == ("ConnectionError", "no route")
    assert run.elapsed == 2


@scenario
async def asked(exercise, servers):
    answer = await exercise.fastest(servers)
    note("over")
    await asyncio.sleep(100)
    return answer


@pytest.mark.points(1.5)
def test_who_is_asked_in_vain_is_stopped(lab):
    """When `fastest` is over, those that had not answered yet have been stopped and have cleaned up."""
    slow = job("slow", takes=9, returns="S", cleanup=2)
    run = lab.play(asked, [slow, job("fast", takes=3, returns="F"), job("late", takes=7, returns="L")])
    assert run.at("slow cancelled") == 3
    assert run.at("late finished") is None
    assert run.at("over") == 5
    assert run.returned == "F"


@scenario
async def checked(exercise, checks, limit):
    outcomes = await exercise.run_checks(checks, limit)
    note("over")
    await asyncio.sleep(100)
    return outcomes


@pytest.mark.points(1.5)
def test_the_limit_ends_the_checks(lab):
    """After the limit nobody waits any more: what is done has passed, and what is not has been stopped."""
    checks = {name: job(name, takes=takes, returns="fine") for name, takes in (("disk", 2), ("net", 9), ("fan", 4))}
    run = lab.play(checked, checks, 5.5)
    assert run.at("net cancelled") == 5.5
    assert run.at("over") == 5.5
    assert run.returned == {"disk": "passed", "net": "stopped", "fan": "passed"}


@pytest.mark.points(1.5)
def test_the_first_failure_ends_the_checks(lab):
    """The first check that fails ends them all; while none fails, they go on until all are done."""
    passing = {"net": job("net", takes=9), "disk": job("disk", takes=2)}
    run = lab.play(checked, {**passing, "fan": job("fan", takes=4, raises=OSError("stuck"))}, 30.5)
    assert run.at("net cancelled") == 4
    assert run.at("over") == 4
    assert run.returned == {"net": "stopped", "disk": "passed", "fan": "failed"}
    run = lab.play(checked, passing, 30.5)
    assert run.at("over") == 9
    assert run.returned == {"net": "passed", "disk": "passed"}


@pytest.mark.points(2)
def test_each_download_is_told_when_it_is_over(lab):
    """Downloads run at the same time, and each has its line, about itself, at the moment at which it is over."""
    run = lab.call(
        "follow",
        {
            "map": job("map", takes=6, returns="40 kB"),
            "song": job("song", takes=2, returns="3 MB"),
            "book": job("book", takes=3, raises=OSError("gone")),
        },
    )
    assert run.overlap("map", "song") == 2
    assert [at for at, _ in run.printed] == [2, 3, 6]
    assert run.returned == {"map": "40 kB", "song": "3 MB"}
    assert run.printed == [(2, "1/3 song: 3 MB"), (3, "2/3 book: failed"), (6, "3/3 map: 40 kB")]
