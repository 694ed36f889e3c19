"""Names in running text, without a model.

Found by what stands around them: titles and credentials, "a 54-year-old", "presented with", "his wife",
"seen by", bed numbers, greetings, signatures, and pairs of a first and a last name where text is clinical.
The word lists only confirm, except where the cue allows nobody but a person. Eponyms (`Parkinson's disease`,
`Foley catheter`) and institutions are not persons.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from proxy_core.privacy import context, cues, lexicon, places, prose
from proxy_core.privacy.document import Document
from proxy_core.privacy.keyed import trim_name
from proxy_core.privacy.recognizers.name import CAPS, INITIAL, MIXED, UPPER, WORD, name_like
from proxy_core.privacy.types import Span

_A = "[A-ZÀ-ÖØ-Þ]"
_BED = r"(?i:\b(?:bed|room|rm|bay)) ?#?\d{1,4}[A-D]?(?:[:,)]| is| -)?"
_CHAT = r"\n\[?\d{1,2}:\d{2}(?::\d{2})?(?: ?[APap][Mm])?\]? ?<?"
#: what announces a name in running text, for the one pass; the values are judged with what follows
CANDIDATES = (
    rf"\b{cues.TITLE}(?:\. ?| ){_A}",
    rf"[a-zA-Z.'],? ?{cues.CREDENTIAL}\b",
    r"\b(?:mrs?|ms|dr|miss)\.? [a-z][a-z'-]{2,}",
    rf"\b{cues.BY}:? {_A}",
    rf"\b{cues.WITH_PEOPLE} {_A}",
    rf"\b{cues.WITH} {_A}",
    rf"\b(?i:{cues.RELATION})(?:,| is| was| named| called|'s name is|(?:'s)? \(| -|:)? ?{_A}",
    rf"\b{cues.ROLE}[,:]? \(?{_A}",
    rf"{_A}[a-zß-öø-ÿ'-]+,? (?:\({cues.AGE}|{cues.AGE}|who (?:is|was|has)|\((?:DOB|MRN|SSN|age|[MF],))",
    rf"{_A}[a-zß-öø-ÿ'-]+,? {cues.VERBS}\b",
    rf"{_A}[A-Za-zß-öø-ÿ'-]+ {cues.PLAIN_VERBS}\b",
    rf"{_A}[A-Za-zß-öø-ÿ'-]+,? {cues.HUMAN}\b",
    rf"{_A}[a-zß-öø-ÿ]+ {_A}[A-Za-zß-öø-ÿ'-]+\n\d{{1,6}} [A-Z]",
    rf"{_A}[A-Za-zß-öø-ÿ'-]+,? (?:born |whose |aged |DOB|MRN|SSN|d\.o\.b)",
    rf"(?:Hi|Hello|Hey|Dear|DEAR|Good morning|Good afternoon|{cues.CLOSING}[,!.]?),? {_A}",
    rf"{_A}[A-Za-zß-öø-ÿ'-]+(?:,| \(| -) ?(?:(?:his|her|their|the|patient's|pt's) )?{cues.RELATION}\b",
    rf"{cues.CLOSING},? ?[!.]?\n\n?{_A}",
    rf"\n ?(?:--?|~) ?{_A}",
    r"\n[A-Z][A-Z'-]+(?: [A-Z][A-Z'.-]*){1,3}\n\d{1,6} [A-Z]",
    rf"{_BED} {_A}",
    rf"{_CHAT}[A-Za-z]",
    rf"{_A}[A-Za-zß-öø-ÿ-]+'s? {cues.POSSESSED}\b",
)
#: capitalised words of a record, for a pass of their own
CAPITALS = r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ'-]+(?:\.? [A-ZÀ-ÖØ-Þ][A-Za-zß-öø-ÿÀ-ÖØ-Þ'-]+){0,2}"
_RUN = re.compile(rf"{WORD}(?: {INITIAL})?(?: {WORD}){{0,2}}")
_BANNER = re.compile(
    rf"^[ \t]*({CAPS}(?: {CAPS})?, {CAPS}(?: [A-Z]\.?)?)(?:[ \t]{{2,}}|\t)(?:(?:MRN:? ?)?(\d{{5,10}})(?=\s)"
    rf"|\d)",
    re.MULTILINE,
)
_ADDRESSEE = re.compile(rf"\n?(?P<name>{MIXED}|{UPPER})\n\d{{1,6}} [A-Z]")
_TITLE_AT = re.compile(rf"{cues.TITLE}(?:\. ?| )[A-Z]")
_CREDENTIAL_END = re.compile(rf", ?{cues.CREDENTIAL}\b|(?<=[a-z.]) {cues.CREDENTIAL}$")
_SMALL = re.compile(r"(?:mrs?|ms|dr|miss)\.? (?P<name>[a-z][a-z'-]{2,})")
_ONE = re.compile(rf"{WORD}(?![\w@])")
_KIN_END = re.compile(rf"\b{cues.RELATION}$")
#: before these a name may be one that no list knows
_PEOPLE = re.compile(
    rf"\b(?i:{cues.RELATION})\b|\b{cues.WITH_PEOPLE} |{_BED}|\b{cues.BY}\b|\b{cues.CLOSING}\b|\n ?(?:--?|~) ?"
)
_OF_THINGS = re.compile(
    r"\b(?:performed|reviewed|read|reported|entered|called|managed|sent|filed) by|\bThis is", re.I
)
_PT = re.compile(r"\b[Pp](?:t|atient)(?: is| was)?\.? ")
_GREETS = re.compile(r"^(?:Hi|Hello|Hey|Dear|DEAR|Good morning|Good afternoon),? |\n\n?")
_TITLED = re.compile(rf"{cues.TITLE}(?:\. ?| )(?P<name>{cues.PERSON})")
_AFTER = re.compile(rf"(?P<title>{cues.TITLE}\.? )?(?P<name>{cues.PERSON})")
_CREDENTIALED = re.compile(rf"(?P<name>{cues.PERSON}),? ?\(?{cues.CREDENTIAL}\b")
_BEFORE = re.compile(
    rf"(?P<name>{cues.PERSON}),? (?:\(?{cues.AGE}|\({cues.RELATION}\)"
    rf"|[(-]? ?(?:his|her|their|the|patient's|pt's) {cues.RELATION}\b"
    rf"|{cues.VERBS}\b|{cues.PLAIN_VERBS}\b|{cues.HUMAN}|who (?:is|was|has)|born |whose |aged "
    rf"|\(?(?:DOB|MRN|SSN))"
    rf"|(?P<owner>{cues.PERSON})'s? {cues.POSSESSED}\b"
)
_HUMAN = re.compile(
    rf",? (?:{cues.HUMAN}(?![a-z])|\(?{cues.AGE}|\(?(?:DOB|MRN)|\(?(?:his|her|their|patient's"
    rf"|pt's) {cues.RELATION}\b)"
    rf"|'s? {cues.POSSESSED}\b"
)
_SPEAKER = re.compile(
    r"(?P<name>[A-Za-z][\w.'-]{1,24}(?: [A-Z][\w.'-]{1,24}){0,2}?)(?: ?\([^()\n]{2,30}\))?>?:(?=\s)"
)
_PAIR = re.compile(
    rf"(?<![\w./@#-])(?P<name>{WORD}(?: {INITIAL})?(?: {WORD}){{1,2}}"
    rf"|{WORD}, {WORD}(?: {INITIAL})?|{CAPS}(?: {INITIAL})?(?: {CAPS}){{1,2}}"
    rf"|{CAPS}, {CAPS}(?: {INITIAL})?)(?![\w@/(]|\.\w)"
)
_EPONYM = re.compile(cues.EPONYM)
#: who wrote something is named, but not as a patient
_MAKER = re.compile(
    r"(?:\b|(?<=\\n))(?:author|committer|tagger|by|copyright|maintainer|contributors?"
    r"|contributions? (?:by|from)|co-authored"
    r"|thanks to|written)\b"
    r"|\(c\)|©|^ *\* ",
    re.IGNORECASE,
)
_CREDITS = re.compile(
    r"\(c\)|©|\bcopyright\b|Signed-off-by|(?:\b|(?<=\\n))authors?\b *:|\bet al\b|\(thanks |\(\w+,? \d{4}\)",
    re.IGNORECASE,
)
_MORE = re.compile(rf"(?:,|,? and| &|/|,? or) ?(?P<name>{WORD}(?: {WORD})?)(?![\w@])")
#: a family, an employer: what follows or leads says so
#: a name alone in a line between blank ones: who wrote it
_ALONE = re.compile(
    rf"(?:\n\s*\n|,\n)[ \t]*[-~]*[ \t]?(?P<name>{WORD}(?: (?:{INITIAL}|{WORD})){{0,2}})[ \t]*(?=\n|\Z)"
)
_SAID = re.compile(r"(?:^|(?<=\n))(?P<name>[A-Za-z][a-z'-]{1,15}): (?=[a-zA-Z])")
#: `Mason  9:52 AM`: the head of a message
_HEAD = re.compile(
    rf"(?:^|\n)(?P<name>{WORD}(?: {WORD})?)(?:[ \t]{{1,4}}| *["
    rf"|·,-] *)\[?\d{{1,2}}:\d{{2}}(?: ?[AP]M)?\]?[ \t]*(?=\n|\Z)"
)
_FAMILY = re.compile(
    rf"\bthe (?P<name>{WORD}) (?:twins|family|kids|siblings|household|brothers|sisters|boys|girls"
    rf"|couple|baby)\b"
)
_EMPLOYER = re.compile(
    r"\b(?:[Ee]mployer(?:'s)?(?: name)?(?: is|:|,)?|EMPLOYER:|[Ww]orks? (?:[a-z]+ )?(?:at|for)"
    r"|[Ww]orked (?:at|for)"
    r"|[Ww]orking (?:at|for)"
    r"|[Ee]mployed (?:by|at|with)|[Jj]ob at|[Rr]etired from) (?:the )?"
    r"(?P<name>[A-Z][\w'&.-]*(?: (?:(?:&|of|and) )?[A-Z][\w'&-]*){0,4}(?:,? (?:Inc|LLC|Co|Corp|Ltd)\b)?)"
)
_LEADING = re.compile(rf"({WORD})\.? (?=[A-ZÀ-ÖØ-Þ])")
_FIRST_OF_TWO = re.compile(rf"(?P<name>{WORD}) (?:and|&) $")
#: a word in the middle of a sentence: what stands before it is in lower case
_WITHIN = re.compile(r"(?:^|[\s(])([a-z'/&-]+),? $")
_NOT_BEFORE_NAMES = frozenset(
    "the a an in on at our your this that of no as is are was via using and or".split()  # noqa: SIM905
)


def judge(doc: Document, hits: Iterable[tuple[int, int]]) -> Iterator[Span]:
    """The names at the candidates."""
    for start, end in hits:
        if not prose.at(doc, end - 1):
            continue
        if (small := _SMALL.match(doc.scan, start)) is not None:
            if lexicon.is_only_name(doc.text[slice(*small.span("name"))]) and context.dense(doc, start):
                yield Span(*small.span("name"), "NAME", True)
            continue
        if _TITLE_AT.match(doc.scan, start):
            yield from _titled(doc, start)
            continue
        low = max(0, start - 60)
        line = doc.scan.rfind("\n", low, start) + 1 or low
        credential = _CREDENTIAL_END.search(doc.scan, start, end)
        if doc.scan[start] == "\n" and doc.scan[start + 1 : start + 3].strip("[ ").isdigit():
            yield from _speaker(doc, end - 1)
        elif (
            "\n" in doc.scan[start:end]
            and doc.scan[start : start + 2].strip()[:1].isupper()
            and _ADDRESSEE.match(doc.scan, start)
        ):
            yield from _addressee(doc, start)
        elif credential:
            yield from _credentialed(doc, line, min(len(doc.scan), end + 8), end)
        elif doc.scan[end - 1].isupper() and doc.scan[end - 2 : end - 1] in (" ", "(", "\n", ",", "-", "~"):
            yield from _introduced(doc, start, end)
        else:
            yield from _followed(doc, line, min(len(doc.scan), end + 60), start, end)
            if _KIN_END.search(doc.scan, start, end) and doc.scan[end : end + 1] == " ":
                yield from _introduced(doc, max(start, end - 12), end + 2)


def of_record(doc: Document, hits: Iterable[tuple[int, int]]) -> Iterator[Span]:
    """In a record of somebody the word lists are enough: names and cities between other words."""
    for start, end in hits:
        if not prose.at(doc, start) or not context.dense(doc, start, 800):
            continue
        place = places.at(doc, start)
        if place is not None:
            yield place
            continue
        for match in _RUN.finditer(doc.scan, start, end):
            first, last = trim_name(doc.scan, *match.span())
            first = _core(doc, first, last)
            if doc.scan[last : last + 1] in (":", "=", "@", "/", "_") or _EPONYM.match(doc.scan, last):
                continue
            words = doc.text[first:last].split()
            if _is_person(doc, words, first) and not _makes(doc, first, last):
                yield Span(first, last, "NAME", len(words) > 1)


def banners(doc: Document) -> Iterator[Span]:
    """`OKAFOR, MARIA   8842119   03/04/1960   F`: the line at the head of a report's page."""
    for match in _BANNER.finditer(doc.scan, 0, 20_000):
        yield Span(*match.span(1), "NAME", True)
        if match[2]:
            yield Span(*match.span(2), "MRN", True)


