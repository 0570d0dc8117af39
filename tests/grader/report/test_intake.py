"""A report that somebody else may have written is read with care."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from grader.course import UserError
from grader.report.intake import MAX_SIZE, read_report
from grader.report.schema import Report, encode
from tests.grader.report.samples import check, empty, exercise, hostile, partial, perfect, report


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("made", [perfect(), partial(), empty(), hostile("<b>")], ids=["all", "some", "none", "odd"])
def test_report_is_read_as_it_was_written(made: Report) -> None:
    """Whatever the grader can write is a report."""
    Path("report.json").write_bytes(encode(made))
    assert read_report(Path("report.json")) == made


CHEATS: dict[str, tuple[Callable[[Report], Report], str]] = {
    "total": (lambda made: msgspec.structs.replace(made, points=9), "its points do not add up"),
    "maximum": (lambda made: msgspec.structs.replace(made, max_points=1), "its max_points do not add up"),
    "waiting": (lambda made: msgspec.structs.replace(made, waiting=1), "its waiting do not add up"),
    "exercise": (
        lambda made: report(msgspec.structs.replace(made.exercises[0], points=9)),
        "the points of 'alpha' do not add up",
    ),
    "failed check": (
        lambda _: report(exercise("alpha", msgspec.structs.replace(check("alpha", 1, 5), points=5))),
        "the points of 'alpha' do not add up",
    ),
    "more than all": (
        lambda _: report(exercise("alpha", msgspec.structs.replace(check("alpha", 1, 5, passed=True), points=6))),
        "the points of 'alpha' do not add up",
    ),
    "twice": (lambda made: report(*made.exercises * 2), "it names an exercise twice"),
    "too many": (
        lambda _: report(*(exercise(f"e{n}") for n in range(501))),
        "it tells of more than 500 exercises or 5,000 checks",
    ),
}


@pytest.mark.parametrize("cheat", CHEATS)
def test_report_has_to_hold_together(cheat: str) -> None:
    """One whose numbers contradict each other was not made by the grader."""
    change, problem = CHEATS[cheat]
    Path("report.json").write_bytes(encode(change(perfect())))
    with pytest.raises(UserError, match=problem):
        read_report(Path("report.json"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"\xff\xfe",
        b'{"schema":"asynclings/report/v2"}',
        b"[" * 100_000,
        encode(perfect()).replace(b'"seed"', b'"extra": 1, "seed"'),
        encode(perfect()).replace(b'"points": 10', b'"points": 1e999'),
        encode(perfect()).replace(b'"points": 10', b'"points": -1'),
        encode(perfect()).replace(b'"points": 10', b'"points": NaN'),
        encode(perfect())[:-20],
    ],
    ids=["empty", "null", "bytes", "schema", "deep", "field", "endless", "negative", "nan", "truncated"],
)
def test_what_is_no_report_is_refused(content: bytes) -> None:
    """The schema is closed, and says what is wrong in one line."""
    assert content != encode(perfect())
    Path("report.json").write_bytes(content)
    with pytest.raises(UserError, match=r"^'report.json' is no report: [^\n]{1,400}\nNext: python -m grader grade"):
        read_report(Path("report.json"))


def test_only_a_plain_file_is_read(folder: Path) -> None:
    """No link, folder or pipe, nothing out of the folder, and nothing huge."""
    Path("real").mkdir()
    Path("real/report.json").write_bytes(encode(perfect()))
    Path("huge.json").write_bytes(b" " * (MAX_SIZE + 1))
    refused = {
        "real": "is no plain file|cannot be read",
        "missing.json": "cannot be read: No such file or directory",
        "real/../real/report.json": r"leads out of its folder by '\.\.'",
        "huge.json": "is larger than 5,000,000 bytes",
        "nul\0.json": "cannot be read|is no plain file",
    }
    if hasattr(os, "mkfifo"):
        os.mkfifo("pipe.json")
        refused["pipe.json"] = "is no plain file"
    if os.name == "posix":  # elsewhere a link needs a privilege
        Path("link.json").symlink_to("real/report.json")
        Path("folder").symlink_to("real")
        refused |= {"link.json": "'link.json' is a link", "folder/report.json": "'folder' is a link"}
        refused[str(folder / "link.json")] = "is a link"
    for name, problem in refused.items():
        with pytest.raises(UserError, match=problem):
            read_report(Path(name))
