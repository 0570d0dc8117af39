"""Each loop begins with the first page again, and so do all loops that are under way.

fails: iterators::test_two_loops_know_nothing_of_each_other, iterators::test_loops_do_not_mix_whoever_is_quick
diagnosis: shared-state
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
        self.page = self.first
        self.letters = []
        return self

    async def __anext__(self):
        while not self.letters:
            if self.page is None:
                raise StopAsyncIteration
            self.letters, self.page = await self.fetch(self.page)
        letter, *self.letters = self.letters
        return letter
