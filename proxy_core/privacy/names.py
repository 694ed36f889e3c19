"""Names in running text, without a model.

Found by what stands around them: titles and credentials, "a 54-year-old", "presented with", "his wife",
"seen by", and pairs of a common first and a common last name where text is clinical. The word lists only
confirm. Eponyms (`Parkinson's disease`, `Foley catheter`) and institutions are not persons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from proxy_core.privacy import lexicon
from proxy_core.privacy.document import Document
from proxy_core.privacy.keyed import trim_name
from proxy_core.privacy.recognizers.name import (
    CAPS,
    INITIAL,
    LAST_FIRST,
    MIXED,
    PARTICLE,
    WORD,
    name_like,
)
from proxy_core.privacy.types import Span

_TITLE = (
    r"(?:mr|mrs|dr|Mr|Mrs|Ms|Mx|Miss|Dr|Drs|Prof|Professor|Doctor|Rev|Sra|Sr|Hon|Nurse|MR|MRS|MS|DR|MISS)"
)
_CREDENTIAL = (
    r"(?:M\.?D\.?|D\.?O\.?|R\.?N\.?|N\.?P\.?|P\.?A\.?(?:-C)?|Ph\.?D\.?|FNP(?:-BC|-C)?|APRN|CRNA|CNM|LPN"
    r"|LCSW|LMFT|DDS|DMD|DPM|OD"
    r"|PharmD|Pharm\.D\.|PsyD|DPT|PT|OT|OTR|RD|RRT|MBBS|MSW|BSN|MSN|FACS|FACP|FACC|PGY-?\d|CNP|ARNP|CNS|RPh)"
)
_RELATION = (
    r"(?:wife|husband|spouse|partner|son|daughter|mother|father|mom|dad|brother|sister|aunt|uncle|niece"
    r"|nephew|cousin"
    r"|grandmother|grandfather|grandson|granddaughter|fianc[eé]e?|girlfriend|boyfriend|friend|neighbou?r"
    r"|roommate"
    r"|caregiver|guardian|caretaker|sibling|twin|stepfather|stepmother|son-in-law|daughter-in-law|proxy"
    r"|landlord|colleague|cardiologist|neurologist|oncologist|surgeon|psychiatrist|pediatrician|physician"
    r"|midwife|obstetrician"
    r"|dermatologist|urologist|nephrologist|endocrinologist|pharmacist|social worker|case manager|doctor"
    r"|coworker|co-worker|teacher|aide)"
)
_AGE = (
    r"(?:\d{1,3}[- ]?(?:year|yr|month|week|day|y/?o|yo|y\.o)s?|\d{1,3} ?[MF]\b|an? (?:\d|very|previously"
    r"|otherwise|elderly|young|middle))"
)
_VERBS = (
    r"(?:is (?:a|an|the|seen|here|being|currently|doing|scheduled|now|known|alert|well|followed|status)"
    r"|was (?:a|an|seen|admitted|discharged|brought|born|diagnosed"
    r"|evaluated|referred|started|taken|transferred|found|treated|given|last|hospitalized|prescribed|noted"
    r"|examined|advised|instructed|contacted|called|informed|told|counseled|scheduled|counselled|placed"
    r"|intubated|extubated|in|pronounced|educated|unable|able)"
    r"|presents?|presented|reports?|reported|denies|denied|states|stated|complains|complained|endorses"
    r"|endorsed"
    r"|returns?|returned|underwent|tolerated|arrived|called|came|has (?:a|been|had|no|not|a history)"
    r"|had (?:a|been|no|an)|lives|lived|resides|works"
    r"|worked|describes|notes that|noted|agrees|agreed|consented|declined|received|continues|continued"
    r"|will (?:follow|return|be|need|undergo|continue|see)|requests|requested"
    r"|followed up|follows|takes|took|missed|did not|does not|remains|died|expired|passed away|fell|admits"
    r"|understands|verbalized|wants|would like|needs|asked|signed|said|says|told|sustained|developed"
    r"|and (?:his|her|their) (?:wife|husband|family|mother|father|spouse|daughter|son|partner))"
)
_PLAIN_VERBS = (
    r"(?:is|was|has|had|will|does|did|doesn't|isn't|hasn't|didn't|can't|won't|wasn't|couldn't|would|could"
    r"|should|says|walks"
    r"|feels|looks|seems"
    r"|appeared|arrived)"
)
_BY = (
    r"(?:[Ss]een|[Ee]xamined|[Ee]valuated|[Ss]igned|[Dd]ictated|[Tt]ranscribed|[Rr]eferred|[Pp]erformed"
    r"|[Aa]dmitted|[Oo]rdered"
    r"|[Rr]eviewed|[Aa]ccompanied|[Bb]rought in|[Rr]ead|[Ii]nterpreted|[Pp]rescribed|[Ff]ollowed"
    r"|[Cc]ared for|[Tt]reated|[Rr]eported|[Cc]o-?signed|[Aa]uthored|[Ee]ntered"
    r"|[Vv]erified|[Cc]ompleted|[Cc]ollected|[Aa]dministered|[Rr]equested|[Cc]alled|[Ww]itnessed"
    r"|[Aa]ttested|[Ss]upervised|[Mm]anaged|[Aa]pproved|[Pp]repared) by"
)
_WITH = (
    r"(?:[Ss]poke (?:with|to)|[Ss]peaking with|[Dd]iscussed with|[Cc]onsulted with|[Cc]onsult with"
    r"|[Cc]onsulted|[Cc]ontacted|[Cc]alled|[Cc]all|[Nn]otified|[Pp]aged|[Mm]et with|[Ff]ollow(?:s"
    r"|ed)?[- ]?up with"
    r"|[Aa]ppointment with|[Rr]eferred to|[Rr]eturn to|[Cc]c:?|[Aa]ttn:?|[Dd]ear|[Nn]amed|[Pp]atient(?: is"
    r"| was| named)?|[Pp]t\.?|[Rr]e:|[Rr]egarding|[Ii]nformed|[Uu]pdated|[Tt]old|[Cc]are of|[Uu]nder"
    r"|[Ff]or patient"
    r"|[Aa]ssigned to|[Ss]eeing|[Ss]ees|[Cc]ontact|[Oo]n behalf of|[Mm]essage from|[Cc]all from"
    r"|[Ll]etter from|[Ff]ax from|[Ll]etter to|[Rr]ecords? (?:for|of)|[Cc]hart (?:for|of)"
    r"|[Rr]esults? (?:for|of)|[Nn]ote (?:for|on|of)|[Vv]isit (?:for|with)"
    r"|[Hh]er name is|[Hh]is name is|[Nn]ame is|[Aa]rrival of|[Aa]dmission of|[Dd]ischarge of"
    r"|[Tt]ransfer of|[Hh]istory of patient|[Ii]nterviewed|[Ee]xamined|[Ss]aw|[Ss]een with|[Pp]er|[Tt]his is"
    r"|I am|I'm|[Mm]y name is|about|held with|under)"
)
_PERSON = rf"(?:{LAST_FIRST}|(?:{PARTICLE} )?{MIXED}|{INITIAL} {WORD}|{CAPS}(?: {CAPS}){{0,2}})"

#: what announces a name in running text, for the one pass; the values are judged with `_PATTERNS`
CANDIDATES = (
    rf"\b{_TITLE}\.? ?[A-ZÀ-ÖØ-Þ]",
    rf"[a-zA-Z.'], ?{_CREDENTIAL}\b",
    rf"\b{_BY}:? [A-ZÀ-ÖØ-Þ]",
    rf"\b{_WITH} [A-ZÀ-ÖØ-Þ]",
    rf"\b(?i:{_RELATION})(?:,| is| was| named|'s name is| \()? ?[A-ZÀ-ÖØ-Þ]",
    rf"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ'-]+,? (?:\({_AGE}|{_AGE}|who (?:is|was|has)|\((?:DOB|MRN|SSN|age|[MF],))",
    rf"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ'-]+,? {_VERBS}\b",
    rf"[A-ZÀ-ÖØ-Þ][A-Za-zß-öø-ÿ'-]+ {_PLAIN_VERBS}\b",
    r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+ [A-ZÀ-ÖØ-Þ][A-Za-zß-öø-ÿ'-]+\n\d{1,6} [A-ZÀ-ÖØ-Þ]",
    r"[A-ZÀ-ÖØ-Þ][A-Za-zß-öø-ÿ'-]+,? (?:born |whose |aged |DOB|MRN|SSN|d\.o\.b)",
    r"(?:Hi|Hello|Hey|Dear|DEAR|Thanks,|Thank you,|Regards,|Sincerely,|Best,|Cheers,) [A-ZÀ-ÖØ-Þ]",
    rf"[A-ZÀ-ÖØ-Þ][A-Za-zß-öø-ÿ'-]+ \((?:(?:his|her|the|patient's|pt's) )?{_RELATION}\)",
    r"(?:Thanks|Thank you|Regards|Sincerely|Best|Cheers|Best regards|Kind regards|Warmly|Respectfully"
    r"|Yours),? ?[!.]?\n\n?[A-Z]",
    r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+'s (?:wife|husband|mother|father|son|daughter|family|chart|labs?|medications?"
    r"|records?"
    r"|condition|symptoms|care|pain|history|appointment|visit|blood|surgery|family|insurance|room|results?"
    r"|treatment|physician|doctor|MRI|CT)\b",
)
_PLACE = re.compile(r"((?:St\. )?([A-Z][a-z]+)(?:[ -][A-Z][a-z]+){0,2})")
_IN = re.compile(r"\b(?:in|from|near|to|outside|around|at|of|leaving|visiting|and|back) $")
_RUN = re.compile(rf"{WORD}(?: {INITIAL})?(?: {WORD}){{0,2}}")
_BANNER = re.compile(
    rf"^[ \t]*({CAPS}(?: {CAPS})?, {CAPS}(?: [A-Z]\.?)?)(?:[ \t]{{2,}}|\t)(?:(?:MRN:? ?)?(\d{{5,10}})(?=\s)"
    rf"|\d)",
    re.MULTILINE,
)
_ADDRESSEE = re.compile(rf"(?P<name>{MIXED})\n\d{{1,6}} [A-Z]")
_TITLE_AT = re.compile(rf"{_TITLE}\.? ?[A-Z]")
_CREDENTIAL_END = re.compile(rf", ?{_CREDENTIAL}\b|(?<=[a-z.]) {_CREDENTIAL}$")
_ONE = re.compile(rf"{WORD}(?![\w@])")
_KIN_END = re.compile(rf"\b{_RELATION}$")
_KIN = re.compile(rf"\b{_RELATION}\b", re.IGNORECASE)
_PT = re.compile(r"\b(?:[Pp]t\.?|PT|[Pp]atient|named|colleague) [A-Z]$")
_GREETS = re.compile(r"(?:Dear|Hi|Hello|Hey|Thanks|Regards|Sincerely|Best|cheers)\b", re.IGNORECASE)
_OF_ONE = re.compile(rf"'s {_RELATION}\b|(?:,? (?:his|her|the) {_RELATION}\b)")
_AFTER = re.compile(rf" ?(?P<title>{_TITLE}\.? ?)?(?P<name>{_PERSON})")
_MAKER = re.compile(
    r"(?:author|commit(?:ter)?|tagger|[a-z-]+-by|maintainers?|copyright.*|packager):?\s+$", re.IGNORECASE
)
_TITLED = re.compile(rf"\b{_TITLE}\.? ?(?P<name>(?:{PARTICLE} )?{MIXED}|{INITIAL} {WORD}|{CAPS}(?: {CAPS})?)")
_CREDENTIALED = re.compile(rf"(?P<name>{MIXED}|{LAST_FIRST}|{CAPS} {CAPS}),? ?{_CREDENTIAL}\b")
_BEFORE = re.compile(
    rf"(?P<name>{MIXED})(?=,? (?:\(|{_AGE}|who |born |whose |aged |DOB|MRN|SSN|d\.o\.b|{_VERBS}\b"
    rf"|{_PLAIN_VERBS}\b)|'s )"
)
#: what only people do: before these a word that no list knows is a name, too
_HUMAN = re.compile(
    r" (?:denie[sd]|report(?:s|ed)|state[sd]|agree[sd]|arrived|endorse[sd]|complain(?:s|ed)|live[sd]"
    r"|describe[sd]|verbalized|said|says"
    r"|told|asked|wants|consented|declined|called|appeared tearful|admits|understands|lives|worked|works"
    r"|fell|walks|will (?:need|follow|return|be seen)|remains (?:intubated|stable|afebrile|hospitalized|npo"
    r"|in|on))\b"
)
_PAIR = re.compile(
    rf"(?<![\w./@#-])(?P<name>{WORD}(?: {INITIAL})?(?: {WORD}){{1,2}}"
    rf"|{WORD}, {WORD}(?: {INITIAL})?)(?![\w@/(]|\.\w)"
)
_EPONYM = re.compile(
    r"'?s?[ -](?:disease|syndrome|sign|test|score|scale|criteria|procedure|palsy|lymphoma|sarcoma|catheter"
    r"|tube|reflex|phenomenon"
    r"|maneuver|manoeuvre|classification|esophagus|index|stain|fracture|hernia|tumor|ulcer|thyroiditis"
    r"|chorea|ataxia|line|bodies"
    r"|cells?|law|rule|equation|formula|position|incision|repair|operation|anemia|contracture|drip|solution"
    r"|lactate|node|gland"
    r"|duct|virus|bar|agar|method|Hospital|Medical|Clinic|Center|Centre|University|Institute|Health|County"
    r"|Street|Road|Avenue|Foundation|School|College"
    r"|Pharmacy|Laborator(?:y|ies)|Inc|LLC|Corp|Ltd|Memorial|Regional|General|Children|Library|License"
    r"|Protocol|Effect|Model)\b"
)


def judge(doc: Document, hits: list[tuple[int, int]]) -> Iterator[Span]:
    """The names at the candidates."""
    for start, end in hits:
        if _TITLE_AT.match(doc.scan, start):
            yield from _titled(doc, start)
            continue
        low = max(0, start - 60)
        line = doc.scan.rfind("\n", low, start) + 1 or low
        credential = _CREDENTIAL_END.search(doc.scan, start, end)
        if "\n" in doc.scan[start:end] and doc.scan[start].isupper() and _ADDRESSEE.match(doc.scan, start):
            yield from _addressee(doc, start)
        elif credential:
            yield from _credentialed(doc, line, min(len(doc.scan), end + 8), end)
        elif doc.scan[end - 1].isupper() and doc.scan[end - 2 : end - 1] in (" ", "(", "\n", ","):
            yield from _introduced(doc, start, end)
        else:
            yield from _followed(doc, line, min(len(doc.scan), end + 60), start, end)
            if _KIN_END.search(doc.scan, start, end) and doc.scan[end : end + 1] == " ":
                yield from _introduced(doc, max(start, end - 12), end + 2)


#: capitalised words of a record, for a pass of their own
CAPITALS = r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ'-]+(?:\.? [A-ZÀ-ÖØ-Þ][A-Za-zß-öø-ÿÀ-ÖØ-Þ'-]+){0,2}"


def of_record(doc: Document, hits: list[tuple[int, int]]) -> Iterator[Span]:
    """In a record of somebody the word lists are enough: names and large cities between other words."""
    for start, end in hits:
        place = _PLACE.match(doc.scan, start)
        if place is not None and _IN.search(doc.scan, max(0, start - 12), start):
            group = next((g for g in (1, 2) if lexicon.is_city(place[g])), 0)
            if group and not _EPONYM.match(doc.scan, place.end(group)):
                yield Span(start, place.end(group), "GEO")
                continue
        for match in _RUN.finditer(doc.scan, start, end):
            first, last = trim_name(doc.scan, *match.span())
            words = doc.scan[first:last].split()
            if doc.scan[last : last + 1] in (":", "=", "@", "/", "_") or _EPONYM.match(doc.scan, last):
                continue
            if _is_person(words) and not _makes(doc, first, last):
                yield Span(first, last, "NAME", len(words) > 1)


def banners(doc: Document) -> Iterator[Span]:
    """`OKAFOR, MARIA   8842119   03/04/1960   F`: the line at the head of a report's page."""
    for match in _BANNER.finditer(doc.scan, 0, 20_000):
        yield Span(*match.span(1), "NAME", True)
        if match[2]:
            yield Span(*match.span(2), "MRN", True)


