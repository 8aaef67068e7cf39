from pathlib import Path

from benchmarks import report
from benchmarks.results import Goal, Result

LINE = Result(
    name="embed.rate",
    ours=90,
    peer=30,
    unit="chunks/s",
    goal=Goal(of="ratio", sense="≥", bound=4),
    notes={"mean_tokens": 180},
).as_line()


def test_parse_passes_over_what_is_not_json() -> None:
    assert [line["name"] for line in report.parse(f"Loading weights\n{LINE}\n")] == ["embed.rate"]


def test_a_missed_goal_is_said_in_the_table() -> None:
    row = report.table(report.parse(LINE)).splitlines()[-1]

    assert row == (
        "| embed.rate | 90.0 | 30.0 | 3.0 | chunks/s | ratio ≥ 4: **missed** | mean tokens 180 |"
    )


def test_a_script_that_failed_or_was_skipped_has_a_row() -> None:
    table = report.table(
        [{"name": "start", "failed": "exit status 1"}, {"name": "embed", "skipped": "no data"}]
    )

    assert "| start | | | | | | failed: exit status 1 |" in table
    assert "| embed | | | | | | skipped: no data |" in table


def test_writing_replaces_the_last_results_and_nothing_else(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"# Before\n{report.BEGIN}\nold\n{report.END}\nAfter\n", encoding="utf-8")

    report.write(readme, report.parse(LINE))
    once = readme.read_text(encoding="utf-8")
    report.write(readme, report.parse(LINE))

    assert once == readme.read_text(encoding="utf-8")
    assert once.startswith("# Before\n")
    assert once.endswith(f"{report.END}\nAfter\n")
    assert "old" not in once
    assert "embed.rate" in once


def test_the_readme_has_the_markers() -> None:
    text = report.README.read_text(encoding="utf-8")

    assert text.index(report.BEGIN) < text.index(report.END)
