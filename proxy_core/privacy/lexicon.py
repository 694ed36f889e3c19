"""The word lists: is this word a first name, a last name, a common word?

Lists only confirm: a word in a list is no finding by itself. The lists are part of the program
(`resources/names`), read once.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset((files("resources.names") / f"{name}.txt").read_text(encoding="utf-8").split())


def _plain(word: str) -> str:
    return word.lower().replace("'", "").replace("’", "").rstrip(".")


def is_first(word: str) -> bool:
    """Whether a word is a common first name; of `Anne-Marie` each part counts."""
    return any(part in _words("first") for part in _plain(word).split("-"))


def is_last(word: str) -> bool:
    """Whether a word is a common last name; of `Smith-Jones` each part counts."""
    return any(part in _words("last") for part in _plain(word).split("-"))


def is_common(word: str) -> bool:
    """Whether a word is everyday, clinical or technical language, or an eponym of medicine."""
    plain = _plain(word)
    return plain in _words("common") or (plain.endswith("s") and plain[:-1] in _words("common"))


def is_city(name: str) -> bool:
    """Whether words are a large city's name."""
    return "-".join(name.lower().replace(".", "").split()) in _words("cities")


def is_name(word: str) -> bool:
    return is_first(word) or is_last(word)
