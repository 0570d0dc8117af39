"""Expects one kind of error only: any other one ends the interview.

fails: timeouts::test_one_limit_holds_for_the_whole_interview
diagnosis: wrong-error
"""

import asyncio
import contextlib


async def ask(question, limit: float, fallback: str) -> str:
    try:
        return await asyncio.wait_for(question(), limit)
    except TimeoutError:
        return fallback


async def interview(questions: list, limit: float) -> list[str | None]:
    answers: list[str | None] = []
    async with asyncio.timeout(limit):
        for question in questions:
            try:
                answers.append(await question())
            except ValueError:
                answers.append(None)
    return answers


async def survey(invite, ask_one, limit: float) -> dict[str, str]:
    answers: dict[str, str] = {}

    async def hear(name: str) -> None:
        answers[name] = await ask_one(name)

    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(limit):
            await asyncio.gather(*(hear(name) for name in await invite()))
    return answers
