"""Claims nested in one column: each subject has its own, in the order of the table."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from layers.claims import CLAIMS, claims_array, claims_column
from layers.events import claim_table, claims_of

SUBJECTS = st.sampled_from("abcd")


def table(*subjects: str) -> pd.DataFrame:
    rows = [
        {
            "subject": subject,
            "speaker": f"s{number}",
            "stance": "claims",
            "through": ["x"] * (number % 2),
            "start": number,
        }
        for number, subject in enumerate(subjects)
    ]
    return claim_table(rows)


@given(st.lists(SUBJECTS, max_size=12), st.lists(SUBJECTS, max_size=8))
def test_a_column_holds_what_the_table_tells_of_each_subject(about: list[str], subjects: list[str]) -> None:
    claims = table(*about)

    column = claims_column(claims, pd.Series(subjects, dtype="object"))

    told = claims_of(claims)
    assert [list(one) for one in column] == [told.get(subject, []) for subject in subjects]


def test_offsets_that_are_not_told_are_none_and_rows_keep_their_index() -> None:
    claims = claim_table([{"subject": "a", "speaker": "s", "stance": "claims"}])

    column = claims_column(claims, pd.Series(["b", "a"], index=[7, 3]))

    assert column.index.tolist() == [7, 3]
    assert (column[3][0]["start"], column[3][0]["through"]) == (None, [])


def test_plain_lists_become_the_same_array() -> None:
    claims = table("a", "b", "a")
    subjects = pd.Series(["a", "b", "c"])
    told = claims_of(claims)

    plain = claims_array(pd.Series([told.get(subject, []) for subject in subjects]))

    assert plain.type == CLAIMS
    assert plain.equals(claims_array(claims_column(claims, subjects)))
