"""Values behind a label or a key: `MRN: 88421`, `"patientSsn": "..."`, `dob = '...'`, `<given>...</given>`.

One piece of code reads all of these, because they differ only in what stands between key and value. Must not
know what a value looks like: the recognizers do.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from proxy_core.privacy import lexicon
from proxy_core.privacy.document import Document
from proxy_core.privacy.labels import Label, label_of
from proxy_core.privacy.recognizers import BY_TYPE
from proxy_core.privacy.recognizers.base import says_nothing
from proxy_core.privacy.recognizers.email import makers_before
from proxy_core.privacy.recognizers.geo import reach
from proxy_core.privacy.recognizers.name import name_like
from proxy_core.privacy.types import Span

#: what may stand between a label and its separator: a suffix, a remark in brackets, closing quotes
_TAIL = re.compile(
    r"(?:[ _-]?(?:no|num|nbr|nr|number|numbers|value|val|text|str|string|raw|line|full|info|id|ids|field"
    r"|[1-3]|s)\b)?"
    r"(?:\?|\.{0,40})(?:'s)?\s?#?\s?"
    r"(?:\([^()\n]{0,32}\)|\[[^\]\n]{0,20}\])?(?:[\"'`\])*_]|\\[\"']){0,5}[ \t]{0,24}"
    r"(?:\s+[\w:-]+=\"[^\"\n]{0,60}\"){0,4}(?P<sep>\((?:[\w.]{1,40}\()?(?=\\?[\"'])"
    r"|\b(?:not\s+)?(?:i?like|between|in)\b\s*\(?(?=\s?')|<>|!=|>=|<=|:=|=>|->|==|[:=#|>]"
    r"|_{3,60}|\bis\b|\bwas\b|(?<=[\"'])\s{0,2},(?:\s{0,20}\\{0,3}[\"']?(?:value|val|number|extension"
    r"|id|text)"
    r"\\{0,3}[\"']?\s{0,3}[:=])?|\.{3,60})(?:[ \t>*_~]{0,24})",
    re.IGNORECASE | re.ASCII,
)
_OPENER = re.compile(
    r"(?:(?:new\s+)?[A-Za-z_][\w.]{1,60}\(\s?)?(?:[rbuf]{0,2}(?=[\"']))?(?:\[\s{0,40})?(\\{0,7}[\"'`])"
    r"|\[\s?(?=[\w])"
)
_KEY_END = re.compile(r"\s{0,4}:")
_NUMBERED = re.compile(r"mrn|medical_?rec|chart_?n|record_?n", re.IGNORECASE)
#: what follows a word of a program: `str(`, `Yup.string`
_GOES_ON = re.compile(r"\(|\.[a-z]")
_LITTLE = re.compile(r"\.?[ \t]{1,3}(?:#|no\.?|number)?:?[ \t]{0,2}", re.IGNORECASE)
_COMMIT = re.compile(
    r"\bcommit [0-9a-f]{7,40}|(?:Signed-off-by|Co-authored-by|Reviewed-by|Reported-by): ", re.IGNORECASE
)
#: `date(1960, 3, 4)`, `new DateTime(1960, 3, 4)`
_CALL_DATE = re.compile(r"(?:new\s+)?[A-Za-z_.]{1,40}\(((?:19|20)\d\d, ?\d{1,2}, ?\d{1,2})\)")
_BARE_ID = re.compile(
    r"id\\{0,3}[\"']?\s?[:=>]\s?\\{0,3}[\"']?([A-Z]{0,3}-?\d{5,12})(?![\w.-])", re.IGNORECASE
)
_HOLDERS = frozenset({"patient", "pt", "member", "subscriber", "insured", "beneficiary"})
_OWN_ID = re.compile(
    r"[\s\\n]{0,20}\{?[^{}]{0,80}?(?<![\w])(?:id|ID|number"
    r"|identifier)\\{0,3}[\"']?\s*[:=]\s*\\{0,3}[\"']?([\w-]{4,20})(?![\w-])"
)
_GIVEN = frozenset({"family", "given", "first", "last", "middle"})
_NAME_PARTS = frozenset(
    {"first name", "last name", "given name", "family name", "surname", "middle name", "maiden name",
    "fname", "lname",
     "firstname", "lastname", "patient first name", "patient last name", "member first name",
     "member last name", "given"}
)  # fmt: skip
_NEXT_ITEM = re.compile(r"(?:\s{0,40},\s{0,40}|\s+(?i:and)\s+)(\\{0,7}[\"'`])")
#: labels that need no separator before a name
_INTRODUCES = frozenset(
    """patient pt dear attending surgeon seenby examinedby dictatedby signedby electronicallysignedby
    referredby wife husband son daughter mother father brother sister spouse partner nurse physician pcp
    caregiver guardian aunt uncle grandmother grandfather niece nephew neighbor friend roommate fiance
    fiancee attn cosignedby interpretedby transcribedby orderedby performedby collectedby administeredby
    verifiedby reportedby authoredby attestedby radiologist pathologist cardiologist neurologist oncologist
    psychiatrist therapist socialworker pharmacist casemanager caremanager primarycarephysician
    primarycareprovider attendingphysician nextofkin referringphysician emergencycontact patientname
    decedent anesthesiologist pedsurgeon readby""".split()  # noqa: SIM905
)


class Keyed:
    """Reads one document. hits: (start, end) of label phrases, as the matchers found them."""

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.scan = doc.scan
        #: where labels stand that only a person's record has, sorted
        self.strong: list[int] = []

    def key_at(self, start: int, end: int) -> tuple[int, int, int]:
        """Where the identifier around a hit begins, where the phrase ends, where the identifier ends."""
        scan = self.scan
        while start < end and not scan[start].isalnum():
            start += 1
        while end > start and not scan[end - 1].isalnum():
            end -= 1
        low = start
        while low > 0 and start - low < 40 and (scan[low - 1].isalnum() or scan[low - 1] in "_-"):
            low -= 1
        while low < start and scan[low] in "-_0123456789":
            low += 1
        high = end
        while high < len(scan) and high - end < 32 and (scan[high].isalnum() or scan[high] == "_"):
            high += 1
        return low, end, high

    def label(self, start: int, end: int) -> tuple[Label, int] | None:
        """The label of a hit and where its phrase ends."""
        low, end, high = self.key_at(start, end)
        scan = self.scan
        if low > 0 and scan[low - 1] == "@":
            return None
        if (
            low > 0
            and scan[low - 1] == "/"
            and not (
                scan[high : high + 1] in ('"', "\\", "'")
                or (scan[low - 2].isalpha() and scan[high : high + 1] == ":")
            )
        ):
            return None
        if scan[low - 2 : low] == "<\\":
            return None
        label = label_of(scan[low:high]) if high > end else None
        if label is not None:
            end = high
        elif high - end > 1 or scan[high - 1 : high].islower():
            # `patientService`: the word goes on and means something else
            goes_on = high > end and (scan[end].islower() or scan[end - 1 : end + 1].isupper())
            label = None if goes_on else label_of(scan[low:end])
            if label is None and end - low > 1 and scan[end - 1].isupper() and scan[end - 2].islower():
                label, end = label_of(scan[low : end - 1]), end - 1
        else:
            label = label_of(scan[low:end])
        if label is None:
            return None
        if label.weak and scan[low - 1 : low] == " ":
            word = re.search(r"([A-Za-z]+) $", scan[max(0, low - 24) : low])
            if word is not None and label.phrase in ("name", "address", "id", "date", "line", "text"):
                label = label_of(f"{word[1]} {scan[low:end]}")
                if label is None:
                    return None
        return label, end

    def spans(self, label: Label, end: int) -> Iterator[Span]:
        """The values that a label announces."""
        if label.weak and not self.doc.near(end, 500):
            return
        if label.phrase in ("author", "reviewed by", "reported by", "signed by") and _COMMIT.search(
            self.scan, max(0, end - 400), end + 4
        ):
            return
        tail = _TAIL.match(self.scan, end)
        if tail is None:
            yield from self._unseparated(label, end)
            return
        at = tail.end()
        if tail["sep"] == "|" and not self._two_cells(end, at):
            return
        if label.phrase in _HOLDERS:
            yield from self._held(at)
        if tail["sep"] == ":" and self.scan[at : at + 1] == "\n":
            at += 1 + len(self.scan[at + 1 : at + 40]) - len(self.scan[at + 1 : at + 40].lstrip(" \t"))
        opener = _OPENER.match(self.scan, at)
        if opener is not None and opener[1]:
            yield from self._quoted(label, opener, tail["sep"][:1].lower() in "inbl", "," in tail["sep"])
        elif "," not in tail["sep"] or tail["sep"][-1] in ":=":
            yield from self._bare(label, at if opener is None else opener.end(), tail["sep"])

    def _two_cells(self, key: int, at: int) -> bool:
        """Whether the line of a table holds a key and its value only; no row of a header or of many cells."""
        line, end = self.doc.line_at(at)
        before, after = self.scan[max(line, key - 400) : key], self.scan[at : min(end, at + 400)]
        return before.count("|") < 2 and "|" not in after.rstrip(" |\r")

    def own_id(self, start: int, end: int) -> Span | None:
        """The bare `id` of an object whose other keys are a person's."""
        if bisect_left(self.strong, end + 260) - bisect_right(self.strong, start - 60) < 2:
            return None
        match = _BARE_ID.match(self.scan, start)
        if match is not None and match[1].isdigit() and self._numbered(start):
            return None
        return Span(*match.span(1), "MRN", True) if match else None

    def _numbered(self, at: int) -> bool:
        """Whether a record number stands near: a bare `id` is then the database's."""
        return _NUMBERED.search(self.scan, max(0, at - 400), at + 400) is not None

    def _held(self, at: int) -> Iterator[Span]:
        """`"patient": {"id": ...}`: the id of an object that is a patient."""
        match = _OWN_ID.match(self.scan, at)
        if match is not None and match[1].isdigit() and self._numbered(at):
            return
        if match is not None and BY_TYPE["MRN"].accepts(match[1]):
            yield Span(*match.span(1), "MRN", len(match[1]) > 5)

    def _quoted(
        self, label: Label, opener: re.Match[str], listed: bool = False, paired: bool = False
    ) -> Iterator[Span]:
        quote, at, listed = opener[1], opener.end(), listed or "[" in opener[0]
        for _ in range(12):
            close = self.scan.find(quote, at, at + 400)
            if paired and close >= 0 and _KEY_END.match(self.scan, close + len(quote)):
                return  # `"...Name","valueString":`: the next key
            line = self.scan.find("\n", at, at + 400)
            if close < 0 or 0 <= line < close:
                return
            weak = label.weak and not (label.phrase in _GIVEN and self.scan[at : at + 1].isupper())
            found = self.field(label.type, at, close, weak=weak)
            if found is not None:
                yield found
            following = _NEXT_ITEM.match(self.scan, close + len(quote)) if listed else None
            if following is None:
                return
            quote, at = following[1], following.end()

    def field(self, type_: str, start: int, end: int, *, weak: bool = False) -> Span | None:
        """A value whose type its key, column or position tells, if it can be one."""
        scan = self.scan
        while start < end and scan[start] in " \t\r%":
            start += 1
        while end > start and scan[end - 1] in " \t\r%":
            end -= 1
        value = scan[start:end]
        recognizer = BY_TYPE[type_]
        if not value or not recognizer.accepts(value) or is_label(type_, value):
            return None
        if type_ in ("NAME", "EMAIL") and makers_before(self.doc, start):
            return None
        if weak and type_ == "NAME" and not name_like(value.title() if value.islower() else value):
            return None
        if weak and type_ not in ("NAME", "GEO", "DATE") and not recognizer.labelled(self.doc, start, end):
            return None
        return Span(start, end, type_, recognizer.sure)

    def _bare(self, label: Label, at: int, separator: str) -> Iterator[Span]:
        recognizer = BY_TYPE[label.type]
        match = recognizer.value.match(self.scan, at)
        if label.type == "DATE" and match is None:
            match = _CALL_DATE.match(self.scan, at)
        if match is None:
            return
        start, end = match.span(1)
        if label.type == "DATE" and "(" in match[0]:
            yield Span(start, end, "DATE")
            return
        if label.type == "GEO":
            end = min(reach(self.scan, start), end)
            close = self.scan.find("</", start, end)
            end = close if close >= 0 else end
            end = start + len(self.scan[start:end].rstrip(" ,.;"))
        elif label.type == "NAME":
            start, end = trim_name(self.scan, start, end)
        if end > start and not (label.type == "NAME" and _GOES_ON.match(self.scan, end)):
            if is_label(label.type, self.scan[start:end]) or (
                label.phrase.startswith("author") and self.scan.startswith(" <", end)
            ):
                return
            part = label.phrase in _NAME_PARTS and self._part(start, end)
            if (part or recognizer.labelled(self.doc, start, end)) and not (
                not part and label.weak and label.type == "NAME" and not self._certain(start, end, separator)
            ):
                yield Span(start, end, label.type, recognizer.sure and not label.weak)

    def _part(self, start: int, end: int) -> bool:
        """Behind `Last Name` one capitalised word is enough, known or not."""
        value = self.scan[start:end]
        return (
            len(value) > 1
            and (lexicon.is_name(value) or not lexicon.is_common(value))
            and not says_nothing(value)
        )

    def _certain(self, start: int, end: int, separator: str) -> bool:
        """A weakly announced name: two words of the lists, or one and an `=` or `:` near a patient."""
        return name_like(self.scan[start:end]) and self.doc.near(start, 400) > 1 and separator != ">"

    def _unseparated(self, label: Label, end: int) -> Iterator[Span]:
        gap = _LITTLE.match(self.scan, end)
        if gap is None:
            return
        recognizer = BY_TYPE[label.type]
        match = recognizer.value.match(self.scan, gap.end())
        if match is None:
            return
        start, stop = match.span(1)
        if label.type == "NAME":
            if not {label.phrase.replace(" ", ""), label.phrase.split()[-1]} & _INTRODUCES:
                return
            start, stop = trim_name(self.scan, start, stop)
            titled = match.start() != match.start(1)
            if (
                stop <= start
                or not (titled or name_like(self.scan[start:stop]))
                or (self.doc.code_like and not titled and not _whole_name(self.scan[start:stop]))
            ):
                return
        elif label.type == "GEO":
            if " at" not in label.phrase and " in" not in label.phrase:
                return
            stop = min(reach(self.scan, start), stop)
        elif label.weak and label.type == "DATE" and not any(c.isdigit() for c in self.scan[start:stop]):
            return
        if stop > start and recognizer.labelled(self.doc, start, stop):
            yield Span(start, stop, label.type, recognizer.sure and not label.weak)


