import pytest

from components.retrievers.duplicates import is_near_duplicate

LONG = (
    "members of the trust may visit the tower on any open day without a ticket and may bring two "
    "children under twelve who pay nothing at the gate or in the tower shop at any time of year"
)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (LONG.replace(" and ", ",  and\n"), True),
        (LONG.replace("any open day", "every open day"), False),
        (LONG + ". Open 7 days.", False),
        (LONG.replace("the trust", "the Gannerwick trust"), False),
        ("a ticket", False),
    ],
    ids=["spacing", "one-word-in-three-shingles", "number", "name", "part"],
)
def test_near_duplicates(other: str, same: bool) -> None:
    assert is_near_duplicate(LONG, other) is same
    assert is_near_duplicate(other, LONG) is same


def test_a_long_text_with_one_filler_changed_is_the_same() -> None:
    many = " ".join(f"{word}{place}" for place, word in enumerate(LONG.split() * 2))
    letters = many.translate(str.maketrans("0123456789", "abcdefghij"))
    assert is_near_duplicate(letters, letters + " too")
