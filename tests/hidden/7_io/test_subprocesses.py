"""subprocesses: the checks that make sure."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import by_argument, note, program, scenario


@scenario
async def followed(exercise, command):
    return await exercise.follow(command, lambda line: note("line", line[:5]))


@scenario
async def measured(exercise, command):
    try:
        return len(await exercise.run(command))
    except RuntimeError as error:
        return len(str(error))


@pytest.mark.points(1.5)
def test_no_pipe_stays_full(lab):
    """Programs write any amount to both of their streams, and come to their end."""
    tape, hum = "x" * 400_000, "y" * 500_000
    run = lab.play(measured, [program("mix", takes=3, output=[(1, tape)], errors=[(1, hum), (2, "hm")])])
    assert run.elapsed == 3
    assert run.returned == 400_000
    run = lab.play(measured, [program("mix", takes=3, output=[(2, tape)], errors=[(1, hum)], exits=1)])
    assert run.elapsed == 3
    assert run.returned == 500_000
    run = lab.play(followed, [program("cut", takes=3, output=[(2, "track A\n")], errors=[(1, hum)])])
    assert run.notes("line") == ["track"]
    assert run.elapsed == 3


@pytest.mark.points(1.5)
@given(
    takes=st.lists(st.integers(1, 6), max_size=5),
    machines=st.integers(1, 3),
    limit=st.sampled_from([2.5, 4.5, 20.5]),
    broken=st.sets(st.integers(0, 4), max_size=2),
)
def test_each_has_its_own_limit_and_failure(lab, takes, machines, limit, broken):
    """The limit counts from a program's own start; those that fail, or are late, are None, and the others go on."""
    late = {number for number, time in enumerate(takes) if time > limit}
    status = {str(number): int(number in broken) for number in range(len(takes))}
    durations = {str(number): time for number, time in enumerate(takes)}
    output = {str(number): f"track {number}" for number in range(len(takes))}
    mix = program("mix", by_argument(durations), output=by_argument(output), exits=by_argument(status), stops=None)
    run = lab.call("run_all", [[mix, str(number)] for number in range(len(takes))], machines, limit)
    free = [0.0] * machines
    started = []
    for time in takes:
        started.append(min(free))
        free[free.index(min(free))] += min(time, limit)
    assert run.times("mix started") == started
    assert run.unreaped == []
    assert run.elapsed == max(free)
    assert run.returned == [None if n in broken | late else f"track {n}" for n in range(len(takes))]


@scenario
async def called_off(exercise, moment, name, *args):
    task = asyncio.create_task(getattr(exercise, name)(*args))
    await asyncio.sleep(moment)
    task.cancel()
    await asyncio.wait([task])
    note("cancelled" if task.cancelled() else "not cancelled")
    if name == "run_all":
        await asyncio.sleep(0.25)  # a gather() that is cancelled is over a moment before its tasks are


@scenario
async def refused(exercise, command):
    def refuse(line):
        raise LookupError(line)

    return await exercise.follow(command, refuse)


@pytest.mark.points(1.5)
def test_no_program_outlives_its_call(lab):
    """Whatever becomes of a call, its programs have ended, and that has been waited for, when it is over."""
    mix = program("mix", takes=9, output=[(1, "track A\n"), (6, "track B\n")], stops=None)
    for name, args in (
        ("run", ([mix],)),
        ("run_within", ([mix], 20.5)),
        ("run_all", ([[mix], [mix], [mix]], 2, 20.5)),
        ("follow", ([mix], len)),
    ):
        run = lab.play(called_off, 3.5, name, *args)
        assert run.unreaped == []
        assert run.at("cancelled") == 3.5
        assert {span.killed for span in run.spans("mix")} == {3.5}
    run = lab.play(refused, [mix])
    assert run.raised == ("LookupError", "track A")
    assert run.unreaped == []
    assert run.elapsed == 1


@pytest.mark.points(1.5)
def test_results_stand_in_the_order_of_the_commands(lab):
    """Whichever program is over first, each result stands where its command does; one that does not exist is None."""
    commands = [
        [program("a", takes=2, output="A")],
        ["mixx"],
        [program("b", takes=2, output="B")],
        [program("c", takes=1, output="C")],
    ]
    for run in lab.explore(dubbed, commands):
        assert run.returned == ["A", None, "B", "C"]
        assert run.peak() <= 2


@scenario
async def dubbed(exercise, commands):
    return await exercise.run_all(commands, 2, 100.5)
