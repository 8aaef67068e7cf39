from components.pipelines.answering import answer
from components.services import Services
from components.types import Answer, Retrieved, Token, Turn
from tests.library import add, ask

TEXT = """# Accounts

In 2020 the trust earned 9,400 pounds from tickets. In 2021 the trust earned 12,750 pounds from
tickets. The shop sold postcards in both years.
"""


def test_sources_come_before_words_and_the_answer_last(services: Services) -> None:
    add(services, ("accounts.md", TEXT))
    items = list(answer(services, "What did the trust earn from tickets in 2020?"))
    assert isinstance(items[0], Retrieved)
    assert items[0].hits
    between = [item for item in items[1:-1] if not isinstance(item, Token)]
    assert not any(isinstance(item, Answer) and item.complete for item in between)
    assert isinstance(items[-1], Answer)
    assert items[-1].complete
    assert items[-1].hits == items[0].hits
    assert 0 < items[-1].seconds < 30


def test_follow_up_is_completed_from_the_turn_before(services: Services) -> None:
    add(services, ("accounts.md", TEXT))
    question = "What did the trust earn from tickets in 2020?"
    first = ask(services, question)
    assert "9,400" in first.text
    retrieved, *_, second = answer(
        services, "And in 2021?", turns=[Turn(question=question, answer=first)]
    )
    assert isinstance(retrieved, Retrieved)
    assert retrieved.question == "What did the trust earn from tickets in 2021?"
    assert isinstance(second, Answer)
    assert "12,750" in second.text


def test_passage_with_a_long_run_of_letters_is_quoted(services: Services) -> None:
    add(
        services, ("vault.txt", "The vault code of the mill is 4417 and never not " + "A" * 100_000)
    )
    said = ask(services, "What is the vault code of the mill?")
    assert "4417" in said.text
    stream = services.checker.begin(said.hits, question="What is the vault code of the mill?")
    (checked,) = [*stream.feed("The vault code of the mill is 4417."), *stream.end()]
    assert "4417" in checked.text
