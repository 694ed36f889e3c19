"""The word lists: is this word a first name, a last name, everyday language?

Lists only confirm: a word in a list is no finding by itself. The lists are part of the program
(`resources/names`), read once. A word is one of four: a name (`Okafor`), a name that is a word as well
(`Price`), a word (`Discharge`), or unknown - and in clinical prose an unknown word with a capital is a name
more often than not.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset((files("resources.names") / f"{name}.txt").read_text(encoding="utf-8").split())


_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "'": None,
     "’": None}
)  # fmt: skip
#: endings of drugs, findings, procedures and abstract words; names have them hardly ever
_WORDY = re.compile(
    r".{2,}(?:tion|sion|ment|ness|ity|able|ible|ology|ologist|ectomy|otomy|ostomy|plasty|oscopy|graphy|gram"
    r"|itis|osis|emia|pathy|algia|uria|plegia|phagia|pnea|olol|pril|sartan|statin|mab|tinib|cillin|mycin|azole"
    r"|azine|dipine|zepam|zolam|tidine|prazole|floxacin|cycline|vir|gliptin|gliflozin|glutide|parin|xaban"
    r"|caine|sone|solone|thiazide|lukast|triptan|setron|fibrate|dronate|oxetine|triptyline|barbital|codone"
    r"|morphone|ically|fully|ously|istic|ative|ional)s?"
)
_ENDINGS = (
    ("ies", ("y",)), ("es", ("", "e")), ("s", ("",)), ("ied", ("y",)), ("ed", ("", "e")), ("ing", ("", "e")),
    ("ly", ("", "le")), ("ness", ("",)), ("er", ("", "e")), ("ers", ("", "e")), ("est", ("", "e")),
)  # fmt: skip


def _plain(word: str) -> str:
    """As the lists spell it: lower case, no accents, no apostrophes."""
    plain = word.lower()
    if plain.isalpha() and plain.isascii():  # nearly all words: what follows would change nothing
        return plain
    plain = plain.translate(_LETTERS).rstrip(".")
    if plain.isascii():
        return plain
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))


def _in_part(name: str, plain: str) -> bool:
    words = _words(name)
    return any(part in words for part in plain.split("-")) if "-" in plain else plain in words


def is_first(word: str) -> bool:
    """Whether a word is a first name; of `Anne-Marie` each part counts."""
    return _in_part("first", _plain(word))


def is_last(word: str) -> bool:
    """Whether a word is a last name; of `Smith-Jones` each part counts."""
    return _in_part("last", _plain(word))


def is_common(word: str) -> bool:
    """Whether a word is everyday, clinical or technical language, or an eponym of medicine."""
    plain, words = _plain(word), _words("common")
    return plain in words or (plain.endswith("s") and plain[:-1] in words)


@lru_cache(maxsize=16384)
def is_word(word: str) -> bool:
    """Whether a word, or what it is a form of, is in the dictionary, as `is_common` or less frequent."""
    plain = _plain(word)
    if plain in _words("words") or plain in _words("common") or _WORDY.fullmatch(plain) is not None:
        return True
    return any(part in _words("words") or part in _words("common") for part in _stems(plain))


def _stems(plain: str) -> set[str]:
    found: set[str] = set()
    for ending, others in _ENDINGS:
        stem = plain.removesuffix(ending)
        if len(stem) < 3 or stem == plain:
            continue
        found.update(stem + other for other in others)
        if stem[-1] == stem[-2]:  # stopped
            found.add(stem[:-1])
    return found


def is_city(name: str) -> bool:
    """Whether words are a city's name."""
    return "-".join(name.lower().replace(".", "").split()) in _words("cities")


def is_name(word: str) -> bool:
    plain = _plain(word)
    return _in_part("first", plain) or _in_part("last", plain)


def is_only_name(word: str) -> bool:
    """Whether a word is a name and nothing else."""
    return is_name(word) and not is_common(word) and _plain(word) not in _words("words")


def is_everyday(word: str) -> bool:
    """Whether a word is no name, but language."""
    return is_common(word) or (is_word(word) and not is_name(word))


def is_unknown(word: str) -> bool:
    """Whether no list knows a word: of `Jean-Qux` each part counts."""
    return not any(is_name(part) or is_word(part) or is_common(part) for part in word.split("-"))
