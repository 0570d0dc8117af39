"""Every task puts what became of it into a queue, and whoever waits reads the queue."""

import asyncio


class Crew:
    def __init__(self, works):
        self.news = asyncio.Queue()
        self.tasks = [asyncio.create_task(self.run(name, work)) for name, work in works]

    async def run(self, name, work):
        try:
            result, error = await work(), None
        except Exception as problem:
            result, error = None, problem
        self.news.put_nowait((name, result, error))

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc):
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


async def fastest(servers):
    async with Crew(enumerate(servers)) as crew:
        _, result, error = await crew.news.get()
    if error is not None:
        raise error
    return result


async def run_checks(checks, limit):
    outcomes = {}
    loop = asyncio.get_running_loop()
    end = loop.time() + limit
    async with Crew(checks.items()) as crew:
        while len(outcomes) < len(checks):
            try:
                name, _, error = await asyncio.wait_for(crew.news.get(), end - loop.time())
            except TimeoutError:
                break
            outcomes[name] = "failed" if error else "passed"
            if error:
                break
    return {name: outcomes.get(name, "stopped") for name in checks}


async def follow(downloads):
    texts = {}
    async with Crew(downloads.items()) as crew:
        for number in range(len(downloads)):
            name, text, error = await crew.news.get()
            print(f"{number + 1}/{len(downloads)} {name}: {'failed' if error else text}")
            if not error:
                texts[name] = text
    return texts
