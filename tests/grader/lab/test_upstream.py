"""Other people's packages in the lab: those that have to be mended are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.grader.lab.conftest import Bench

PROGRAM = """
import aiohttp
from aioresponses import aioresponses

async def main():
    with aioresponses() as web:
        web.get("http://weather.example/today", payload={"sky": "grey"})
        async with aiohttp.ClientSession() as session, session.get("http://weather.example/today") as response:
            return await response.json()
"""


def test_aioresponses_work_in_the_lab(fresh_bench: Bench) -> None:
    """A submission, or a learner's test in the lab, gets its made-up answers."""
    assert fresh_bench.call(PROGRAM).returned == {"sky": "grey"}
