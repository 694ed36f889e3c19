r"""Keys with values: JSON, YAML, TOML, logs, queries, programs, their tests and what these print.

Where words that only a person's record has (`dob`, `lname`, `mrn`) stand near, every key is read by the
grammar of keys, and what follows it by the ways in which values are written. A key that things have as well
(`name`, `city`, `date`) counts only in company of one that is a person's.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote_plus

from proxy_core.privacy import lexicon
from proxy_core.privacy.budget import in_time
from proxy_core.privacy.document import Document
from proxy_core.privacy.formats import separators
from proxy_core.privacy.formats.columns import accepts
from proxy_core.privacy.formats.separators import SIGNAL as SIGNAL
from proxy_core.privacy.formats.values import Place, quoted, values
from proxy_core.privacy.keyed import is_label
from proxy_core.privacy.keys import Label, split_key
from proxy_core.privacy.labels import label_of
from proxy_core.privacy.recognizers import BY_TYPE
from proxy_core.privacy.recognizers.email import makers_before
from proxy_core.privacy.recognizers.name import name_like
from proxy_core.privacy.types import Span

_AROUND = 1500
_LISTED = re.compile(r"[\"']?\s?[:=]\s?(?:\[|\n)")
#: as EXIF writes a day
_COLONS = re.compile(r"((?:19|20)\d\d:\d\d:\d\d)(?!\S)")
_WORDS = re.compile(r"[ \t*>|+-]*((?:[A-Za-z][\w'/#.-]{0,24} ){0,4})")
_SYSTEM = re.compile(
    r"\bsystem\\{0,3}[\"']?\s?[:=]\s?\\{0,3}[\"']?([\w:/.#"
    r"|-]{3,100})\\{0,3}[\"']?,?\s{1,40}[\\\"'{\s-]{0,24}$"
)


class Pair(NamedTuple):
    """A key, what it announces, and its values. quoted: whether they stand in quotes or calls."""

    start: int
    label: Label
    places: list[Place]
    quoted: bool


def spans(doc: Document) -> Iterator[Span]:
    """The values of identifying keys."""
    yield from judged(doc, [pair for low, high in windows(doc) for pair in _pairs(doc, low, high)])


def judged(doc: Document, pairs: list[Pair]) -> Iterator[Span]:
    """The values that are what their keys announce; a doubtful key needs the company of a person's."""
    strong = [pair.start for pair in pairs if not pair.label.weak and pair.label.type != "IP"]
    for pair in pairs:
        company = _company(strong, pair)
        for place in pair.places:
            yield from _spans(doc, pair, place, company)


def windows(doc: Document) -> Iterator[Place]:
    """The text around what speaks of a person's record."""
    low = high = -1
    done = 0
    for start, _ in in_time(separators.EVIDENCE.finditer(doc.data), doc.deadline):
        if high >= 0 and start - _AROUND > high:
            yield low, high
            done, high = high, -1
        if high < 0:
            low = max(done, _line(doc.scan, max(0, start - _AROUND), 400))
        high = min(len(doc.scan), start + _AROUND)
    if high >= 0:
        yield low, high


def _pairs(doc: Document, low: int, high: int) -> Iterator[Pair]:
    for start, end in in_time(separators.KEYS.finditer(doc.data[low:high]), doc.deadline):
        for token in separators.TOKEN.finditer(doc.scan, low + start, low + end):
            pair = _pair(doc, token.start(), token.end())
            if pair is not None:
                yield pair
                break


def _pair(doc: Document, start: int, end: int) -> Pair | None:
    scan = doc.scan
    first = _opened(scan, start, end)
    key = _named(scan[first:end])
    label = _announced(scan, first, end, key)
    if label is None:
        return None
    separator = separators.SEPARATOR.match(scan, end)
    option = separators.OPTION.search(scan, max(0, start - 2), start) is not None
    if separator is None:
        word = separators.ARGUMENT.match(scan, end) if option else None
        return Pair(start, label, [word.span(1)], True) if word else _reversed(doc, start, first, label)
    if separator["space"] is not None and not (option or _spaced(scan, first, label)):
        return None
    if separator["pair"] is not None and not _paired(scan, first, separator, key):
        return _reversed(doc, start, first, label)
    at = separator.end()
    line = scan[_line(scan, first, 80) : first].strip(" \t-\"'@>+") in ("", "export", "set", "let")
    if not _between(scan, first, separator, line):
        return None
    held = quoted(scan, at) is not None or scan[first - 1 : first] in ("?", "&")
    bare = any(separator[name] is not None for name in ("sign", "brace", "part", "gap"))
    if not held and not bare:
        return _reversed(doc, start, first, label)
    if label.type == "DATE" and (parts := separators.DATE_PARTS.match(scan, at)) is not None:
        return Pair(start, label, [parts.span(group) for group in (1, 2, 3)], True)
    places = list(values(scan, at, line=line))
    return Pair(start, label, places, held) if places else None


