"""The trusted side: runs the suites, asks the lab, and judges. What suites import stands here."""

from grader.judge.suite import (
    blocking_job,
    by_argument,
    by_call,
    computing_job,
    contents,
    folder,
    job,
    note,
    process_pool,
    scenario,
    shared_value,
)
from grader.judge.values import Error

__all__ = [
    "Error",
    "blocking_job",
    "by_argument",
    "by_call",
    "computing_job",
    "contents",
    "folder",
    "job",
    "note",
    "process_pool",
    "scenario",
    "shared_value",
]
