"""Asynchronous in form only: the first letter is given when all pages have been fetched.

fails: iterators::test_a_page_is_fetched_when_it_is_needed, iterators::test_two_loops_know_nothing_of_each_other, iterators::test_all_letters_of_any_archive_are_read
diagnosis: too-early
"""


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
        return Walk(self.fetch, self.first)


class Walk:
    def __init__(self, fetch, first):
        self.fetch = fetch
        self.following = first
        self.letters = []

    def __aiter__(self):
        return self

    async def __anext__(self):
        while self.following is not None:
            letters, self.following = await self.fetch(self.following)
            self.letters += letters
        if not self.letters:
            raise StopAsyncIteration
        letter, *self.letters = self.letters
        return letter
