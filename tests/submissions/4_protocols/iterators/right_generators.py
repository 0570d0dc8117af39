"""Where `__aiter__` is an asynchronous generator, each loop gets a generator of its own."""


async def take(things, count):
    numbers = iter(range(1, count + 1))
    if next(numbers, None) is None:
        return []
    taken = []
    async for thing in things:
        taken.append(thing)
        if next(numbers, None) is None:
            break
    return taken


class Mailbox:
    def __init__(self, receive):
        self.receive = receive
        self.letters = self.all_letters()

    async def all_letters(self):
        while (letter := await self.receive()) is not None:
            yield letter

    def __aiter__(self):
        return self

    async def __anext__(self):
        return await self.letters.__anext__()


class Archive:
    def __init__(self, fetch, first):
        self.fetch = fetch
        self.first = first

    async def __aiter__(self):
        page = self.first
        while page is not None:
            letters, page = await self.fetch(page)
            for letter in letters:
                yield letter
