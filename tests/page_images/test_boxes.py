"""Letters become lines."""

from components.page_images.boxes import Rectangle, lines


def _row(left: float, top: float, count: int) -> list[Rectangle]:
    return [(left + 6 * n, top, left + 6 * n + 5, top + 10) for n in range(count)]


def test_lines_of_two_rows_are_two_boxes() -> None:
    assert lines([*_row(0, 0, 4), *_row(0, 12, 2)]) == [(0, 0, 23, 10), (0, 12, 11, 22)]


def test_lines_of_two_columns_are_two_boxes() -> None:
    assert lines([*_row(0, 0, 4), *_row(100, 0, 4)]) == [(0, 0, 23, 10), (100, 0, 123, 10)]


def test_lines_include_a_raised_figure() -> None:
    assert lines([*_row(0, 10, 2), (12, 7, 15, 13)]) == [(0, 7, 15, 20)]


def test_lines_that_run_upwards_are_one_box_each() -> None:
    upwards = [(0.0, 100.0 - 6 * n, 10.0, 105.0 - 6 * n) for n in range(5)]
    beside = [(left + 14, top, right + 14, bottom) for left, top, right, bottom in upwards]
    assert lines([*upwards, *beside]) == [(0, 76, 10, 105), (14, 76, 24, 105)]


def test_lines_of_no_letters_are_none() -> None:
    assert lines([]) == []
