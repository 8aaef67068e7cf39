import json

import pytest

from benchmarks.results import Goal, Result


@pytest.mark.parametrize(
    ("goal", "met"),
    [
        pytest.param(Goal(of="ratio", sense="≥", bound=3), True, id="ratio at its bound"),
        pytest.param(Goal(of="ratio", sense=">", bound=3), False, id="ratio must pass its bound"),
        pytest.param(Goal(of="ratio", sense="≤", bound=0.333), False, id="ratio too large"),
        pytest.param(Goal(of="ours", sense="≥", bound=90), True, id="ours at its bound"),
        pytest.param(None, None, id="no goal"),
    ],
)
def test_goal_is_met_or_missed(goal: Goal | None, met: bool | None) -> None:
    assert Result(name="embed", ours=90, peer=30, unit="chunks/s", goal=goal).met is met


def test_line_is_one_json_object_with_its_notes() -> None:
    result = Result(
        name="embed",
        ours=123.456,
        peer=30,
        unit="chunks/s",
        goal=Goal(of="ratio", sense="≥", bound=4),
        notes={"texts": 640, "mean_tokens": 180.123},
    )

    assert json.loads(result.as_line()) == {
        "name": "embed",
        "ours": 123.5,
        "peer": 30,
        "ratio": 4.115,
        "unit": "chunks/s",
        "goal": "ratio ≥ 4",
        "met": True,
        "texts": 640,
        "mean_tokens": 180.1,
    }


def test_ratio_to_zero_is_none() -> None:
    result = Result(name="refused", ours=40, peer=0, unit="%")

    assert json.loads(result.as_line())["ratio"] is None
