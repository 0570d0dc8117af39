"""Does not remember that there are no more letters, and waits for another one each time.

fails: iterators::test_an_empty_mailbox_stays_empty
diagnosis: went-too-far
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

    def __aiter__(self):
        return self

    async def __anext__(self):
        letter = await self.receive()
        if letter is None:
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
