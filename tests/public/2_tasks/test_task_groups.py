"""task_groups: the checks that a learner may read."""

import pytest

from grader.judge import by_argument, job


@pytest.mark.points(1)
def test_parts_are_built_at_the_same_time(lab):
    """All parts are built at the same time, and come in the order asked for."""
    run = lab.call("build", [job("wheel", takes=4, returns="W"), job("bell", takes=1, returns="B")])
    assert run.overlap("wheel", "bell") == 1
    assert run.elapsed == 4
    assert run.returned == ["W", "B"]


@pytest.mark.points(1.5)
def test_a_failure_stops_the_others(lab):
    """When a part fails, the others are stopped at once and clean up; then the error comes, in a group."""
    run = lab.call(
        "build",
        [
            job("wheel", takes=9, cleanup=2),
            job("bell", takes=3, raises=ValueError("out of tune")),
            job("seat", takes=1, returns="S"),
        ],
    )
    assert run.raised is not None
    assert run.at("wheel cancelled") == 3
    assert run.elapsed == 5
    assert run.inner == [("ValueError", "out of tune")]


@pytest.mark.points(1.5)
def test_sold_out_means_nothing_is_booked(lab):
    """Bookings are made at the same time; if one is sold out, the rest is stopped, and nothing is booked."""
    run = lab.call("book", [job("train", takes=3, returns="seat 61"), job("hotel", takes=2, returns="room 7")])
    assert run.elapsed == 3
    assert run.returned == ["seat 61", "room 7"]
    run = lab.call("book", [job("train", takes=9, cleanup=1), job("hotel", takes=2, raises=LookupError("full"))])
    assert run.returned == []
    assert run.at("train cancelled") == 2
    assert run.elapsed == 3


@pytest.mark.points(1)
def test_other_errors_reach_the_caller(lab):
    """A booking that fails in another way is not sold out: the caller gets the error, in a group."""
    run = lab.call("book", [job("train", takes=9), job("hotel", takes=2, raises=ConnectionError("no line"))])
    assert run.raised is not None
    assert run.elapsed == 2
    assert run.inner == [("ConnectionError", "no line")]


@pytest.mark.points(1)
def test_folders_are_read_as_soon_as_they_are_known(lab):
    """Each folder is read when the one around it is, whatever goes on elsewhere; one that is forbidden stops nobody."""
    tree = {"a": ["b", "c", "d"], "b": [], "c": ["e"], "e": [], "d": None}
    list_folders = job(
        "list_folders",
        takes=by_argument({"a": 1, "b": 6, "c": 2, "d": 1, "e": 4}),
        returns=by_argument(tree),
        raises=by_argument({**dict.fromkeys("abce"), "d": PermissionError("keep out")}),
    )
    run = lab.call("find_folders", "a", list_folders)
    assert run.elapsed == 7
    assert run.times("list_folders started") == [0, 1, 1, 1, 3]
    assert run.returned == ["a", "b", "c", "d", "e"]