def company(doc: Document, spans: Iterable[Span]) -> Iterator[Span]:
    """Names that stand in a row with one: `her sons Dirk, Willem and Case`, `Gerrit and Johanna Roorda`."""
    for span in spans:
        if span.type != "NAME" or not span.sure or not prose.at(doc, span.start):
            continue
        before = _FIRST_OF_TWO.search(doc.scan, max(0, span.start - 24), span.start)
        if before is not None and lexicon.is_first(doc.text[slice(*before.span("name"))]):
            yield Span(*before.span("name"), "NAME", True)
        at, end = span.end, span.end + 120
        while (match := _MORE.match(doc.scan, at, end)) is not None:
            word = doc.text[slice(*match.span("name"))].split()[0]
            joined = not match[0].startswith((",", "/")) or "and" in match[0]
            known = lexicon.is_only_name(word) or (
                joined and lexicon.is_name(word) and not lexicon.is_common(word)
            )
            if not known or _EPONYM.match(doc.scan, match.end()):
                break
            first, at = trim_name(doc.scan, *match.span("name"))
            yield Span(first, at, "NAME", True)


def pairs(doc: Document, low: int, high: int) -> Iterator[Span]:
    """A first name with a last name, in clinical text only."""
    for match in _PAIR.finditer(doc.scan, low, high):
        start, end = trim_name(doc.scan, *match.span("name"))
        start = _core(doc, start, end)
        value = doc.text[start:end]
        words = [word for word in re.split(r"[ ,]+", value) if len(word.rstrip(".")) > 1]
        if len(words) < 2 or _EPONYM.match(doc.scan, end) or _makes(doc, start, end):
            continue
        first, last = (words[1], words[0]) if "," in value else (words[0], words[-1])
        if lexicon.is_common(first) and lexicon.is_common(last):
            continue
        if not prose.at(doc, start) or not context.dense(doc, start) or _saint(doc, start):
            continue
        if not lexicon.is_first(first):
            # `Odalys Prieto`: an unknown first name with a last name that is nothing else
            if (
                "," in value
                or not lexicon.is_unknown(first)
                or not lexicon.is_only_name(last)
                or value.isupper()
            ):
                continue
            if (
                not lexicon.is_city(value)
                and places.DWELLS.search(doc.scan, max(0, start - 40), start) is None
            ):
                yield Span(start, end, "NAME", True)
            continue
        if value.isupper() and not (
            lexicon.is_only_name(first) and lexicon.is_last(last) and not lexicon.is_common(last)
        ):
            continue
        if lexicon.is_last(last) or (
            lexicon.is_only_name(first) and lexicon.is_unknown(last) and "," not in value
        ):
            yield Span(start, end, "NAME", True)


