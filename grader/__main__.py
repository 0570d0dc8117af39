"""``python -m grader``."""

import os
import sys

from grader.cli import Exit, main


def leave(status: int) -> None:
    """End at once: to take an interpreter apart that has pytest in it takes as long as to grade an exercise."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # whoever read it has gone, so nobody has been told of a grade
        status = status or Exit.NOT_GRADED
    os._exit(status)


if __name__ == "__main__":
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 (whoever closed it wants no output)
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 (as above)
    leave(main())
