"""What `nox -s bench` runs; see `tests.authoring.bench`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)  # instead of tests/, whose folder `grader` is another one

from tests.authoring.bench import main  # noqa: E402 (found by the line above)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