def circle(doc: Document, low: int, high: int) -> Iterator[Span]:
    """Families, employers and those who sign: `the Knight twins`, `works at Harbor Freight`."""
    for match in _FAMILY.finditer(doc.scan, low, high):
        if prose.at(doc, match.start()) and not lexicon.is_everyday(doc.text[slice(*match.span("name"))]):
            yield Span(*match.span("name"), "NAME", True)
    yield from _chat(doc, low, high)
    for pattern in (_ALONE, _HEAD):
        for match in pattern.finditer(doc.scan, low, high):
            words = doc.text[slice(*match.span("name"))].split()
            known = lexicon.is_name(words[0]) and not any(lexicon.is_everyday(word) for word in words)
            last = not doc.scan[match.end() :].strip() and lexicon.is_unknown(words[0])
            if (last or (known and not lexicon.is_common(words[0]))) and context.dense(
                doc, match.start(), 1000
            ):
                yield Span(*match.span("name"), "NAME", True)
    for match in _EMPLOYER.finditer(doc.scan, low, high):
        first = match["name"].split()[0].rstrip(".,")
        alone = len(match["name"].split()) == 1
        if prose.at(doc, match.start()) and not (alone and (lexicon.is_common(first) or first.isupper())):
            yield Span(match.start("name"), match.start("name") + len(match["name"].rstrip(".,")), "NAME")


