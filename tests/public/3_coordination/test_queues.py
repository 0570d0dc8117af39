"""queues: the checks that a learner may read."""

import pytest

from grader.judge import by_argument, by_call, job, note, scenario


@scenario
async def copied(exercise, read, write, ahead):
    async def noted(item):
        note("written", item)
        await write(item)

    await exercise.copy(read, noted, ahead)


@pytest.mark.points(2)
def test_items_are_written_in_order_while_the_next_are_read(lab):
    """Every item is written, in the order in which they were read, and the next ones are read meanwhile."""
    read = job("read", takes=2, returns=by_call("red", "", "green", None))
    run = lab.play(copied, read, job("write", takes=3), 2)
    assert run.notes("written") == ["red", "", "green"]
    assert run.overlap("read", "write") == 6
    assert run.elapsed == 11


@scenario
async def copied_in_part(exercise, reads, write, ahead):
    left = iter(reads)

    async def read():
        return await next(left)()

    await exercise.copy(read, write, ahead)


@pytest.mark.points(1.5)
def test_the_reader_does_not_run_away(lab):
    """While the writer is slow, items are read until *ahead* of them wait, or one more, and then reading waits."""
    reads = [job(f"read {number}", takes=1, returns=f"item {number}") for number in range(1, 9)]
    run = lab.play(copied_in_part, [*reads, job("read 9", takes=1)], job("write", takes=20), 3)
    # The first item is written from 1 s to 21 s. Three others wait, and the reader may have one more in its hand.
    assert run.at("read 6 started") >= 21
    assert run.at("read 4 finished") == 4
    assert run.elapsed == 161


@scenario
async def handed_out(exercise, read, handle, workers):
    async def noted(item):
        note("handled", item)
        await handle(item)

    await exercise.hand_out(read, noted, workers)


@pytest.mark.points(2)
def test_all_workers_work_and_come_to_an_end(lab):
    """Every item is handled once, as many at the same time as there are workers, and then it is over."""
    read = job("read", takes=1, returns=by_call(*"abcdefghijkl", None))
    run = lab.play(handed_out, read, job("handle", takes=10), 3)
    assert run.elapsed >= 43  # the third worker gets its first item after 3 s, and needs 40 s for four
    assert run.notes("handled") == [*"abcdefghijkl"]
    assert run.peak("handle") == 3
    assert run.times("read started") == [*range(13)]  # the workers are busy, and reading goes on
    assert run.elapsed == 43


@scenario
async def explored(exercise, entrance, look, scouts):
    async def noted(room):
        note("looked at", room)
        return await look(room)

    return await exercise.explore(entrance, noted, scouts)


@pytest.mark.points(2)
def test_scouts_look_at_every_room_once(lab):
    """All rooms that can be reached are found, each is looked at once, and no scout waits without need."""
    doors = {"gate": ["yard", "shed", "shed"], "yard": ["gate", "well"], "shed": ["well"], "well": ["shed", "yard"]}
    look = job("look", takes=by_argument({"gate": 1, "yard": 2, "shed": 5, "well": 4}), returns=by_argument(doors))
    run = lab.play(explored, "gate", look, 2)
    assert run.elapsed >= 7  # from the gate to the yard to the well
    assert sorted(run.notes("looked at")) == ["gate", "shed", "well", "yard"]
    assert run.peak("look") == 2
    assert run.elapsed == 7
    assert run.returned == ["gate", "shed", "well", "yard"]
