"""subprocesses: the checks that a learner may read."""

import pytest

from grader.judge import note, program, scenario


@pytest.mark.points(3)
def test_a_program_is_run(lab):
    """A program's output comes back as text when it is over; one that fails raises what it complains of."""
    run = lab.call(
        "run", [program("mix", takes=3, output=[(1, "Blåbær\n"), (3, "done\n")], errors="hm\n"), "old tape", "a|b"]
    )
    assert run.blocked == []
    assert run.returned == "Blåbær\ndone\n"
    assert run.elapsed == 3
    assert [span.arguments for span in run.spans("mix")] == [["old tape", "a|b"]]
    run = lab.call("run", [program("cut", takes=2, output="no cut\n", errors="no such track\n", exits=3)])
    assert run.raised == ("RuntimeError", "no such track\n")
    assert run.elapsed == 2
    run = lab.call("run", ["mixx", "old tape"])
    assert run.raised.type == "FileNotFoundError"


@pytest.mark.points(2)
def test_a_program_is_stopped_at_its_limit(lab):
    """At its limit a program is killed, even if it does not listen, and its end waited for; one in time is not."""
    run = lab.call("run_within", [program("mix", takes=9, output="done\n", stops=None)], 2.5)
    assert run.unreaped == []
    assert run.elapsed == 2.5
    assert run.returned is None
    assert [span.killed for span in run.spans("mix")] == [2.5]
    run = lab.call("run_within", [program("mix", takes=2, output="done\n")], 2.5)
    assert run.returned == "done\n"
    assert run.elapsed == 2


@pytest.mark.points(2)
def test_every_machine_is_at_work(lab):
    """There run as many programs as there are machines, and the next one starts when one is over, or has failed."""
    names, takes = ["a", "b", "c", "d", "e"], [7, 2, 3, 1, 4]
    commands = [[program(n, t, output=n.upper(), exits=int(n == "c"))] for n, t in zip(names, takes, strict=True)]
    run = lab.call("run_all", commands, 2, 20.5)
    assert run.peak() == 2
    assert [run.at(f"{name} started") for name in names] == [0, 0, 2, 5, 6]
    assert run.elapsed == 10
    assert run.returned == ["A", "B", None, "D", "E"]


@scenario
async def followed(exercise, command):
    def hear(line):
        note("line", line)
        note(f"line {line}")

    return await exercise.follow(command, hear)


@pytest.mark.points(2)
def test_lines_come_when_they_are_written(lab):
    """Each line is handed on when it has been written, as it was written, and the program's status comes last."""
    output = [(1, "track A\ntrack"), (2, " B\n"), (5, "track C\n\n"), (6, "  the end ")]
    run = lab.play(followed, [program("cut", takes=8, output=output, errors=[(3, "hm\n")], exits=4)])
    assert run.blocked == []
    assert [run.at(f"line track {name}") for name in "ABC"] == [1, 2, 5]
    assert run.notes("line") == ["track A", "track B", "track C", "", "  the end "]
    assert run.returned == 4
    assert run.elapsed == 8
    assert run.unreaped == []
