"""Words of a sentence, each with its position and a stem to compare it by."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from components.text.words import FILLER, MAX_WORD_CHARS, stem as text_stem

_REWRITTEN_FREELY = (
    "also additionally furthermore moreover however therefore thus hence overall well even "
    "still around amid inside numerous sure became become becomes becoming got get gets getting "
    "make makes made making took take takes include includes included including within upon "
    "among amongst per via since although though whereas yet et al e.g i.e etc would've it's "
    "that's there's various several certain called known refer refers referred located place "
    "example specifically according provided document documents passage passages source sources "
    "text states stated mentions mentioned describes described explains explained notes noted "
    "says der die das den dem des ein eine einen einem einer und oder ist sind war wird werden "
    "im in am zu zum zur von vom mit auf für bei aus nach als auch es sich er sie wir wurde "
    "wurden hat le la les un une des du de et ou est sont été a au aux en dans par pour sur que "
    "qui se ce cette ces il elle ils elles l d"
)


_CJK = "぀-ヿ㐀-鿿가-힯"
_WORD = re.compile(
    # Initials ("U.S.") are one word; a word cut by a line's end is joined; Chinese and Japanese
    # have no spaces, so each character is a word.
    rf"(?:[A-Z]\.){{2,}}|[{_CJK}]|[^\W\d_{_CJK}](?:[^\W_{_CJK}]|-\n(?=[a-z])|['’](?=[^\W\d_]))*"
)
_SENTENCE_START = re.compile(r"[.!?:•|\n\"“„«*_#]\s*[\"“„«(*_]*$")
_LOOK_BACK_CHARS = 16
"""Length of the text before a word in which the end of a sentence is searched for."""

_FILLER = FILLER | frozenset(
    # Words that a rewriting adds or drops without changing the meaning.
    _REWRITTEN_FREELY.split()
)

_IRREGULAR_FORMS = (
    "begin began begun; bring brought; build built; buy bought; catch caught; child children; "
    "choose chose chosen; come came; do did done; draw drew drawn; drive drove driven; eat ate "
    "eaten; fall fell fallen; feel felt; fight fought; fly flew flown; foot feet; forbid forbade "
    "forbidden; give gave given; go went gone; grow grew grown; hear heard; hold held; keep kept; "
    "know knew; lead led; leave left; lie lay lain; lose lost; man men; mean meant; meet met; "
    "pay paid; person people; rise rose risen; run ran; see saw seen; sell sold; send sent; "
    "sing sang sung; sit sat; speak spoke spoken; spend spent; stand stood; teach taught; "
    "think thought; throw threw thrown; understand understood; win won; woman women; "
    "write wrote written"
)
_BASE_FORMS = {
    form: base
    for line in _IRREGULAR_FORMS.split("; ")
    for base, *forms in [line.split()]
    for form in forms
}
LONG_STEM = 5
"""Letters that two forms of one word share at least ("operate", "operation")."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text; a `filler` word carries no meaning."""

    start: int
    end: int
    text: str
    stem: str
    filler: bool
    capital: bool
    opens: bool
    """First in its sentence, line or quotation, where any word has a capital."""

    @property
    def acronym(self) -> bool:
        """Return whether it has two to eight letters, all capitals: "IPCC", "U.S."."""
        letters = self.text.replace(".", "")
        return 2 <= len(letters) <= 8 and letters.isupper()


def words(text: str) -> tuple[Word, ...]:
    """Return the words of `text` in order."""
    found: list[Word] = []
    for match in _WORD.finditer(text):
        shown = match.group()[:MAX_WORD_CHARS].replace("-\n", "")
        if shown.endswith(("'s", "’s")):
            shown = shown[:-2]
        folded = fold(shown)
        acronym = len(shown) > 1 and shown.isupper()
        found.append(
            Word(
                start=match.start(),
                end=match.end(),
                text=shown,
                stem=folded if acronym else stem(folded),
                # "US" is a name, "us" is not.
                filler=folded in _FILLER and not (acronym and folded != "a"),
                capital=shown[0].isupper(),
                opens=_opens_sentence(text, match.start()),
            )
        )
    return tuple(found)


def _opens_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - _LOOK_BACK_CHARS) : at]
    return bool(_SENTENCE_START.search(before if at > _LOOK_BACK_CHARS else "\n" + before))


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """Return a word in lower case, without accents, dots or apostrophes."""
    plain = unicodedata.normalize("NFKD", word)
    kept = "".join(each for each in plain if not unicodedata.combining(each))
    return kept.casefold().replace("’", "'").replace(".", "").replace("'", "")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the stem of a lower-cased English word, irregular forms included.

    >>> [stem(word) for word in ("policies", "policy", "founded", "won", "running")]
    ['polici', 'polici', 'found', 'win', 'run']
    """
    return text_stem(_BASE_FORMS.get(word, word))


@lru_cache(maxsize=100_000)
def alike(one: str, other: str) -> float:
    """Return how surely two stems are forms of one word: 1 if equal, 0.9 for a shared beginning.

    >>> alike("operat", "operation"), alike("north", "northern"), alike("north", "south")
    (0.9, 0.9, 0)
    """
    if one == other:
        return 1
    shortest = min(len(one), len(other))
    shared = next((at for at in range(shortest) if one[at] != other[at]), shortest)
    is_close = shared >= shortest - 2 and abs(len(one) - len(other)) <= 4
    return 0.9 if shared >= LONG_STEM and is_close else 0
