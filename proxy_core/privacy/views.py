r"""Texts as tools wrap them, unwrapped for reading: listings with line numbers, grep's prefixes, diffs,
strings with escapes.

A view is a text of its own with a map back: the readers of formats need not know of wrappings. Spans found
in a view are spans of the original, cut where the wrapping interrupts them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import pairwise

from proxy_core.privacy.types import Span

_PREFIXES: tuple[re.Pattern[str], ...] = (
    re.compile(r"[ \t]{0,8}\d{1,7}[\t→│|](?: (?=\S))?"),
    re.compile(r"(?=[^:\s]{0,200}[./\\])(?:[A-Z]:)?[\w.~/\\-]{2,200}[:-]\d{1,7}[:-](?:\d{1,5}:)?"),
    re.compile(r"[ \t]{1,8}\d{1,7}(?::|  )"),
    re.compile(r"[+-](?![+-]{2})| (?=\S| )|(?=@@|diff |index |---|\+\+\+|\\ No)|$"),
    re.compile(r"> ?"),
    re.compile(r"\d{1,7}[:-]"),
    re.compile(
        r"[\w.~/-]{1,200}(?:(?<=/)[\w-]+|\.(?:txt|text|log|md|rst|csv|tsv|json[lc5]?|ndjson|ya?ml|xml"
        r"|html?|toml|ini|cfg"
        r"|conf|env|properties|sql|hl7|edi|x12|dat|dump|py|ipynb|[jt]sx?|mjs|java|kt|scala|go|rs|rb|php"
        r"|cs|c|h|cpp|sh|swift"
        r"|ex|pl|r|feature|graphql|proto|erb|vue)):"
    ),
    re.compile(r"[ \t]*(?://|#|\*|--|;)[ \t]?"),
)
_NUMBERED = (0, 2, 5)
_NUMBER = re.compile(r"[ \t]{0,8}(\d{1,7})")
_DIFF = re.compile(r"^(?:@@ |diff --git |--- |\+\+\+ )", re.MULTILINE)
_HINT = re.compile(r"\\[nrt\"']")
_OPENING = re.compile(r"(?<!\\)[\"']")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_CHARACTER = re.compile(r"(?<!\\)\\u([0-9a-fA-F]{4})")
_ENTITIES = {
    "&quot;": '"',
    "&#34;": '"',
    "&#39;": "'",
    "&apos;": "'",
    "&amp;": "&",
    "&#x27;": "'",
    "&lt;": "<",
    "&gt;": ">",
}
_ENTITY = re.compile("|".join(_ENTITIES))
#: the value of a key that may hold a sentence: `"text": "..."`, `msg="..."`
_TOLD = re.compile(r"[:=]\s?\"([^\"\\\n]{12,2000})\"")
#: what a reader of the sentences knows from the data around them; stands for nothing of the original
_OF_RECORD = "Patient seen in clinic by physician, MRN: 00000017\n"
_SENTENCE = re.compile(r"(?:[^ ]+ ){3}")
#: a document whose text is told between elements: C-CDA's sections, FHIR's `text.div`
_NARRATED = re.compile(r"urn:hl7-org:v3|<ClinicalDocument\b|http://www\.w3\.org/1999/xhtml")
_ELEMENT = re.compile(r"<[/?!]?([A-Za-z][\w:.-]{0,60})[^<>]{0,2000}>")
#: elements that part nothing, and those that part the cells of a row; any other ends a line
_INLINE = frozenset("content b i u em strong span sub sup a linkhtml footnote".split())  # noqa: SIM905
_CELLS = frozenset(("td", "th"))
_OF_NAMES = frozenset(("given", "family", "prefix", "suffix"))
_PLAIN = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    '"': '"',
    "'": "'",
    "\\": "\\",
    "/": "/",
    "b": " ",
    "f": " ",
    "0": " ",
}


class View:
    """text: what is read. Every code point of it knows where it begins and ends in the original."""

    def __init__(self, pieces: list[tuple[str, int, int]]) -> None:
        """pieces: (text, place in the original, its length there); a piece whose lengths differ is atomic."""
        self.text = "".join(piece for piece, _, _ in pieces)
        self._starts: list[int] = []
        self._pieces = pieces
        at = 0
        for piece, _, _ in pieces:
            self._starts.append(at)
            at += len(piece)

    def back(self, span: Span) -> Iterator[Span]:
        """The span in the original; in parts, if the wrapping lies between."""
        start = end = -1
        index = max(0, bisect_right(self._starts, span.start) - 1)
        while index < len(self._pieces) and self._starts[index] < span.end:
            text, place, length = self._pieces[index]
            low = max(0, span.start - self._starts[index])
            high = min(len(text), span.end - self._starts[index])
            if high > low:
                first, last = (place + low, place + high) if length == len(text) else (place, place + length)
                if first != end and end > start:
                    yield Span(start, end, span.type, span.sure)
                start = first if start < 0 or first != end else start
                end = last
            index += 1
        if end > start:
            yield Span(start, end, span.type, span.sure)


def unprefixed(scan: str) -> View | None:
    """Without the prefix that (nearly) every line carries, or without entities; None if there are none."""
    if "\n" not in scan and not _PREFIXES[0].match(scan) and not _PREFIXES[1].match(scan):
        return entities(scan)
    sample = [line for line in scan[:6000].split("\n")[:40] if line.strip()]
    if len(scan) > 6000 and len(sample) > 1:
        sample.pop()
    for index, prefix in enumerate(_PREFIXES):
        if index == 3 and not (_DIFF.search(scan[:6000]) or _changes(sample)):
            continue
        if index >= 4 and len(sample) < 2:
            continue
        if index in _NUMBERED and sample and not prefix.match(sample[0]):
            continue  # `id<tab>...` below a header is a column, not a line number
        if index == 0 and not _counts(sample):
            continue
        if sample and _most(sample, prefix, 0.0 if index == 7 else 0.2):
            return _stripped(scan, prefix.match)
    return entities(scan)


def entities(scan: str) -> View | None:
    """The whole text with `&quot;` and the like as the signs they are: JSON in an attribute of HTML.

    None if no quotes are written so.
    """
    if scan.count("&quot;") + scan.count("&#34;") < 2:
        return None
    pieces: list[tuple[str, int, int]] = []
    at = 0
    for match in _ENTITY.finditer(scan):
        pieces.append((scan[at : match.start()], at, match.start() - at))
        pieces.append((_ENTITIES[match[0]], match.start(), match.end() - match.start()))
        at = match.end()
    pieces.append((scan[at:], at, len(scan) - at))
    return View([piece for piece in pieces if piece[2]])


def narrative(scan: str) -> View | None:
    """A clinical document as it is read: without its elements, so that its sections are running text.

    None if it is no such document, or has no elements.
    """
    if _NARRATED.search(scan) is None:
        return None
    pieces: list[tuple[str, int, int]] = []
    at = 0
    for match in _ELEMENT.finditer(scan):
        if match.start() > at:
            pieces.append((scan[at : match.start()], at, match.start() - at))
        pieces.append((_parting(match[1].lower()), match.start(), 0))  # stands for nothing of the original
        at = match.end()
    if at == 0:
        return None
    pieces.append((scan[at:], at, len(scan) - at))
    return View([piece for piece in pieces if piece[0]])


def sentences(scan: str) -> View | None:
    """The sentences that are values in JSON and logs, a line for each; None if there are none."""
    pieces: list[tuple[str, int, int]] = []
    for match in _TOLD.finditer(scan):
        start, end = match.span(1)
        if _SENTENCE.match(scan, start, end):
            pieces += [(scan[start:end], start, end - start), ("\n", end, 0)]
    return View([(_OF_RECORD, 0, 0), *pieces]) if pieces else None


def _parting(name: str) -> str:
    """What a reader sees between the texts of two elements."""
    if name in _INLINE:
        return ""
    if name in _CELLS:
        return "; "
    return " " if name in _OF_NAMES else "\n"


def _most(lines: list[str], prefix: re.Pattern[str], tolerated: float) -> bool:
    """Whether all lines but a part begin with a prefix; gives up as soon as they do not."""
    allowed = int(len(lines) * tolerated)
    for line in lines:
        if not prefix.match(line):
            allowed -= 1
            if allowed < 0:
                return False
    return True


def _counts(sample: list[str]) -> bool:
    """Whether the numbers before the lines are those of lines: small, each one more than the one before."""
    numbers = [int(match[1]) for line in sample if (match := _NUMBER.match(line)) is not None]
    steps = [later - one for one, later in pairwise(numbers)]
    if not numbers or numbers[0] > 999_999:
        return False
    return "→" in sample[0] or steps.count(1) * 5 >= len(steps) * 3


def _changes(sample: list[str]) -> bool:
    return (
        len(sample) > 1
        and all(line[0] in "+- @" for line in sample)
        and any(line[0] in "+-" for line in sample)
        and not all(line.startswith("- ") for line in sample)
    )


def _stripped(scan: str, match: Callable[[str, int], re.Match[str] | None]) -> View:
    pieces: list[tuple[str, int, int]] = []
    at = 0
    while at <= len(scan):
        end = scan.find("\n", at)
        end = len(scan) if end < 0 else end + 1
        found = match(scan, at)
        start = min(found.end(), end) if found else at
        if start < end:
            pieces.append((scan[start:end], start, end - start))
        if end >= len(scan):
            break
        at = end
    return View(pieces)


def literals(scan: str) -> Iterator[View]:
    """The contents of string literals that hold escapes, one level unescaped."""
    done = 0
    for hint in _HINT.finditer(scan):
        if hint.start() < done:
            continue
        at = max(done, scan.rfind("\n", done, hint.start()) + 1)
        done = hint.end()
        while (opening := _OPENING.search(scan, at, hint.start())) is not None:
            close = _closing(scan, opening.end(), opening[0])
            if close > hint.start():
                done = close + 1
                if close - opening.end() >= 16:
                    yield _unescaped(scan, opening.end(), close)
                break
            at = opening.end() if close < 0 else close + 1


def _closing(scan: str, at: int, quote: str) -> int:
    """Where a literal ends, on its line; -1 if it does not."""
    line = scan.find("\n", at)
    line = len(scan) if line < 0 else line
    while (close := scan.find(quote, at, line)) >= 0:
        slashes = len(scan[at:close]) - len(scan[at:close].rstrip("\\"))
        if slashes % 2 == 0:
            return close
        at = close + 1
    return -1


def whole(scan: str) -> View:
    """The whole text, one level unescaped: for a piece that was cut out of a literal."""
    return _unescaped(scan, 0, len(scan))


def characters(scan: str) -> View | None:
    r"""The whole text with `\u00e9` and the like as the letters they are, as JSON written for ASCII has them.

    None if there are none. All other escapes stay: the text keeps its form.
    """
    if "\\u" not in scan:
        return None
    pieces: list[tuple[str, int, int]] = []
    at = 0
    for match in _CHARACTER.finditer(scan):
        code = int(match[1], 16)
        if code < 0xA0:  # an escaped control character or quote is part of the form
            continue
        pieces.append((scan[at : match.start()], at, match.start() - at))
        pieces.append((chr(code) if code < 256 else "ÿ", match.start(), match.end() - match.start()))
        at = match.end()
    if not pieces:
        return None
    pieces.append((scan[at:], at, len(scan) - at))
    return View([piece for piece in pieces if piece[2]])


def _unescaped(scan: str, start: int, end: int) -> View:
    pieces: list[tuple[str, int, int]] = []
    at = start
    for match in _ESCAPE.finditer(scan, start, end):
        if match.start() > at:
            pieces.append((scan[at : match.start()], at, match.start() - at))
        code = match[1] or match[2]
        if code:
            character = chr(int(code, 16))
            text = character if int(code, 16) < 256 else "ÿ"
        else:
            text = _PLAIN.get(match[3], match[3])
        pieces.append((text, match.start(), match.end() - match.start()))
        at = match.end()
    if at < end:
        pieces.append((scan[at:end], at, end - at))
    return View(pieces)