def _announced(scan: str, first: int, end: int, key: str) -> Label | None:
    """What a key means, also in the plural before a list and by its system."""
    if key == "value":
        return _of_system(scan, first)
    label = label_of(key)
    if label is None and key.endswith("s") and _LISTED.match(scan, end):
        return label_of(key[:-1])
    last = scan[first:end].rpartition(".")[2]
    if label is not None and label.weak and label.phrase in _WHOLE and len(split_key(last)) > 1:
        return None
    return label


def _between(scan: str, first: int, separator: re.Match[str], line: bool) -> bool:
    """Whether a key and its value belong together over what parts them. line: the key begins its line."""
    if separator["part"] is not None:
        return _parted(scan, first, separator)
    if separator["sign"] == "|":
        return _two_cells(scan, first, separator.end())
    return separator["gap"] is None or line


def _of_system(scan: str, first: int) -> Label | None:
    """`system: urn:mrn` before `value: ...`: what kind of number it is."""
    match = _SYSTEM.search(scan, max(0, first - 200), first)
    named = [label_of(word) for word in re.split(r"[/:#.|]", match[1])[::-1]] if match is not None else []
    return next((label for label in named if label is not None), None)


def _parted(scan: str, first: int, separator: re.Match[str]) -> bool:
    """Whether a value may stand on a line below its key: in a form's part, a numbered or a typed answer."""
    if scan.startswith('name="', first - 6):
        return True
    answered = scan[_line(scan, first, 80) : first].lstrip().startswith((">>>", "In [", "irb", ">"))
    return ")" in separator["part"] or answered


def _two_cells(scan: str, first: int, at: int) -> bool:
    """Whether a line of a table holds a key and its value only."""
    end = scan.find("\n", at, at + 400)
    after = scan[at : end if end >= 0 else at + 400]
    return not scan[_line(scan, first, 80) : first].strip(' |*`"') and "|" not in after.rstrip(" |\r")


def _line(scan: str, at: int, most: int) -> int:
    """Where the line of a position begins, or `most` before it: a line may be as long as the text."""
    low = max(0, at - most)
    return max(scan.rfind("\n", low, at) + 1, low)


def _named(key: str) -> str:
    """`patient.getLastName` -> what is asked for."""
    return re.sub(r"(?:^|(?<=\.))(?:get|set|with|has|find[A-Za-z]{0,12}By|by|add)_?(?=[A-Z_])", "", key)


def _opened(scan: str, start: int, end: int) -> int:
    """Where a key in quotes or brackets begins, which may hold spaces."""
    closing = scan[end : end + 1]
    if closing in (" ", ":", "=", "\t", "."):
        return _head(scan, start)
    if closing not in ('"', "'", "`", "]", "\\"):
        return start
    low = _line(scan, start, 48)
    quote = {"]": "["}.get(closing, closing)
    opening = scan.rfind(quote, low, start)
    if closing == "\\":
        opening = max(scan.rfind('"', low, start), scan.rfind("'", low, start))
    if opening < 0 or not re.fullmatch(r"[\w #./-]*", scan[opening + 1 : start]):
        return start
    return opening + 1


def _head(scan: str, start: int) -> int:
    """Where the words before a key begin, if only these stand before it on its line: `Birth Date : ...`."""
    line = _line(scan, start, 48)
    words = _WORDS.fullmatch(scan, line, start) if line == 0 or scan[line - 1] == "\n" else None
    return words.start(1) if words is not None and words[1] else start


def _spaced(scan: str, first: int, label: Label) -> bool:
    """`:mrn "8842119"`, `MRN '8842119'`: nothing but a space between."""
    before = scan[first - 1 : first]
    end = re.compile(r"[\w-]+").match(scan, first)
    if end is not None and before == " " and re.search(r"_|[a-z][A-Z]", end[0]) and not label.weak:
        return True  # `HSET key first_name "..." last_name "..."`
    return before in (":", "/") or (
        label.type not in ("NAME", "GEO", "DATE") and before in ("", " ", "\n", "(", "\t")
    )


def _paired(scan: str, first: int, separator: re.Match[str], key: str) -> bool:
    """`put("mrn", "88")`, `["mrn", "88"]`, `"name": "mrn", "value": "88"`, `assertEqual(p.mrn, "88")`."""
    if not separator["close"].strip(")"):
        low = _line(scan, first, 100)
        return "." in key and separators.ASSERTS.search(scan, low, first) is not None
    if scan[first - 1 : first] not in ("'", '"', "`", "#", "@", ":"):
        return False
    if separator["pair"].strip(" \n\r\t,"):
        return True
    before = scan[max(0, first - 12) : first].rstrip("\\\"'`@:# ")
    if before.endswith("["):
        one = quoted(scan, separator.end())
        return one is not None and scan[one[2] : one[2] + 1] == "]"
    return before.endswith("(") or (
        before.endswith(",") and separators.MAP.search(scan, max(0, first - 600), first) is not None
    )