def _chat(doc: Document, low: int, high: int) -> Iterator[Span]:
    """`kim: found her`: names before what was said, where lines of that form follow each other."""
    lines = list(_SAID.finditer(doc.scan, low, high))
    if len(lines) > 2 and len({match["name"] for match in lines}) < len(lines):
        for match in lines:
            if lexicon.is_name(match["name"]) and not lexicon.is_common(match["name"]):
                yield Span(*match.span("name"), "NAME", True)


def _core(doc: Document, start: int, end: int) -> int:
    """Where a run of words with capitals begins without the words before a name: `Called Maria Okafor`."""
    first = start
    while (word := _LEADING.match(doc.scan, start, end)) is not None:
        if not lexicon.is_everyday(doc.text[slice(*word.span(1))]):
            break
        start = word.end()
    rest = doc.text[start:end]
    return start if " " in rest or lexicon.is_only_name(rest) or start == first else first


def _saint(doc: Document, start: int) -> bool:
    """`St. Luke's` is a house."""
    return doc.scan[max(0, start - 6) : start].endswith(("St. ", "St ", "Saint ", "San ", "Santa "))


def _is_person(doc: Document, words: list[str], start: int) -> bool:
    """At least one word of the lists, and none that is everyday language."""
    if not words or any(lexicon.is_everyday(word) for word in words) or len(words[0]) < 3:
        return False
    if _saint(doc, start):
        return False
    if len(words) == 1:
        word = words[0]
        if lexicon.is_only_name(word):
            return not lexicon.is_city(word) or _within(doc, start)
        return (
            _within(doc, start)
            and doc.near(start, 300) > 1
            and lexicon.is_name(word)
            and not lexicon.is_common(word)
        )
    return any(lexicon.is_name(word) for word in words) and not lexicon.is_city(" ".join(words))


