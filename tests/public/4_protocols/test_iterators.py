"""iterators: the checks that a learner may read."""

import asyncio

import pytest

from grader.judge import by_argument, by_call, job, note, scenario


@scenario
async def taken(exercise, deliver, count):
    class Parcels:
        def __aiter__(self):
            return self

        async def __anext__(self):
            parcel = await deliver()
            if parcel is None:
                raise StopAsyncIteration
            return parcel

    return await exercise.take(Parcels(), count)


@pytest.mark.points(1.5)
def test_takes_as_many_as_asked_for(lab):
    """As many things are taken as asked for, or all that there are, and none is asked for in vain."""
    deliver = job("deliver", takes=2, returns=by_call("clock", "vase", "book", "lamp", None))
    run = lab.play(taken, deliver, 3)
    assert run.returned == ["clock", "vase", "book"]
    assert run.times("deliver started") == [0, 2, 4]
    assert run.elapsed == 6
    run = lab.play(taken, deliver, 7)
    assert run.returned == ["clock", "vase", "book", "lamp"]
    assert run.elapsed == 10


@scenario
async def letters_read(exercise, receive, read):
    async for letter in exercise.Mailbox(receive):
        note("letter", letter)
        await read()


@pytest.mark.points(1.5)
def test_a_letter_is_given_when_it_comes(lab):
    """Each letter is given at the moment at which it comes, and the next one is waited for when it is asked for."""
    receive = job("receive", takes=by_call(2, 1, 4, 5_001), returns=by_call("news", "", "thanks", None))
    run = lab.play(letters_read, receive, job("read", takes=5))
    assert run.notes("letter") == ["news", "", "thanks"]
    assert run.times("letter") == [2, 8, 17]
    assert run.times("receive started") == [0, 7, 13, 22]
    assert run.elapsed == 5_023


@scenario
async def mailbox_emptied(exercise, receive):
    mailbox = exercise.Mailbox(receive)
    iterator = aiter(mailbox)
    found = [letter async for letter in iterator]
    note("asked again", await anext(iterator, "no letter"))
    note("another loop", [letter async for letter in mailbox])
    return found


@pytest.mark.points(1)
def test_an_empty_mailbox_stays_empty(lab):
    """After the last letter a loop over the mailbox is over, and nobody waits for another letter, ever."""
    run = lab.play(mailbox_emptied, job("receive", takes=by_call(3, 3, 5_001), returns=by_call("news", "thanks", None)))
    assert run.returned == ["news", "thanks"]
    assert run.notes("asked again") == ["no letter"]
    assert run.notes("another loop") == [[]]
    assert run.times("receive started") == [0, 3, 6]


def of_its_own(fetch):
    """Wrap *fetch* so that whoever gets a list may do with it what they like."""

    async def fetch_page(page):
        letters, following = await fetch(page)
        return [*letters], following

    return fetch_page


@scenario
async def archive_read(exercise, fetch, read):
    async for letter in exercise.Archive(of_its_own(fetch), "north"):
        note("letter", letter)
        await read()


@pytest.mark.points(2)
def test_a_page_is_fetched_when_it_is_needed(lab):
    """No page is fetched before a letter of it is asked for, and each letter is given as soon as its page is there."""
    pages = {"north": (["Ann", "Bob"], "west"), "west": ([], "east"), "east": (["Cid"], None)}
    run = lab.play(archive_read, job("fetch", takes=3, returns=by_argument(pages)), job("read", takes=10))
    assert [span.arguments for span in run.spans("fetch")] == [["north"], ["west"], ["east"]]
    assert run.times("fetch started") == [0, 23, 26]
    assert run.notes("letter") == ["Ann", "Bob", "Cid"]
    assert run.times("letter") == [3, 13, 29]
    assert run.elapsed == 39


def kept(fetch):
    """Wrap *fetch* so that it keeps its pages, and gives the same list to all who ask for a page."""
    pages: dict = {}

    async def fetch_page(page):
        letters, following = await fetch(page)
        return pages.setdefault(page, letters), following

    return fetch_page


@scenario
async def two_readers(exercise, fetch, quick, slow):
    archive = exercise.Archive(kept(fetch), "north")

    async def read_all(read):
        seen = []
        async for letter in archive:
            seen.append(letter)
            await read()
        return seen

    return await asyncio.gather(read_all(quick), read_all(slow))


@pytest.mark.points(2)
def test_two_loops_know_nothing_of_each_other(lab):
    """Two loops at the same time each get every letter, at a pace of their own, though they get the same pages."""
    pages = {"north": (["Ann", "Bob"], "west"), "west": (["Cid"], "east"), "east": (["Dan"], None)}
    fetch = job("fetch", takes=3, returns=by_argument(pages))
    run = lab.play(two_readers, fetch, job("quick", takes=1), job("slow", takes=9))
    assert run.returned == [["Ann", "Bob", "Cid", "Dan"]] * 2
    assert run.times("quick started") == [3, 4, 8, 12]
    assert run.times("slow started") == [3, 12, 24, 36]
