"""What is mended of other people's packages: that it works, and that it is still needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest
from aioresponses import aioresponses
from aioresponses.core import RequestMatch
from yarl import URL

from grader import upstream

ADDRESS = "http://weather.example/today"

# As a learner's test in an editor: pytest, with the project's settings, and a fresh interpreter.
LEARNERS_TEST = f"""
import aiohttp
from aioresponses import aioresponses

async def test_it():
    with aioresponses() as web:
        web.get("{ADDRESS}", payload={{"sky": "grey"}})
        async with aiohttp.ClientSession() as session, session.get("{ADDRESS}") as response:
            assert await response.json() == {{"sky": "grey"}}
"""


async def test_made_up_answers_work() -> None:
    """An answer, a status, a made-up error: what aioresponses promises works with this aiohttp."""
    with aioresponses() as web:
        web.get(ADDRESS, payload={"sky": "grey"})
        web.get(ADDRESS, status=503, body=b"busy", headers={"Retry-After": "3"})
        web.get(ADDRESS, exception=aiohttp.ClientConnectionError("no way"))
        async with aiohttp.ClientSession() as session:
            async with session.get(ADDRESS) as response:
                assert isinstance(response, aiohttp.ClientResponse)
                assert (response.status, await response.json()) == (200, {"sky": "grey"})
            async with session.get(ADDRESS) as response:
                assert (response.status, response.headers["Retry-After"]) == (503, "3")
                with pytest.raises(aiohttp.ClientResponseError, match="503"):
                    response.raise_for_status()
                assert await response.text() == "busy"
            with pytest.raises(aiohttp.ClientConnectionError, match="no way"):
                await session.get(ADDRESS)


def test_aioresponses_still_needs_it() -> None:
    """Without the class put in its place, an answer cannot be made. When this fails: remove `grader.upstream`."""
    with pytest.raises(TypeError, match="stream_writer"):
        RequestMatch(ADDRESS)._build_response(URL(ADDRESS), response_class=aiohttp.ClientResponse)


def test_mending_twice_changes_nothing() -> None:
    """Who installs it again finds the class that is there."""
    before = sys.modules[upstream.MENDED].ClientResponse
    upstream.install()
    assert sys.modules[upstream.MENDED].ClientResponse is before


@pytest.mark.parametrize("start", ["", "import aioresponses"], ids=["imported by the test", "imported before"])
def test_the_plugin_mends_it(pytestconfig: pytest.Config, tmp_path: Path, start: str) -> None:
    """Learners' tests run as they are, with the project's own settings."""
    file = tmp_path / "test_of_a_learner.py"
    file.write_text(LEARNERS_TEST, encoding="utf-8")
    options = ["-q", "-c", str(pytestconfig.rootpath / "pyproject.toml"), str(file)]
    main = f"{start}\nimport sys, pytest; sys.exit(pytest.main({options!r}))"
    done = subprocess.run(
        [sys.executable, "-c", main], cwd=pytestconfig.rootpath, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_plugin_imports_nothing_for_it() -> None:
    """Who does not use aioresponses does not wait for aiohttp."""
    code = "import sys; from grader import upstream; upstream.install(); print('aiohttp' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "False\n"