def _within(doc: Document, start: int) -> bool:
    before = _WITHIN.search(doc.scan, max(0, start - 16), start)
    return before is not None and before[1] not in _NOT_BEFORE_NAMES


def _clean(doc: Document, start: int, end: int, *, single: bool) -> Span | None:
    start, end = trim_name(doc.scan, start, end)
    start = _core(doc, start, end)
    value = doc.text[start:end]
    if _makes(doc, start, end):
        return None
    if end <= start or _EPONYM.match(doc.scan, end) or not name_like(value, single=single):
        return None
    return Span(start, end, "NAME", True)


def _makes(doc: Document, start: int, end: int) -> bool:
    """Who wrote a commit, a package or an article is named, but not as a patient: `Author: Ada <ada@...>`."""
    line, stop = doc.line_at(start)
    if _CREDITS.search(doc.scan, max(line, start - 80), min(stop, end + 12)):
        return True
    if doc.scan[end : end + 2] not in (" <", " ("):
        return False
    if _MAKER.search(doc.scan, max(line, start - 40), start):
        return True
    return "@" in doc.scan[end : end + 40] and doc.near(start, 500) < 1


def _titled(doc: Document, start: int) -> Iterator[Span]:
    match = _TITLED.match(doc.scan, start)
    if match is None:
        return
    first, last = trim_name(doc.scan, *match.span("name"))
    value = doc.text[first:last]
    word = value.split()[0].rstrip(",") if value else ""
    if (
        not value
        or (lexicon.is_everyday(word) and not lexicon.is_last(word))
        or _EPONYM.match(doc.scan, last)
    ):
        return
    if doc.scan[start:first].strip() in ("MS", "DR", "Sr", "Hon", "Fr", "Lt", "Col") and not doc.near(
        first, 300
    ):
        return
    if not (doc.code_like and doc.near(first, 300) == 0):
        yield Span(first, last, "NAME", True)


