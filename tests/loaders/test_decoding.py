import pytest

from components.errors import UnsupportedTypeError
from components.loaders.decoding import decode

WESTERN = "The naïve café’s price is £5 – “fine”."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Plain English.", "ascii"),
        ("Zelte kosten 120 € – „ja“", "utf-8"),
        ("Zelte kosten 120 €", "utf-8-sig"),
        ("Zelte kosten 120 €", "utf-16"),
        ("Zelte kosten 120 €", "utf-32"),
        ("A file that Windows wrote without a mark.", "utf-16-le"),
        ("A file that somebody wrote without a mark.", "utf-16-be"),
        ("A file without a mark: Zelte kosten 120 €.\r\n", "utf-32-le"),
        ("A file without a mark: Zelte kosten 120 €.\r\n", "utf-32-be"),
        ("Mail: 日本語のテキストです。\n返品は30日以内にお願いします。", "iso2022_jp"),
        ("한국어 문서입니다. 반품은 30일 이내에 해 주세요.", "iso2022_kr"),
        (WESTERN, "cp1252"),
        ("Les élèves français ont mangé à Noël.", "latin-1"),
        ("Café\n", "cp1252"),
        ("日本語のテキストです。返品は30日以内にお願いします。", "shift_jis"),
        ("Однажды, в студеную зимнюю пору, я из лесу вышел; был сильный мороз.", "cp1251"),
        ("Однажды, в студеную зимнюю пору, я из лесу вышел; был сильный мороз.", "koi8-r"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy. Zboží lze vrátit do třiceti dnů.", "cp1250"),
        ("Zażółć gęślą jaźń. Towar można zwrócić w ciągu trzydziestu dni.", "cp1250"),
    ],
)
def test_decode_detects_the_encoding(text: str, encoding: str) -> None:
    assert decode("note.txt", text.encode(encoding)) == text


def test_decode_keeps_terminal_colours_as_utf8() -> None:
    log = "\x1b[31merror\x1b[0m: café closed\n"

    assert decode("build.log", log.encode()) == log


def test_decode_of_utf8_with_a_few_broken_bytes_stays_utf8() -> None:
    data = ("Zelte für 120 €, schön günstig. " * 10).encode() + b"\xff!"

    assert decode("note.txt", data).endswith("günstig. \ufffd!")


def test_decode_uses_the_encoding_that_markup_declares() -> None:
    data = '<meta charset="koi8-r">Мир'.encode("koi8-r")

    assert decode("page.html", data, markup=True).endswith("Мир")


def test_decode_ignores_an_unknown_declared_encoding() -> None:
    data = f'<meta charset="x-none">{WESTERN}'.encode("cp1252")

    assert decode("page.html", data, markup=True).endswith(WESTERN)


def test_decode_detects_a_long_file_by_its_first_part() -> None:
    text = "Les élèves français ont mangé à Noël.\n" * 20_000

    assert decode("long.txt", text.encode("cp1252")) == text


def test_decode_of_a_mark_alone_is_empty() -> None:
    assert decode("note.txt", b"\xef\xbb\xbf") == ""


@pytest.mark.parametrize("data", [bytes(range(256)) * 8, b"hello\0world\0" * 9], ids=["all", "nul"])
def test_decode_refuses_binary_data(data: bytes) -> None:
    with pytest.raises(UnsupportedTypeError, match=r"note\.bin holds binary data"):
        decode("note.bin", data)