def _is_person(words: list[str]) -> bool:
    """At least one word of the lists, and none that is everyday language."""
    if not words or any(lexicon.is_common(word) or lexicon.is_city(word) for word in words):
        return False
    return any(lexicon.is_name(word) for word in words) and len(words[0]) > 2


def _clean(doc: Document, start: int, end: int, *, single: bool) -> Span | None:
    start, end = trim_name(doc.scan, start, end)
    value = doc.scan[start:end]
    if _makes(doc, start, end):
        return None
    if end <= start or _EPONYM.match(doc.scan, end) or not name_like(value, single=single):
        return None
    return Span(start, end, "NAME", True)


def _makes(doc: Document, start: int, end: int) -> bool:
    """Who wrote a commit or a package is named, but not as a patient: `Author: Ada Karlsson <ada@...>`."""
    if doc.scan[end : end + 2] not in (" <", " ("):
        return False
    line = doc.scan.rfind("\n", 0, start) + 1
    return _MAKER.search(doc.scan, max(line, start - 40), start) is not None


def _titled(doc: Document, start: int) -> Iterator[Span]:
    match = _TITLED.match(doc.scan, start)
    if match is None:
        return
    first, last = trim_name(doc.scan, *match.span("name"))
    value = doc.scan[first:last]
    word = value.split()[0] if value else ""
    if not value or (lexicon.is_common(word) and not lexicon.is_last(word)) or _EPONYM.match(doc.scan, last):
        return
    if not (doc.code_like and doc.near(first, 300) == 0):
        yield Span(first, last, "NAME", True)


