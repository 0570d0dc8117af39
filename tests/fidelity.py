"""What `nox -s fidelity` runs; see `tests.authoring.fidelity`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)  # instead of tests/, whose folder `grader` is another one

from tests.authoring.fidelity import main  # noqa: E402 (found by the line above)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
