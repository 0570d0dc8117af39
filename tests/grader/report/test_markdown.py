"""What a pull request shows: the whole page, within GitHub's limits, and nothing in it acts that a learner wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from grader.judge.verdict import Bar, BarKind, Row, Timeline
from grader.report.inert import code, link, no_command, prose
from grader.report.markdown import LIMIT, render
from grader.report.mermaid import gantt
from grader.report.schema import Report
from tests.grader.report.samples import SAMPLES, check, exercise, hostile, partial, perfect, report, waiting

PARSER = MarkdownIt("gfm-like", {"linkify": False, "html": True})
EVIL = (
    "``` @octocat",
    "`` `@octocat` ``` <b>",
    "a `b` @octocat `c``d`",
    "\\| @octocat | `x",
    "[a](http://x) ![i](//x) <http://x> http://x www.x.com",
    "</details><script>x</script><!--",
    "#1 owner/repo#1 GH-1 &lt;b&gt; :smile: $x$",
    "*a* _b_ ~~c~~ **d**",
    "# h\n\n- l\n\n> q\n\n---\n\n    code\n\n1. n\n",
    "\n```\n@octocat\n```mermaid\ngantt\n",
    "`" * 5000,
    "`a`" * 2000 + "@octocat",
)


def tokens(page: str) -> Iterator[Token]:
    """Yield everything that a page consists of."""
    for token in PARSER.parse(page):
        yield token
        yield from token.children or ()


def acts(page: str) -> list[str]:
    """Return whatever in a page could do something: tags, links and images, words that mean something to GitHub."""
    found = []
    for token in tokens(page):
        if token.type in {"html_block", "html_inline", "image", "s_open", "em_open"}:
            found.append(token.content or token.type)
        elif token.type == "link_open":
            found.append(str(token.attrs["href"]))
        elif token.type == "text" and any(mark in token.content for mark in ("@", "#", "http", "www.", "<", "$", ":s")):
            found.append(token.content)
    return found


OURS = ("<details>", "</details>", "<summary>", "</summary>", "https://docs.python.org/", "</summary></details>")


@pytest.mark.parametrize("name", SAMPLES)
def test_page_is_what_it_was(name: str, golden: Callable[[str, str], None]) -> None:
    """The page changes only on purpose."""
    golden(f"{name}.md", render(SAMPLES[name](), {"alpha": 1, "beta": 5} if name == "partial" else None))


@pytest.mark.parametrize("text", EVIL, ids=range(len(EVIL)))
def test_hostile_text_is_only_text(text: str) -> None:
    """Whatever is submitted, or forged, nothing but the page's own links and tags act."""
    forged = hostile(text)
    many = msgspec.structs.replace(forged, exercises=tuple(forged.exercises) * 4)
    page = render(many, {text: 1.0})
    assert [found for found in acts(page) if not found.startswith(OURS)] == []
    headings = [token for token in tokens(page) if token.type == "heading_open"]
    assert len(headings) == 1 + page.count("\n### ")


@pytest.mark.parametrize("text", [*EVIL, "", " ", "`", " ` "], ids=range(len(EVIL) + 4))
def test_prose_and_code_stand_alone(text: str) -> None:
    """On their own, too, between words and in a list."""
    page = f"- a {prose(text)} b {code(text)} c **{prose(text)}** d"
    assert acts(page) == []


def test_page_fits_whatever_there_is_to_say() -> None:
    """A comment holds it, and how much was cut is said."""
    busy = [exercise(f"t{n}", *(check(f"t{n}", m, 1) for m in range(20)), number=f"1.{n}") for n in range(90)]
    page = render(report(*busy), {})
    assert len(page.encode()) <= LIMIT < 65_536
    assert "And 30 more exercises." in page
    assert "<details><summary>1797 more checks fail</summary>" in page
    listed = page.count("\n- ") - 1
    assert f"- and {1797 - listed} more, for which there is no room here\n" in page


@pytest.mark.parametrize(
    "text", ["\U000e0001" * 10**6, "█|`@" * 250_000, "\n" * 10**6], ids=["escaped", "wide", "lines"]
)
def test_a_million_characters_fit(text: str) -> None:
    """However long a text is, and however much longer for being escaped."""
    forged = hostile(text)
    many = msgspec.structs.replace(forged, exercises=tuple(forged.exercises) * 100)
    assert len(render(many, {}).encode()) <= LIMIT


def test_perfect_page_is_short() -> None:
    """Who has everything reads that, and no list."""
    page = render(perfect(), {"alpha": 10})
    assert page.startswith("## 10 of 10 points\n\n`████████████████████` 100 % of what is checked here\n")
    assert "Everything that is checked here passes. Well done!" in page
    assert "<details>" not in page


def test_waiting_points_are_neither_lost_nor_had() -> None:
    """They have a sign of their own in the bar, and are said as such."""
    page = render(report(exercise("alpha", check("alpha", 1, 6, passed=True), waiting("alpha", 4))))
    assert "`████████████········` 100 % of what is checked here" in page
    assert "**4 points are still waiting** (`·`): their checks are not here, and nothing is lost." in page


