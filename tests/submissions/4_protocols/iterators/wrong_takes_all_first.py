"""Goes through everything, and throws away what is too much.

fails: iterators::test_takes_as_many_as_asked_for, iterators::test_takes_nothing_if_asked_for_nothing
diagnosis: went-too-far
"""


async def take(things, count):
    return [thing async for thing in things][:count]


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
        while not self.letters:
            if self.following is None:
                raise StopAsyncIteration
            self.letters, self.following = await self.fetch(self.following)
        letter, *self.letters = self.letters
        return letter
