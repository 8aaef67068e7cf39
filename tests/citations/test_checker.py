"""The whole check, on sentences as models write them."""

from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies as st

from components.citations import SupportChecker
from components.embedders import BundledEmbedder
from components.rerankers import Reader
from tests.citations.passages import check, hit, pieces

LEAVE = hit(
    "Staff get 18 days of paid leave a year. The office in Berlin is not open on Sundays.\n"
    "At least 12 people must be present. All visitors sign the book before 9:30 am.",
    before="A page that is not quoted.\n",
)
SALES = hit(
    "Sales increased by 12 % to £1,200 in 2024. The path is 5 km long. On 12 March 1884 Tesla\n"
    "hired Thomas Edison, who moved to New York. The Intergovernmental Panel on Climate Change\n"
    "meets in Geneva.",
    name="report.pdf",
)
PLANT = hit(
    "Die Anlage kostete 1.200,5 Millionen Euro und wurde am 12. März 2024 eröffnet.",
    name="anlage.txt",
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Staff get 18 days of paid leave a year.",
        "Staff get eighteen days of paid leave each year.",
        "Employees receive 18 days of leave annually.",
        "The Berlin office is not open on Sundays.",
        "At least twelve people must be present.",
        "All visitors must sign the book before 09:30.",
        "Sales rose by 12 per cent to £1200 in 2024.",
        "In 2024, sales increased by twelve percent to 1.2 thousand pounds.",
        "The path is 3.1 miles long.",
        "Tesla hired Thomas Edison on March 12, 1884.",
        "The IPCC meets in Geneva.",
        "Die Anlage wurde am 12.03.2024 eröffnet und kostete 1.200,5 Millionen Euro.",
        "Staff get 18 days of paid leave a year, and the path is 5 km long.",
    ],
)
def test_sentence_of_a_passage_is_supported(embedder: BundledEmbedder, sentence: str) -> None:
    (checked,) = check(embedder, sentence, LEAVE, SALES, PLANT)
    assert (checked.outcome, checked.note) == ("supported", "")
    assert checked.spans


@pytest.mark.parametrize(
    ("sentence", "difference"),
    [
        ("Staff get 81 days of paid leave a year.", "18 days"),
        ("Staff get 18 weeks of paid leave a year.", "days"),
        ("The office in Berlin is open on Sundays.", "not"),
        ("Staff do not get 18 days of paid leave a year.", "not"),
        ("The office in Munich is not open on Sundays.", "Berlin"),
        ("At most 12 people must be present.", "At least"),
        ("Some visitors sign the book before 9:30 am.", "All"),
        ("All visitors sign the book after 9:30 am.", "before"),
        ("All visitors sign the book before 9:30 pm.", "9:30"),
        ("Sales fell by 12 % to £1,200 in 2024.", "increased"),
        ("Sales increased by 12 % to $1,200 in 2024.", "1,200"),
        ("Sales increased by 12 % to £1,200 in 2023.", "2024"),
        ("The path is 5 miles long.", "km"),
        ("On 13 March 1884 Tesla hired Thomas Edison.", "12 March 1884"),
        ("Die Anlage kostete 1.300,5 Millionen Euro.", "1.200,5"),
    ],
)
def test_altered_sentence_has_a_note(
    embedder: BundledEmbedder, sentence: str, difference: str
) -> None:
    (checked,) = check(embedder, sentence, LEAVE, SALES, PLANT)
    assert checked.outcome == "partly"
    assert difference in checked.note


def test_sentence_of_no_passage_is_unsupported(embedder: BundledEmbedder) -> None:
    (checked,) = check(embedder, "The moon is made of green cheese.", LEAVE, SALES)
    assert (checked.outcome, checked.note) == ("unsupported", "No passage says this.")
    assert checked.spans == ()


def test_sentence_with_a_wrong_marker_is_supported(embedder: BundledEmbedder) -> None:
    stream = SupportChecker(embedder).begin([LEAVE, SALES])
    (checked,) = [*stream.feed("The path is 5 km long [1][9]."), *stream.end()]
    assert [span.hit.document_name for span in checked.spans] == ["report.pdf"]
    assert (stream.text, stream.dropped_markers) == ("The path is 5 km long.", 1)


def test_marker_decides_between_equal_passages(embedder: BundledEmbedder) -> None:
    same = "The path along the river is 5 km long."
    first, second = hit(same, name="a.txt"), hit(same, name="b.txt")
    for number, name in ((1, "a.txt"), (2, "b.txt")):
        (checked,) = check(embedder, f"The path is 5 km long [{number}].", first, second)
        assert [span.hit.document_name for span in checked.spans] == [name]


def test_sentence_of_two_facts_has_two_spans(embedder: BundledEmbedder) -> None:
    text = "Staff get 18 days of paid leave a year, and the path is 5 km long."
    (checked,) = check(embedder, text, LEAVE, SALES)
    assert [span.quote for span in checked.spans] == [
        "Staff get 18 days of paid leave a year.",
        "The path is 5 km long.",
    ]


def test_stitched_halves_are_not_supported(embedder: BundledEmbedder) -> None:
    (checked,) = check(
        embedder, "Staff get 18 days of Climate Change meets in Geneva.", LEAVE, SALES
    )
    assert checked.outcome != "supported"


def test_name_of_the_heading_may_replace_a_pronoun(embedder: BundledEmbedder) -> None:
    about = hit("He moved to New York in 1884.", name="Nikola_Tesla.txt")
    (checked,) = check(embedder, "Nikola Tesla moved to New York in 1884.", about)
    assert checked.outcome == "supported"


