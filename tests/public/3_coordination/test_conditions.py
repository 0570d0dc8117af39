"""conditions: the checks that a learner may read."""

import asyncio

import pytest

from grader.judge import by_argument, job, note, scenario


@scenario
async def filled(exercise, bake):
    shelf = exercise.Shelf(9)

    async def baker():
        for number in range(1, 6):
            await bake()
            await shelf.put(f"loaf {number}")

    async def customer():
        note("taken", await shelf.take(2))

    await asyncio.gather(baker(), customer())
    return await shelf.take(2)


@pytest.mark.points(1.5)
def test_the_oldest_are_taken_when_there_are_enough(lab):
    """Who takes some waits until there are so many, and gets the oldest, in the order in which they came."""
    run = lab.play(filled, job("bake", takes=2))
    assert run.at("taken") == 4
    assert run.notes("taken") == [["loaf 1", "loaf 2"]]
    assert run.returned == ["loaf 3", "loaf 4"]


@scenario
async def served(exercise, puts, takes):
    """Put items at certain times and take some at others; note when, and what."""
    shelf = exercise.Shelf(2)

    async def put(after, item):
        await asyncio.sleep(after)
        await shelf.put(item)
        note(f"{item} is on the shelf")

    async def take(after, count):
        await asyncio.sleep(after)
        note(f"who takes {count} gets", await shelf.take(count))
        note(f"{count} taken")

    await asyncio.gather(*(put(*each) for each in puts), *(take(*each) for each in takes))


@pytest.mark.points(1.5)
def test_a_full_shelf_makes_putting_wait(lab):
    """Who puts an item onto a full shelf waits until there is room, and no longer."""
    run = lab.play(served, [(0, "rye"), (1, "oat"), (2, "corn"), (3, "spelt")], [(6, 1), (9, 2)])
    assert run.at("oat is on the shelf") == 1
    assert run.at("corn is on the shelf") == 6
    assert run.at("spelt is on the shelf") == 9
    assert run.notes("who takes 2 gets") == [["oat", "corn"]]


@pytest.mark.points(2)
def test_everybody_who_can_go_on_does(lab):
    """Who can go on does, whoever else waits for something that is not there yet."""
    puts = [(3, "rye"), (5, "oat"), (7, "corn"), (8, "bran"), (9, "spelt")]
    run = lab.play(served, puts, [(0, 2), (1, 2), (2, 1)])
    assert run.at("1 taken") == 3
    assert run.times("2 taken") == [7, 9]
    assert run.notes("who takes 2 gets") == [["oat", "corn"], ["bran", "spelt"]]
    run = lab.play(served, [(0, "rye"), (1, "oat"), (2, "corn"), (3, "spelt")], [(5, 2), (6, 1)])
    assert run.at("corn is on the shelf") == 5
    assert run.at("spelt is on the shelf") == 5


@scenario
async def hikes(exercise, walk, names, rounds):
    meeting = exercise.Meeting(len(names))

    async def hike(name):
        numbers = []
        for _ in range(rounds):
            await walk(name)
            numbers.append(await meeting.arrive())
            note(f"{name} goes on")
        return numbers

    return await asyncio.gather(*map(hike, names))


@pytest.mark.points(2)
def test_all_go_on_when_the_last_one_is_there(lab):
    """Nobody goes on before everybody has arrived, and then all go on at once; rounds are counted from 0."""
    run = lab.play(hikes, job("walk", takes=by_argument({"Ida": 2, "Per": 5, "Ulf": 3})), ["Ida", "Per", "Ulf"], 2)
    assert run.times("Ida goes on") == [5, 10]
    assert run.times("Per goes on") == [5, 10]
    assert run.times("Ulf goes on") == [5, 10]
    assert run.returned == [[0, 1], [0, 1], [0, 1]]


@scenario
async def meets_again_at_once(exercise, walk, people, walks):
    """Let some meet three times; only the last one walks a little before it arrives, and not every time."""
    meeting = exercise.Meeting(people)

    async def quick():
        return [await meeting.arrive() for _ in range(3)]

    async def last():
        numbers = []
        for number in range(3):
            if number < walks:
                await walk()
            numbers.append(await meeting.arrive())
        return numbers

    return await asyncio.gather(*(quick() for _ in range(people - 1)), last())


@pytest.mark.points(2)
def test_rounds_do_not_mix(lab):
    """Who arrives again at once waits for the next round, even if others of the round before have not gone on yet."""
    run = lab.play(meets_again_at_once, job("walk", takes=4), 2, 3)
    assert run.elapsed == 12
    assert run.returned == [[0, 1, 2], [0, 1, 2]]
    run = lab.play(meets_again_at_once, job("walk", takes=4), 3, 1)
    assert run.elapsed == 4
    assert run.returned == [[0, 1, 2], [0, 1, 2], [0, 1, 2]]
