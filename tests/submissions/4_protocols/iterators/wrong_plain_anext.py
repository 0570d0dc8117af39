"""Writes a plain `def __anext__`, which gives a letter where something to await is due.

fails: iterators::test_a_page_is_fetched_when_it_is_needed, iterators::test_two_loops_know_nothing_of_each_other, iterators::test_all_letters_of_any_archive_are_read, iterators::test_loops_do_not_mix_whoever_is_quick, iterators::test_a_failure_is_no_end
diagnosis: broken-iterator
"""

import asyncio


async def take(things, count):
    taken = []
    if count > 0:
        async for thing in things:
            taken.append(thing)
            if len(taken) == count:
                break
    return taken


class Mailbox:
    def __init__(self, receive):
        self.receive = receive
        self.over = False

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.over:
            raise StopAsyncIteration
        letter = await self.receive()
        if letter is None:
            self.over = True
            raise StopAsyncIteration
        return letter


class Archive:
    def __init__(self, fetch, first):
        self.fetch = fetch
        self.first = first

    def __aiter__(self):
        return Walk(["no letter"])


class Walk:
    def __init__(self, letters):
        self.letters = letters

    def __aiter__(self):
        return self

    def __anext__(self):
        if not self.letters:
            raise StopAsyncIteration
        letter, *self.letters = self.letters
        return letter
