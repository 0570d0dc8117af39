"""Say in the learner's words what happened, and what was expected instead.

What happened never names an expected value, so that it can be told at every level of feedback.
"""

from grader.judge.explain.comparisons import comparison, truth
from grader.judge.explain.complaints import complaint
from grader.judge.explain.ends import death, is_todo, is_unfinished, problem, unexpected_end
from grader.judge.explain.words import Explanation, returned

__all__ = [
    "Explanation",
    "comparison",
    "complaint",
    "death",
    "is_todo",
    "is_unfinished",
    "problem",
    "returned",
    "truth",
    "unexpected_end",
]
