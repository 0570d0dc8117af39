"""The list of what a submission may try is tried in full, and what becomes of it is told in SECURITY.md."""

from __future__ import annotations

import pytest

from tests.attacks.attacks import ATTACKS
from tests.attacks.data import BESIDE, ODD
from tests.attacks.lines import BY_TESTS, LINES, table

BEGIN, END = "<!-- table: nox -s attacks -- --write-table -->", "<!-- end of the table -->"


def test_every_line_is_tried() -> None:
    """Each line has an attack, an odd file, a file beside or a test of its own."""
    tried = {attack.number for attack in ATTACKS} | {odd.number for odd in ODD} | {number for number, _ in BESIDE}
    assert tried | set(BY_TESTS) == set(LINES) == set(range(1, 52))


def test_attacks_have_names_of_their_own() -> None:
    """No attack hides another one of the same name."""
    ids = [attack.id for attack in ATTACKS]
    assert len(set(ids)) == len(ids)


def test_table_is_up_to_date(pytestconfig: pytest.Config) -> None:
    """SECURITY.md has the table that follows from the attacks; `nox -s attacks -- --write-table` writes it anew."""
    path = pytestconfig.rootpath / ".github" / "SECURITY.md"
    text = path.read_text(encoding="utf-8")
    assert text.count(BEGIN) == text.count(END) == 1
    before, _, rest = text.partition(BEGIN)
    wanted = f"{before}{BEGIN}\n\n{table()}\n\n{END}{rest.partition(END)[2]}"
    if pytestconfig.getoption("--write-table"):
        path.write_text(wanted, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == wanted
