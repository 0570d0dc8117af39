"""Writes `async def __aiter__`: the loop is given a coroutine in the place of an iterator.

fails: iterators::test_a_letter_is_given_when_it_comes, iterators::test_an_empty_mailbox_stays_empty, iterators::test_a_failure_is_no_end
diagnosis: broken-iterator
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

    async def __aiter__(self):
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
        while not self.letters:
            if self.following is None:
                raise StopAsyncIteration
            self.letters, self.following = await self.fetch(self.following)
        letter, *self.letters = self.letters
        return letter
