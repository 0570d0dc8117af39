"""A beginner's: numbers that are counted up by hand, every case spelled out."""


async def take(things, count):
    result = []
    if count == 0:
        return result
    iterator = things.__aiter__()
    number = 0
    while number < count:
        try:
            thing = await iterator.__anext__()
        except StopAsyncIteration:
            return result
        result.append(thing)
        number = number + 1
    return result


class Mailbox:
    def __init__(self, receive):
        self.receive = receive
        self.there_is_nothing_more = False

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.there_is_nothing_more == True:
            raise StopAsyncIteration
        else:
            letter = await self.receive()
            if letter == None:
                self.there_is_nothing_more = True
                raise StopAsyncIteration
            else:
                return letter


class ArchiveIterator:
    def __init__(self, archive):
        self.archive = archive
        self.page_name = archive.first
        self.page_letters = []
        self.index = 0

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.index < len(self.page_letters):
            letter = self.page_letters[self.index]
            self.index = self.index + 1
            return letter
        while self.page_name is not None:
            answer = await self.archive.fetch(self.page_name)
            self.page_letters = answer[0]
            self.page_name = answer[1]
            if len(self.page_letters) > 0:
                self.index = 1
                return self.page_letters[0]
        raise StopAsyncIteration


class Archive:
    def __init__(self, fetch, first):
        self.fetch = fetch
        self.first = first

    def __aiter__(self):
        iterator = ArchiveIterator(self)
        return iterator
