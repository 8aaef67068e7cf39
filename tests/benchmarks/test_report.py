from datetime import date
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


def test_parse_skips_lines_that_are_not_json() -> None:
    assert [line["name"] for line in report.parse(f"Loading weights\n{LINE}\n")] == ["embed.rate"]


def test_table_marks_a_missed_goal() -> None:
    row = report.table(report.parse(LINE)).splitlines()[-1]

    assert row == (
        "| embed.rate | 90.0 | 30.0 | 3.0 | chunks/s | ratio ≥ 4: **missed** | mean tokens 180 "
        f"| {date.today()} |"
    )


def test_table_has_a_row_for_a_failed_or_skipped_script() -> None:
    table = report.table(
        [{"name": "start", "failed": "exit status 1"}, {"name": "embed", "skipped": "no data"}]
    )

    assert f"| start | | | | | | failed: exit status 1 | {date.today()} |" in table
    assert f"| embed | | | | | | skipped: no data | {date.today()} |" in table


def test_write_keeps_rows_of_scripts_that_were_not_run(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    kept = "| start.seconds | 0.6 | 5.4 | 0.1 | s | | | 2026-11-22 |"
    old = f"{report.table(report.parse(LINE))}\n{kept}\n"
    readme.write_text(f"{report.BEGIN}\n{old}{report.END}\n", encoding="utf-8")

    report.write(readme, report.parse(LINE.replace("90", "120")))
    rows = [row for row in readme.read_text(encoding="utf-8").splitlines() if row[:2] == "| "]

    assert [row.split(" | ")[:2] for row in rows[1:]] == [
        ["| embed.rate", "120.0"],
        ["| start.seconds", "0.6"],
    ]
    assert rows[-1] == kept


def test_write_replaces_only_the_last_results(tmp_path: Path) -> None:
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


def test_readme_has_the_markers() -> None:
    text = report.README.read_text(encoding="utf-8")

    assert text.index(report.BEGIN) < text.index(report.END)
