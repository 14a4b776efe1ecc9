"""Where a name ends."""

from __future__ import annotations

import pytest

from nlp.spans import trimmed


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("US Commerce Department on Monday", "US Commerce Department"),
        ("High Court of September 2019", "High Court"),
        ("the City Council", "City Council"),
        ("Bank of America", "Bank of America"),
        ("Court of Appeal", "Court of Appeal"),
        ("Committee on Oversight and Reform", "Committee on Oversight and Reform"),
        ("Clearview AI's", "Clearview AI"),
    ],
)
def test_a_name_is_trimmed_to_itself(marked, name):
    start, end = trimmed(marked, 0, len(marked))
    assert marked[start:end] == name