def test_short_answer_is_found_with_its_question(embedder: BundledEmbedder) -> None:
    other = hit("The lift holds 18 people. Each visit lasts 18 days.", name="lift.txt")
    question = "How many days of paid leave do staff get?"
    (checked,) = check(embedder, "18 days.", other, LEAVE, question=question)
    assert [span.quote for span in checked.spans] == ["Staff get 18 days of paid leave a year."]


def test_table_row_is_checked_and_its_head_is_not(embedder: BundledEmbedder) -> None:
    table = (
        "| What | Days |\n|---|---|\n| Paid leave of staff | 18 |\n| Paid leave of staff | 81 |\n"
    )
    outcomes = [each.outcome for each in check(embedder, table, LEAVE)]
    assert outcomes == ["no claim", "no claim", "supported", "partly"]


def test_list_of_sources_claims_nothing(embedder: BundledEmbedder) -> None:
    answer = "The path is 5 km long [1].\n\nSources:\n[1] report.pdf, page 3\n"
    assert [each.outcome for each in check(embedder, answer, SALES)] == [
        "supported",
        "no claim",
        "no claim",
    ]


def test_answer_without_hits_is_unsupported(embedder: BundledEmbedder) -> None:
    (checked,) = check(embedder, "The path is 5 km long [1].")
    assert checked.outcome == "unsupported"


@pytest.mark.parametrize("text", ["", "\n \n", "[1][2]", "…", "?!", "“”", "\u200f", "a" * 5_000])
def test_odd_answers_raise_no_error(embedder: BundledEmbedder, text: str) -> None:
    for checked in check(embedder, text, LEAVE):
        assert checked.outcome in ("no claim", "unsupported")


ANSWER = (
    "Here is what I found:\n\n- **Leave**: staff get 18 days of paid leave a year [1].\n"
    "- The Berlin office is open on Sundays.[1][7]\n\nSales rose by 12 % to £1,200 in 2024 "
    "[source 2]. [2] The path – “5 km” – is long【2】! المسار طويل؟ Die Anlage kostete 1.200,5 "
    "Millionen Euro (3).\nWould you like more?"
)


@settings(max_examples=25, deadline=None)
@given(lengths=st.lists(st.integers(1, 40), max_size=40))
def test_answer_in_pieces_equals_the_whole(embedder: BundledEmbedder, lengths: list[int]) -> None:
    stream = SupportChecker(embedder).begin([LEAVE, SALES, PLANT])
    found = [each for piece in pieces(ANSWER, lengths) for each in stream.feed(piece)]
    found += stream.end()
    assert found == check(embedder, ANSWER, LEAVE, SALES, PLANT)
    assert all(stream.text[each.start : each.end] == each.text for each in found)


@settings(max_examples=25, deadline=None)
@given(
    words=st.lists(
        st.sampled_from(f"{LEAVE.chunk.text} {SALES.chunk.text} and not 7 [2].".split()), min_size=1
    )
)
def test_quotes_are_slices_of_the_document(embedder: BundledEmbedder, words: list[str]) -> None:
    for checked in check(embedder, " ".join(words), LEAVE, SALES):
        for span in checked.spans:
            chunk = span.hit.chunk
            assert chunk.start <= span.start < span.end <= chunk.end
            assert span.quote == chunk.text[span.start - chunk.start : span.end - chunk.start]
            assert 0 <= span.support <= 1


KEEPER = hit(
    "Wren Tolland has run the station on the north head since 2009. The boat comes on Fridays.",
    name="Skail lighthouse.txt",
)
WHO = "Who has been running the Skail lighthouse station since 2009?"
TOLD = "Wren Tolland has been running the Skail lighthouse station since 2009."


@pytest.mark.parametrize(
    ("answer", "question", "borne_out"),
    [
        (TOLD, WHO, True),
        (TOLD, "When does the boat come?", False),
        (TOLD.replace("Wren Tolland", "Ada Moss"), WHO, False),
        (TOLD.replace("2009", "2011"), WHO, False),
        (TOLD.replace("Skail", "Norham"), WHO, False),
        (TOLD.replace("been", "not been"), WHO, False),
        ("The Skail lighthouse station has been running Wren Tolland since 2009.", WHO, False),
        ("Since 2009 someone has been running the Skail lighthouse station.", WHO, False),
    ],
    ids=[
        "the-answer",
        "to-another-question",
        "another-name",
        "another-figure",
        "another-subject",
        "denied",
        "turned-about",
        "no-answer",
    ],
)
def test_restated_question_is_supported_where_a_passage_answers(
    embedder: BundledEmbedder, answer: str, question: str, borne_out: bool
) -> None:
    reader = Reader()
    checker = SupportChecker(embedder, reader=lambda: reader)
    stream = checker.begin([KEEPER], question=question)
    [sentence] = [*stream.feed(answer), *stream.end()]
    assert (sentence.outcome == "supported") is borne_out, sentence
    if borne_out:
        assert [span.quote for span in sentence.spans] == [
            "Wren Tolland has run the station on the north head since 2009."
        ]


def test_restated_question_with_an_unknown_name_is_unsupported(embedder: BundledEmbedder) -> None:
    reader = Reader()
    elsewhere = replace(KEEPER, document_name="station.txt")
    stream = SupportChecker(embedder, reader=lambda: reader).begin([elsewhere], question=WHO)
    [sentence] = [*stream.feed(TOLD), *stream.end()]
    assert (sentence.outcome, sentence.note) == ("partly", "The passage does not mention Skail.")


def test_unknown_words_are_named_without_a_reader(embedder: BundledEmbedder) -> None:
    [sentence] = check(embedder, TOLD, KEEPER, question=WHO)
    assert (sentence.outcome, sentence.note) == ("partly", "The passage does not mention Skail.")
