"""Share of questions whose answering page is found and cited, over PDFs of an invented company.

There are six PDFs, two of them nearly the same, and 50 questions, each with the page that answers
it. Labels may be one page off, so each figure is given strictly and with neighbouring pages
accepted. The peers rank chunks of 1,000 characters of single pages, as the tutorial splits them,
and cite the page of their best chunk.
"""

import json
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import data
from benchmarks.engine import ask, fresh_services, index_files
from benchmarks.peer import Rankings, load_pdf
from benchmarks.results import Goal, Note, Result, show, show_skipped
from benchmarks.scoring import paired_interval, rouge_l, token_f1

FIRST = 3
"""Number of hits in which the page must be."""
LEAD = 8.0
"""Lead over the fusion to reach, in percentage points."""

Page = tuple[str, int]


def main() -> None:
    """Print both shares against both peers, strictly and one page off."""
    folder = data.FOLDER / "northwind"
    if not folder.is_dir():
        show_skipped("pages", data.ABSENT)
        return
    files = {path.name: path.read_bytes() for path in sorted((folder / "pdfs").glob("*.pdf"))}
    rows = [json.loads(line) for line in (folder / "gt_50.jsonl").read_text().splitlines() if line]
    gold = [{(each["file"], each["page"]) for each in row["gold"]} for row in rows]
    found: dict[str, list[list[Page]]] = {"ours": [], "tutorial": [], "fusion": []}
    cited: dict[str, list[list[Page]]] = {"ours": [], "tutorial": [], "fusion": []}
    answers = []
    with fresh_services() as services:
        index_files(services, files)
        for row in rows:
            answer = ask(services, row["question"])
            answers.append(answer)
            found["ours"].append([(hit.document_name, hit.chunk.page or 0) for hit in answer.hits])
            cited["ours"].append(
                [(each.document_name, each.page or 0) for each in answer.citations]
                if answer.supported
                else []
            )
    rankings = _rankings(files)
    for row in rows:
        ranked = rankings.search(row["question"], 30)
        for name in ("tutorial", "fusion"):
            ordered = [_page(rankings.passages[each].document) for each in getattr(ranked, name)]
            found[name].append(ordered)
            cited[name].append(ordered[:1])
    notes: dict[str, Note] = {
        "questions": len(rows),
        "citations_ours": statistics.mean(map(len, cited["ours"])),
        "refused_ours": sum(not each.supported for each in answers),
    }
    for off in (0, 1):
        first = {name: [each[:FIRST] for each in every] for name, every in found.items()}
        for measure, pages in (("found", first), ("cited", cited)):
            for peer in ("tutorial", "fusion"):
                show(_compared(measure, peer, pages, gold, off, notes))
    show(_precision(cited["ours"], cited["fusion"], gold))
    text = [each.text if each.supported else "" for each in answers]
    show(_text("token_f1", lambda own, row: token_f1(own, [row["answer"]]), text, rows))
    show(_text("rouge_l", lambda own, row: rouge_l(own, row["answer"]), text, rows))


def _compared(
    measure: str,
    peer: str,
    pages: dict[str, list[list[Page]]],
    gold: Sequence[set[Page]],
    off: int,
    notes: dict[str, Note],
) -> Result:
    ours, theirs = (
        [float(_has(every, right, off)) for every, right in zip(pages[name], gold, strict=True)]
        for name in ("ours", peer)
    )
    low, high = paired_interval(ours, theirs)
    lead = 100 * (statistics.mean(ours) - statistics.mean(theirs))
    return Result(
        name=f"pages.{measure}.{'one_off' if off else 'strict'}.vs_{peer}",
        ours=100 * statistics.mean(ours),
        peer=100 * statistics.mean(theirs),
        unit="% of questions",
        goal=Goal(of="ours", sense="≥", bound=100 * statistics.mean(theirs) + LEAD)
        if peer == "fusion"
        else None,
        notes=notes | {"lead": lead, "difference_95": f"{100 * low:+.1f} to {100 * high:+.1f}"},
    )


def _precision(
    ours: Sequence[Sequence[Page]], theirs: Sequence[Sequence[Page]], gold: Sequence[set[Page]]
) -> Result:
    """Return the share of cited pages that are right, over questions with a citation."""

    def share(cited: Sequence[Sequence[Page]]) -> float:
        return 100 * statistics.mean(
            statistics.mean(float(_has([page], right, 0)) for page in set(every))
            for every, right in zip(cited, gold, strict=True)
            if every
        )

    return Result(
        name="pages.precision.strict.vs_fusion",
        ours=share(ours),
        peer=share(theirs),
        unit="% of cited pages",
    )


def _text(
    name: str,
    score: Callable[[str, dict[str, str]], float],
    answers: Sequence[str],
    rows: Sequence[dict[str, str]],
) -> Result:
    """Print token F1 against the reference answers, which were written freely, not quoted."""
    scores = [score(own, row) for own, row in zip(answers, rows, strict=True)]
    return Result(
        name=f"pages.{name}", ours=100 * statistics.mean(scores), peer=0.0, unit=f"% {name}"
    )


def _has(pages: Sequence[Page], gold: set[Page], off: int) -> bool:
    return any(
        file == name and abs(page - number) <= off for file, page in pages for name, number in gold
    )


def _rankings(files: dict[str, bytes]) -> Rankings:
    with TemporaryDirectory() as folder:
        texts = {}
        for name, content in files.items():
            path = Path(folder) / name
            path.write_bytes(content)
            for number, page in enumerate(load_pdf(path), start=1):
                if page.page_content.strip():
                    texts[f"{name}#{number}"] = page.page_content
        return Rankings(texts)


def _page(name: str) -> Page:
    file, _, number = name.rpartition("#")
    return file, int(number)


if __name__ == "__main__":
    main()