def _whole_name(value: str) -> bool:
    """Two or more words of which the first is a first name: a name even in a log."""
    words = value.split()
    return len(words) > 1 and lexicon.is_first(words[0]) and not lexicon.is_common(words[-1])


def is_label(type_: str, value: str) -> bool:
    """`"name": "Patient Name"`: the value is a caption, not somebody's."""
    if any(c.isdigit() for c in value):
        return False
    return type_ in ("NAME", "GEO") and label_of(value) is not None and not lexicon.is_first(value.split()[0])


def _ends_name(run: str, word: str) -> bool:
    """Whether a word before a colon ends a name and is no label: `Martha Murphy: sent the link`."""
    return lexicon.is_only_name(word) or (lexicon.is_last(word) and lexicon.is_only_name(run.split()[0]))


def trim_name(scan: str, start: int, end: int) -> tuple[int, int]:
    """A run of capitalised words without the words at its end that are no name."""
    for match in reversed(list(re.finditer(r"[^\s,]+", scan[start:end]))):
        word = match[0].strip("\"'()")
        plain = word.rstrip(".")
        if start + match.start() == start:
            break
        if plain in ("Jr", "Sr", "JR", "SR", "II", "III", "IV") or len(plain) == 1:
            break
        followed = scan[start + match.end() : start + match.end() + 2]
        is_label = (followed[:1] == ":" or followed == " #") and not _ends_name(scan[start:end], plain)
        acronym = plain.isupper() and len(plain) <= 4 and not lexicon.is_name(plain)
        if not is_label and not acronym and (not lexicon.is_common(plain) or lexicon.is_name(plain)):
            break
        end = start + match.start()
        end = start + len(scan[start:end].rstrip(" ,"))
    return start, end