def _credentialed(doc: Document, low: int, high: int, end: int) -> Iterator[Span]:
    for match in _CREDENTIALED.finditer(doc.scan, low, high):
        found = _clean(doc, *match.span("name"), single=True)
        if found is not None and match.end() >= end - 3 and doc.near(found.start, 400):
            yield found


def _introduced(doc: Document, start: int, end: int) -> Iterator[Span]:
    if not doc.near(start, 600) or not doc.scan[end - 1 : end].isupper():
        return
    match = _AFTER.match(doc.scan, end - 1)
    if match is not None and match["title"]:
        yield from _titled(doc, match.start("title"))
    elif match is not None:
        found = _clean(doc, *match.span("name"), single=True) or _lone(doc, *match.span("name"), start, end)
        if found is not None:
            yield found


def _lone(doc: Document, start: int, end: int, low: int, high: int) -> Span | None:
    """One word that no list knows, where only a name can stand: `his daughter Zephyrine`, `Dear Xiomara,`."""
    word = _ONE.match(doc.scan, start)
    if word is None or lexicon.is_common(word[0]) or _EPONYM.match(doc.scan, word.end()):
        return None
    after = doc.scan[word.end() : word.end() + 24]
    if (
        _KIN.search(doc.scan[low:high])
        or _PT.search(doc.scan[low:high])
        or _OF_ONE.match(after)
        or (_GREETS.search(doc.scan[low:high]) and after[:1] in ("", ",", ":", "\n", "."))
    ):
        return Span(word.start(), word.end(), "NAME", True)
    return None


