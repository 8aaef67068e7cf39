import pytest

from components.citations.figures import figures


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("1,200 people", 1200, "plain"),
        ("1200 people", 1200, "plain"),
        ("1.2 thousand people", 1200, "plain"),
        ("1.200,5 Einwohner", 1200.5, "plain"),
        ("1\u202f200 habitants", 1200, "plain"),
        ("twenty-five years", 25, "plain"),
        ("two hundred and fifty seats", 250, "plain"),
        ("3.5 % of sales", 0.035, "percent"),
        ("3,5 Prozent", 0.035, "percent"),
        ("3.5 per cent", 0.035, "percent"),
        ("40p a copy", 0.4, "money"),
        ("£0.40 a copy", 0.4, "money"),
        ("$5m of it", 5e6, "money"),
        ("US$ 3.1bn", 3.1e9, "money"),
        ("the 21st century", 21, "ordinal"),
        ("the twenty-first century", 21, "ordinal"),
        ("at 5 pm", 1020, "time"),
        ("at 17:00", 1020, "time"),
        ("half of them", 0.5, "plain"),
        ("two-thirds of them", 2 / 3, "plain"),
        ("−5 °C at night", -5, "plain"),
    ],
)
def test_figure_has_one_value_in_any_format(text: str, value: float, kind: str) -> None:
    (figure,) = figures(text)
    assert figure.values[0] == pytest.approx(value)
    assert figure.kind == kind


def test_point_before_three_digits_has_two_readings() -> None:
    (figure,) = figures("1.200 Euro")
    assert set(figure.values) == {1.2, 1200.0}


def test_units_are_read_but_not_letters_of_names() -> None:
    (distance,) = figures("a 5-mile walk")
    assert distance.unit
    assert distance.unit.dimension == "length"
    assert figures("form B2B, paper A4") == ()


def test_list_numbers_are_no_figures() -> None:
    assert figures("1. First of all\n2) (3) then") == figures("   First of all\n          then")


def test_five_metres_are_not_five_millions() -> None:
    (figure,) = figures("5 m wide")
    assert figure.values == (5,)
    assert figure.unit
    assert figure.unit.name == "m"
