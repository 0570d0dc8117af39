"""As a beginner writes it: long, repetitive, correct."""

import asyncio


async def fetch_both(first, second) -> str:
    first_coroutine = first()
    second_coroutine = second()
    results = await asyncio.gather(first_coroutine, second_coroutine)
    first_text = results[0]
    second_text = results[1]
    both = first_text + second_text
    return both


async def fetch_all(fetches) -> list[str]:
    coroutines = []
    for fetch in fetches:
        coroutine = fetch()
        coroutines.append(coroutine)
    results = await asyncio.gather(*coroutines)
    pages = []
    for result in results:
        pages.append(result)
    return pages


async def fetch_groups(groups) -> dict[str, list[str]]:
    # first collect the names and the coroutines of all groups
    names = []
    coroutines = []
    for name in groups:
        names.append(name)
        fetches = groups[name]
        coroutine = fetch_all(fetches)
        coroutines.append(coroutine)
    # then wait for all of them
    results = await asyncio.gather(*coroutines)
    # then build the dictionary
    answer = {}
    i = 0
    while i < len(names):
        answer[names[i]] = results[i]
        i = i + 1
    return answer