@pytest.mark.parametrize(
    ("before", "said"),
    [({"alpha": 2.5}, "## 2.5 of 5 points\n"), ({}, " (+2.5 since"), ({"alpha": 3, "gone": 9}, " (−0.5 since")],  # noqa: RUF001 - as it is shown
    ids=["same", "more", "less"],
)
def test_change_is_told(before: dict[str, float], said: str) -> None:
    """Only what has changed, of the exercises that are there."""
    made = report(exercise("alpha", check("alpha", 1, 2.5, passed=True), check("alpha", 2, 2.5)))
    assert said in render(made, before)


def test_share_is_not_rounded_to_all_or_nothing() -> None:
    """99.9 % is not everything, and 0.1 % is not nothing."""
    for points, said in ((999, "`███████████████████░` 99 %"), (1, "`░░░░░░░░░░░░░░░░░░░░` 1 %")):
        checks = check("alpha", 1, points, passed=True), check("alpha", 2, 1000 - points)
        assert said in render(report(exercise("alpha", *checks)))


def test_first_mistakes_are_told_once() -> None:
    """Three different mistakes in full; more checks that met the same one are in the list that folds."""
    same = [msgspec.structs.replace(check("alpha", n, 1), location=None) for n in range(3)]
    others = [check("beta", n, 1) for n in range(4)]
    page = render(report(exercise("alpha", *same), exercise("beta", *others, number="1.2")))
    assert page.count("\n### ✗ 1.1 alpha\n") == 1
    assert page.count("\n### ✗ 1.2 beta\n") == 2
    assert "<details><summary>4 more checks fail</summary>" in page
    assert page.count("```mermaid\ngantt\n") == 3


def test_score_level_still_makes_a_page() -> None:
    """Where nothing but the score is known, the promises that are not kept are in the list, and nothing is twice."""
    bare: dict[str, Any] = {"diagnosis": None, "message": None, "location": None, "timeline": None}
    page = render(report(exercise("alpha", msgspec.structs.replace(check("alpha", 1, 1), **bare))))
    promise = "The promise number 1 of `alpha` is kept"
    assert f"<details><summary>1 check fails</summary>\n\n- 1.1 alpha: {promise}\n\n</details>" in page
    assert "###" not in page


# --- Timelines --------------------------------------------------------------------------------------------------------


def test_gantt_is_in_milliseconds() -> None:
    """Half seconds keep their place, and a moment is a milestone."""
    kinds: tuple[BarKind, ...] = ("run", "cancelled", "killed", "failed", "cleanup", "blocked", "waiting")
    bars = tuple(Bar(n, n + 0.5 * (n % 3), kind) for n, kind in enumerate(kinds))
    assert gantt(Timeline(7.5, (Row("b; c: d%%{e}#f", bars), Row("none")))) == [
        "gantt",
        "    dateFormat x",
        "    axisFormat %s s",
        "    todayMarker off",
        "    section b c d e f",
        "    runs :milestone, 0, 0ms",
        "    cancelled :done, 1000, 1500",
        "    killed :crit, 2000, 3000",
        "    failed :crit, milestone, 3000, 0ms",
        "    cleans up :done, 4000, 4500",
        "    blocks the event loop :crit, 5000, 6000",
        "    waits :active, milestone, 6000, 0ms",
        "    section none",
        "    nothing :milestone, 0, 0ms",
    ]


def test_gantt_is_small() -> None:
    """Many rows and bars are cut, with their number; what lasts longer than any date is not drawn."""
    lines = gantt(Timeline(60, tuple(Row(f"r{n}", tuple(Bar(i, i + 0.5) for i in range(50))) for n in range(30))))
    assert lines[-2:] == ["    section and 18 more", "    not shown :milestone, 0, 0ms"]
    assert "    and 45 more :milestone, 4500, 0ms" in lines
    assert len("\n".join(lines)) < 3_000
    assert gantt(Timeline(1e300, (Row("a", (Bar(0, 1e300),)),))) == []
    assert gantt(Timeline(3, (Row("a"),))) == []


# --- Pieces -----------------------------------------------------------------------------------------------------------


def test_prose_keeps_code_as_code() -> None:
    """What stands between backticks stays code; marks of Markdown lose their meaning."""
    assert prose("an `await` of main_task, [x] or a|b") == r"an `await` of main\_task, \[x\] or a\|b"


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "https://docs.evil.example/", "https://docs.python.org/) [x](y", "http://docs.python.org/"],
)
def test_only_documentation_is_linked(address: str) -> None:
    """An address of anything else stays text."""
    assert link("Read", address) == f"`{address}`"
    assert link("Read", "https://docs.python.org/3/a.html#b") == "[Read](https://docs.python.org/3/a.html#b)"


def test_log_holds_no_command() -> None:
    """GitHub's runner takes a command wherever a line begins with two colons, however far indented."""
    text = "::error::a\n   ::stop-commands::b\nc ::d\n##[error]e ##[f]\n"
    assert no_command(text) == ": :error::a\n   : :stop-commands::b\nc ::d\n## [error]e ## [f]\n"


def test_partial_page_says_that_it_is_no_score() -> None:
    """When the grader itself failed, nobody should take the points for theirs."""
    assert "**Not a score yet.**" in render(partial())


def test_other_python_is_said() -> None:
    """A score of another Python is not comparable."""
    made: Report = msgspec.structs.replace(perfect(), python="3.13.1")
    assert "with Python 3.13.1. The course scores with 3.11, so this score is not comparable." in render(made)
