"""Tasks that call back when they are done, and one future that the last of them completes."""

import asyncio
import functools


async def fetch_both(first, second):
    first_page, second_page = await fetch_all([first, second])
    return first_page + second_page


async def fetch_all(fetches):
    complete = asyncio.get_running_loop().create_future()
    pages = {}
    tasks = [asyncio.ensure_future(fetch()) for fetch in fetches]

    def arrived(place, task):
        pages[place] = task.result()
        if len(pages) == len(tasks):
            complete.set_result(None)

    for place, task in enumerate(tasks):
        task.add_done_callback(functools.partial(arrived, place))
    if tasks:
        await complete
    return [pages[place] for place in range(len(tasks))]


async def fetch_groups(groups):
    flat = [(name, fetch) for name, fetches in groups.items() for fetch in fetches]
    pages = await fetch_all([fetch for _, fetch in flat])
    sorted_pages = {name: [] for name in groups}
    for (name, _), page in zip(flat, pages):
        sorted_pages[name].append(page)
    return sorted_pages
