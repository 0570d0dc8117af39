"""Chaining: every item at its own pace.

Steps that need each other come one after another; items that do not need each other go side by side. When every item
has to go through several steps, the question is what to put inside of what:

    async def do_laundry(load):
        wet = await wash(load)
        dry = await tumble(wet)
        return await fold(dry)

    piles = await asyncio.gather(*(do_laundry(load) for load in loads))

One coroutine is the whole way of *one* load, and gather() starts one for each. A load that is washed quickly is dried
while another one is still being washed. All of it takes as long as the longest way of one load.

The other way round it is shorter to write, and slower:

    wet = await asyncio.gather(*(wash(load) for load in loads))
    dry = await asyncio.gather(*(tumble(load) for load in wet))

Nothing is dried before the last load is washed: at the end of each stage everybody waits for the slowest. Do that only
if the next stage needs all the results of the one before.

It is the same with errors. Where you handle the error of a step decides how much ends with it: inside the coroutine of
one item, that item; around the gather(), everything.

Sometimes each answer says where the next one is to be found. Then the questions can only be asked one after another.
But what is done with the answers need not wait for that, and can go on in the background.

More: https://docs.python.org/3/library/asyncio-task.html#running-tasks-concurrently
"""

import asyncio


async def publish(photos: list[str], download, shrink, upload) -> dict[str, str | None]:
    """Put *photos* on a web site, all of them side by side. Return where each one is to be found, by its name.

    ``await download(photo)`` gives a large image, ``await shrink(large)`` a small one, and ``await upload(small)`` its
    address. When one of these fails, there is no further step for that photo, and None instead of its address.
    """

    async def publish_one(photo: str) -> str | None:
        try:
            return await upload(await shrink(await download(photo)))
        except Exception:  # any step, any reason: caught here, it ends this photo and no other
            return None

    addresses = await asyncio.gather(*(publish_one(photo) for photo in photos))
    return dict(zip(photos, addresses))


async def read_stories(firsts: list[str], fetch) -> dict[str, list[str]]:
    """Read several stories side by side, and return the texts of each story's pages, by the name of its first page.

    ``await fetch(page)`` gives two things: the page's text, and the name of the next page, or None if it is the last.
    When a page cannot be fetched, its story ends with the page before.
    """
    stories: dict[str, list[str]] = {first: [] for first in firsts}

    async def read(first: str) -> None:
        page = first
        while page is not None:
            try:
                text, page = await fetch(page)
            except Exception:  # whatever it is, this story ends here
                return
            stories[first].append(text)  # kept at once: a result of read() would be lost with the error

    # A loop for each story. One loop for all, with a page of each in every round, would make the fast ones wait.
    await asyncio.gather(*(read(first) for first in firsts))
    return stories


async def translate_story(first: str, fetch, translate) -> list[str]:
    """Fetch the pages of one story, as above, and return the translations of their texts, in the order of the pages.

    ``await translate(text)`` gives the translation. It begins when the text is there, whatever else is under way. When
    a fetch or a translation fails, all else is stopped at once, and the caller gets the error, by itself or in an
    ExceptionGroup. However this ends, even when it is cancelled: all that it has started is over then, and has cleaned
    up.
    """
    translations = []
    # A group and not gather(): what has been started must end with us, also when a fetch out here fails.
    async with asyncio.TaskGroup() as group:
        page = first
        while page is not None:
            text, page = await fetch(page)
            translations.append(group.create_task(translate(text)))
    return [translation.result() for translation in translations]


if __name__ == "__main__":  # play with it: python solutions/2_tasks/chaining.py
    from time import perf_counter

    start = perf_counter()

    def step(verb: str, seconds: dict):
        async def run(what: str) -> str:
            print(f"{perf_counter() - start:.1f} s  {verb} {what}")
            await asyncio.sleep(seconds.get(what, 0.2))
            if what == "dog":
                raise OSError("it ran away")
            return what

        return run

    async def fetch(page: str) -> tuple[str, str | None]:
        await step("fetch", {})(page)
        name, number = page.split()
        return f"page {number} of {name}", f"{name} {int(number) + 1}" if int(number) < len(name) - 1 else None

    async def demo() -> None:
        times = {"cat": 0.6, "owl": 0.1}
        print(await publish(["cat", "dog", "owl"], step("download", times), step("shrink", {}), step("upload", {})))
        print(await read_stories(["Emma 1", "She 1"], fetch))
        print(await translate_story("Emma 1", fetch, step("translate", {"page 1 of Emma": 0.5})))
        print(f"{perf_counter() - start:.1f} s")

    asyncio.run(demo())