def _reversed(doc: Document, start: int, first: int, label: Label) -> Pair | None:
    """A value that stands before its key, as in assertions."""
    low = _line(doc.scan, first, 200)
    match = separators.BACKWARD.search(doc.scan, low, first)
    if match is None or not separators.ASSERTS.search(doc.scan, low, match.start(1)):
        return None
    if match[3] and not re.search(r"\.|->|::|\bget", doc.scan[match.end(3) : start + 60].split("(")[0]):
        return None
    return Pair(start, label, [match.span(2)], True)


def _company(strong: list[int], pair: Pair) -> int:
    """How many keys of persons stand near."""
    return bisect_left(strong, pair.start + 600) - bisect_left(strong, pair.start - 600)


def _spans(doc: Document, pair: Pair, place: Place, company: int) -> Iterator[Span]:
    scan, (start, end) = doc.scan, place
    while start < end and scan[start] in " \t\r%\\*_~":
        start += 1
    while end > start and scan[end - 1] in " \t\r%\\":
        end -= 1
    label = pair.label
    if not pair.quoted and label.type not in ("NAME", "GEO"):
        exact = BY_TYPE[label.type].value.match(scan, start) or _COLONS.match(scan, start)
        end = exact.end(1) if exact is not None else start
        start = exact.start(1) if exact is not None else start
    value = scan[start:end]
    if "%" in value or "+" in value:
        value = unquote_plus(value)
    if not value or is_label(label.type, value) or not _accepted(pair, separators.BREAK.sub(" ", value)):
        return
    if label.weak and not _in_company(doc, pair, value, company):
        return
    if not pair.quoted and not _plain(doc, label, start, end, company):
        return
    if label.type in ("NAME", "EMAIL") and makers_before(doc, start):
        return
    for broken in (*separators.BREAK.finditer(scan, start, end), None):
        stop = broken.start() if broken is not None else end
        if stop > start:
            yield Span(start, stop, label.type, BY_TYPE[label.type].sure and not label.weak)
        start = broken.end() if broken is not None else end


def _accepted(pair: Pair, value: str) -> bool:
    label = pair.label
    if label.type == "DATE" and len(pair.places) == 3 and len(value) < 5:
        return value.isdigit()
    return accepts(label, value)


#: words that mean something only by themselves: not in `isEqualTo`, `textAlign`
_WHOLE = frozenset(
    """to from re cc by in on start end when text display user line place dear
    first last family""".split()  # noqa: SIM905
)
_VAGUE = frozenset(
    """name display text from to re cc user contact title subject client author employee recipient provider
    doctor driver resident participant witness by in on start end date when line location place""".split()  # noqa: SIM905
)


def _in_company(doc: Document, pair: Pair, value: str, company: int) -> bool:
    """Whether the value of a key that things have as well is a person's."""
    if company == 0:
        return False
    label = pair.label
    if label.type == "NAME" and label.phrase.split()[-1] in _VAGUE:
        return name_like(value.title() if value.islower() or value.isupper() else value)
    if label.type in ("GEO", "NAME", "DATE"):
        return company > 1 or pair.quoted or value[:1].isupper()
    if label.phrase == "username":
        return True
    return label.phrase not in ("reference", "ref", "url") and BY_TYPE[label.type].labelled(
        doc, *pair.places[0]
    )


def _plain(doc: Document, label: Label, start: int, end: int, company: int) -> bool:
    """Whether a bare value is one, and no name of a variable, type or function."""
    value = doc.scan[start:end]
    if doc.scan[end : end + 1] in ("(", "[", "<", "{") or doc.scan[start - 1 : start] in ("$", "{", "<", "%"):
        return False
    if label.type == "NAME":
        if any(c.isdigit() for c in value):
            return False
        known = any(lexicon.is_name(word) for word in re.findall(r"[^\W\d_]{2,}", value))
        if doc.code_like or value.islower():
            return known or (company > 1 and not doc.code_like and value.replace("-", "").isalpha())
        return value[0].isupper() and "." not in value[:-1].replace(". ", "")
    if label.type == "GEO":
        if doc.scan[start - 1] in ":=" and value[0].isupper():
            return True  # `{City:Dayton}`, as programs print what they hold
        return (value[0].isupper() or value[0].isdigit()) and (
            not doc.code_like or lexicon.is_city(value) or value[0].isdigit()
        )
    return True
