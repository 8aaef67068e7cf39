import pytest

from components.citations.dates import agree, dates


@pytest.mark.parametrize(
    "text",
    [
        "12 March 2024",
        "March 12, 2024",
        "12th of March 2024",
        "Mar. 12, 2024",
        "2024-03-12",
        "12/03/2024",
        "12.03.2024",
        "12. März 2024",
        "12 mars 2024",
    ],
)
def test_formats_of_one_date_agree(text: str) -> None:
    (date,) = dates(f"It was signed on {text}.")
    (other,) = dates("12 March 2024")
    assert agree(date, other)
    assert not agree(date, dates("13 April 2024")[0])


def test_missing_day_or_year_agrees_with_any() -> None:
    assert agree(dates("March 2024")[0], dates("12 March 2024")[0])
    assert not agree(dates("March 2023")[0], dates("12 March 2024")[0])


def test_words_like_months_are_no_dates() -> None:
    assert dates("You may leave. They march on.") == ()