def _unknown(doc: Document, start: int, end: int) -> Span | None:
    word = doc.scan[start:end]
    fits = (
        len(word) > 3
        and " " not in word
        and not word.endswith("ly")
        and not lexicon.is_common(word)
        and not doc.code_like
    )
    return Span(start, end, "NAME", True) if fits else None


def _addressee(doc: Document, line: int) -> Iterator[Span]:
    match = _ADDRESSEE.match(doc.scan, line)
    if match is not None and doc.near(line, 800):
        found = _clean(doc, *match.span("name"), single=False)
        if found is not None:
            yield found


def _followed(doc: Document, low: int, high: int, start: int, end: int) -> Iterator[Span]:
    if doc.near(start, 600) < 1:
        return
    for match in _BEFORE.finditer(doc.scan, low, high):
        if match.start() <= end and match.end() >= start:
            found = _clean(doc, *match.span("name"), single=True)
            if found is None and _HUMAN.match(doc.scan, match.end()) and doc.near(start, 500) > 1:
                found = _unknown(doc, *match.span("name"))
            if found is not None:
                yield found


def pairs(doc: Document, low: int, high: int) -> Iterator[Span]:
    """A common first name with a common last name, in clinical text only."""
    for match in _PAIR.finditer(doc.scan, low, high):
        start, end = trim_name(doc.scan, *match.span("name"))
        value = doc.scan[start:end]
        words = [word for word in re.split(r"[ ,]+", value) if len(word.rstrip(".")) > 1]
        if len(words) < 2 or _EPONYM.match(doc.scan, end) or _makes(doc, start, end):
            continue
        first, last = (words[1], words[0]) if "," in value else (words[0], words[-1])
        if not (lexicon.is_first(first) and lexicon.is_last(last)):
            continue
        if lexicon.is_common(first) and lexicon.is_common(last):
            continue
        yield Span(start, end, "NAME", True)
