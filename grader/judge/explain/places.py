"""Which of the submission's lines an answer is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.judge.run import Answer
    from grader.protocol import Place, Recording


FILES_ASKED = frozenset({"open_files", "largest_read"})

OF_TESTS = ("tests", "failures", "hanging", "caught_by")


def _tests_that_ran(recording: Recording) -> list[Any]:
    return [test for test in recording.tests if test.outcome != "skipped"]


LEFT: dict[str, Callable[[Recording], list[Any]]] = {
    "left_open": lambda recording: recording.left_open,
    "unreaped": lambda recording: sorted(recording.unreaped, key=lambda left: not left.running),
}
"""What is left when a call is over, by the question that asks for it; what matters most comes first."""


def place_of(recording: Recording, answer: Answer) -> Place | None:
    """Find the submission's line that an answer is about."""
    if answer.question in FILES_ASKED:
        return _place_of_file(recording, answer)
    if answer.question in LEFT or answer.question in OF_TESTS:
        chosen = LEFT.get(answer.question, _tests_that_ran)(recording)
        found = next((each.place for each in chosen if each.place), None)
        if found is not None or answer.question in LEFT:
            return found
    if recording.raised is not None and recording.raised.place is not None:
        return recording.raised.place
    if recording.blocked:
        return recording.blocked[0].place
    complaints = [warning.place for warning in recording.warnings if warning.place]
    if complaints:
        return complaints[0]
    about = [span for span in recording.spans if span.name in answer.about] or recording.spans
    places = [span.place for span in about if span.place]
    return places[-1] if places else None


def _place_of_file(recording: Recording, answer: Answer) -> Place | None:
    """Find the line that opened the file that an answer is about."""
    if answer.question == "open_files":
        chosen = [file for file in recording.files if file.name in answer.value]
    else:
        chosen = [file for file in recording.files if file.largest_read == answer.value]
    return next((file.place for file in chosen if file.place), None)
