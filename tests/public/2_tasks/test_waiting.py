"""waiting: the checks that a learner may read."""

import pytest

from grader.judge import job


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


@pytest.mark.points(1.5)
def test_who_is_asked_in_vain_is_stopped(lab):
    """When `fastest` is over, those that had not answered yet have been stopped and have cleaned up."""
    slow = job("slow", takes=9, returns="S", cleanup=2)
    run = lab.call("fastest", [slow, job("fast", takes=3, returns="F"), job("late", takes=7, returns="L")])
    assert run.at("slow cancelled") == 3
    assert run.elapsed == 5
    assert run.returned == "F"


@pytest.mark.points(1.5)
def test_the_limit_ends_the_checks(lab):
    """At the limit, the checks that are not done are stopped and clean up; those that are done have passed."""
    checks = {"disk": job("disk", takes=2), "net": job("net", takes=9, cleanup=1), "fan": job("fan", takes=4)}
    run = lab.call("run_checks", checks, 5.5)
    assert run.elapsed == 6.5
    assert run.at("net cancelled") == 5.5
    assert run.returned == {"disk": "passed", "net": "stopped", "fan": "passed"}


@pytest.mark.points(1.5)
def test_the_first_failure_ends_the_checks(lab):
    """The first check that fails ends them all; while none fails, they go on until all are done."""
    passing = {"net": job("net", takes=9, cleanup=1), "disk": job("disk", takes=2)}
    run = lab.call("run_checks", {**passing, "fan": job("fan", takes=4, raises=OSError("stuck"))}, 30.5)
    assert run.at("net cancelled") == 4
    assert run.elapsed == 5
    assert run.returned == {"net": "stopped", "disk": "passed", "fan": "failed"}
    run = lab.call("run_checks", passing, 30.5)
    assert run.elapsed == 9
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
