import pytest

from components.citations import whole_amounts


@pytest.mark.parametrize(
    ("text", "short", "whole"),
    [
        ("The balance was -4,310 euros.", "310 euros", "-4,310 euros"),
        ("Call +47 555 01 34 at night.", "47 555 01 34", "+47 555 01 34"),
        ("It was paid on 05.03.2025.", "2025", "05.03.2025"),
        ("It costs €1,200.50 a year.", "1,200", "€1,200.50"),
        ("Open 9–12 on Friday.", "12", "9–12"),
        ("It fell by 12 % in May.", "12", "12 %"),
        ("The tower has 142 steps.", "142", "142"),
        ("Wren Tolland keeps it.", "Wren Tolland", "Wren Tolland"),
        ("Rooms 12-14, floor 3.", "Rooms 12-14", "Rooms 12-14"),
    ],
)
def test_span_is_extended_to_whole_amounts(text: str, short: str, whole: str) -> None:
    start = text.index(short)
    first, last = whole_amounts(text, start, start + len(short))
    assert text[first:last] == whole
