"""Iterators that are given a function, and a function that remembers; the pages are walked by a plain iterator inside."""


async def take(things, count):
    iterator = aiter(things)
    end = object()
    taken = []
    while len(taken) < count and (thing := await anext(iterator, end)) is not end:
        taken += [thing]
    return taken


class Mailbox:
    def __init__(self, receive):
        self.receive = receive

    def __aiter__(self):
        return self

    async def __anext__(self):
        letter = await self.receive()
        if letter is None:
            self.receive = nothing
            raise StopAsyncIteration
        return letter


async def nothing():
    return None


class Calling:
    def __init__(self, function):
        self.function = function

    def __aiter__(self):
        return self

    def __anext__(self):
        return self.function()


class Archive:
    def __init__(self, fetch, first):
        self.fetch = fetch
        self.first = first

    def __aiter__(self):
        page, letters = self.first, iter(())

        async def following():
            nonlocal page, letters
            for letter in letters:
                return letter
            if page is None:
                raise StopAsyncIteration
            found, page = await self.fetch(page)
            letters = iter(found)
            return await following()

        return Calling(following)