def _speaker(doc: Document, start: int) -> Iterator[Span]:
    """Who wrote a line of a chat; people write there in lower case, too."""
    match = _SPEAKER.match(doc.scan, start)
    if match is None or not context.dense(doc, start, 1500):
        return
    words = [part for part in re.split(r"[ ._-]", doc.text[slice(*match.span("name"))]) if len(part) > 1]
    if words and not all(lexicon.is_everyday(word) for word in words):
        yield Span(*match.span("name"), "NAME", True)


def _credentialed(doc: Document, low: int, high: int, end: int) -> Iterator[Span]:
    for match in _CREDENTIALED.finditer(doc.scan, low, high):
        if match.end() < end - 3:
            continue
        found = _clean(doc, *match.span("name"), single=True) or _unknown(doc, *match.span("name"))
        if found is not None and doc.near(found.start, 400):
            yield found


def _introduced(doc: Document, start: int, end: int) -> Iterator[Span]:
    if not context.dense(doc, start) or not doc.scan[end - 1 : end].isupper():
        return
    match = _AFTER.match(doc.scan, end - 1)
    if match is not None and match["title"]:
        yield from _titled(doc, match.start("title"))
    elif match is not None:
        found = _clean(doc, *match.span("name"), single=True) or _lone(doc, *match.span("name"), start, end)
        if found is not None:
            yield found


def _lone(doc: Document, start: int, end: int, low: int, high: int) -> Span | None:
    """One word that no list knows, or that is a word as well, where only a name can stand: `his daughter
    Zephyrine`, `Dear Xiomara,`, `spoke with Rose`."""
    word = _ONE.match(doc.scan, start)
    if word is None or _EPONYM.match(doc.scan, word.end()):
        return None
    text, cue = doc.text[word.start() : word.end()], doc.scan[low:high]
    if lexicon.is_everyday(text) or _makes(doc, start, word.end()):
        return None
    after = doc.scan[word.end() : word.end() + 24]
    people = _PEOPLE.search(cue) and (not _OF_THINGS.search(cue) or doc.near(start, 300) > 1)
    greeted = _GREETS.search(cue) and after[:1] in ("", ",", ":", "\n", ".", "!", " ")
    if people or greeted or _PT.search(cue):
        return Span(word.start(), word.end(), "NAME", True)
    return None


def _unknown(doc: Document, start: int, end: int) -> Span | None:
    """A word or two that no list knows, of which something is said that is said of people only."""
    start = _core(doc, start, end)
    words = doc.text[start:end].replace(",", " ").split()
    fits = (
        0 < len(words) < 4
        and all(len(word) > 2 or word.rstrip(".").isupper() for word in words)
        and any(len(word) > 3 and not word.isupper() for word in words)
        and not any(lexicon.is_everyday(word) for word in words if len(word) > 2)
        and not words[-1].endswith("ly")
        and not _makes(doc, start, end)
        and not _EPONYM.match(doc.scan, end)
    )
    return Span(start, end, "NAME", True) if fits else None


def _addressee(doc: Document, line: int) -> Iterator[Span]:
    match = _ADDRESSEE.match(doc.scan, line)
    if match is not None and doc.near(line, 800):
        found = _clean(doc, *match.span("name"), single=False)
        if found is not None:
            yield found


def _followed(doc: Document, low: int, high: int, start: int, end: int) -> Iterator[Span]:
    if not context.dense(doc, start):
        return
    for match in _BEFORE.finditer(doc.scan, low, high):
        name = match.span("name") if match["name"] else match.span("owner")
        if match.start() <= end and match.end() >= start:
            found = _clean(doc, *name, single=True)
            if found is None and _HUMAN.match(doc.scan, name[1]) and doc.near(start, 500) > 1:
                found = _unknown(doc, *name)
            if found is not None:
                yield found
