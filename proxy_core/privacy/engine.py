"""Text in, spans out: runs the readers over one text and settles who wins where they overlap.

The order of certainty: placeholders that stand there already, formats by position, tables, keys and labels,
shapes, names in running text, dates of the same record, what plug-ins add, repetitions of what was found. A
span never holds a line break, a quote or a control character: what is restored then needs no escape that the
provider could get wrong.
"""

from __future__ import annotations

import copy
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from proxy_core.privacy import context, headings, labels, moments, names, numbers, records, views
from proxy_core.privacy.budget import OverBudget as OverBudget
from proxy_core.privacy.budget import in_time
from proxy_core.privacy.cache import Findings
from proxy_core.privacy.document import Document
from proxy_core.privacy.formats import FORMATS, tables
from proxy_core.privacy.formats.columns import accepts
from proxy_core.privacy.keyed import Keyed
from proxy_core.privacy.labels import Label, label_of
from proxy_core.privacy.lists import Lists
from proxy_core.privacy.matcher import Matcher
from proxy_core.privacy.phiallow import PhiAllow
from proxy_core.privacy.placeholders import TOLERANT
from proxy_core.privacy.propagate import Known, learned_from, merged
from proxy_core.privacy.recognizers import BY_TYPE, RECOGNIZERS
from proxy_core.privacy.shapes import Shapes
from proxy_core.privacy.types import TOKEN, Span

if TYPE_CHECKING:
    from proxy_core.privacy.plugins.detector import Detector

_DEPTH = 3
_BREAKS = re.compile(r"(?:[\x00-\x1f\"\x7f]|\\(?!u[0-9a-fA-F]{4}))+")
_WORD = re.compile(r"[^\W_]")
_ANCHOR_TYPES = frozenset({"SSN", "MRN", "HEALTH_PLAN", "DATE", "LICENSE"})


#: where a label begins, where it ends, and what it is
Announced = tuple[int, int, Label]


_start = attrgetter("start")


class Engine:
    """Stateless after construction; any number of threads may use it."""

    def __init__(
        self,
        *,
        pure: bool = False,
        types: Iterable[str] | None = None,
        lists: Lists | None = None,
        detectors: Sequence[Detector] = (),
    ) -> None:
        """pure: without google-re2. types: the PHI types to look for; all by default. lists: one's own.
        detectors: plug-ins, which add to what is found here.
        """
        self.detectors = tuple(detectors)
        #: tells what plug-ins there are and how they are set; empty without any
        self.identity = "".join(detector.identity for detector in detectors)
        self._types = frozenset(BY_TYPE if types is None else types)
        self._lists = lists or Lists()
        self._shapes = Shapes(pure=pure)
        self._strong = Matcher(labels.pattern(weak=False), pure=pure)
        self._weak = Matcher(labels.pattern(weak=True), pure=pure)
        self._context = Matcher(context.pattern(), pure=pure)
        self._names = Matcher("|".join(names.CANDIDATES), pure=pure)
        self._dates = Matcher(records.CANDIDATES, pure=pure)
        self._capitals = Matcher(names.CAPITALS, pure=pure)
        self._numbers = Matcher(numbers.CANDIDATES, pure=pure)
        self._ids = Matcher(r"\bid\\*[\"']? ?[:=>]", pure=pure)
        self._token = Matcher(r"(?i:phi)[-_ \\]", pure=pure)
        self._signal = Matcher("|".join(f"(?:{signal})" for signal, _ in FORMATS), pure=pure)
        self._formats = tuple((Matcher(signal, pure=pure), read) for signal, read in FORMATS)

    def allowing(self, repository: PhiAllow) -> Engine:
        """The same engine, whose automata are shared, with what a repository says is public."""
        made = copy.copy(self)
        made._lists = replace(self._lists, repository=repository)
        return made

    def analyse(
        self, text: str, *, kind: str = "", deadline: float = float("inf"), plugins: bool = True
    ) -> Findings:
        """The spans of a text, sorted and apart, and the values to look for in later texts.

        kind: the PHI type that the name of the text's entry tells. plugins: whether they are asked. Raises
        `OverBudget` past the deadline (of `time.perf_counter`), and `PluginError`.
        """
        doc = Document(text)
        tokens: list[Span] = []
        if self._token.search(doc.data):
            tokens = [Span(m.start(), m.end(), TOKEN) for m in TOLERANT.finditer(text)]
        found = self._document(doc, _DEPTH, deadline)
        if (
            kind
            and kind in BY_TYPE
            and "\n" not in text
            and accepts(Label(kind, False, ""), doc.scan.strip())
        ):
            start = len(doc.scan) - len(doc.scan.lstrip())
            found = merged([Span(start, start + len(doc.scan.strip()), kind, BY_TYPE[kind].sure)], found)
        for detector in self.detectors if plugins else ():
            found = merged(found, _longest(deadline, _added(doc, detector.spans(text, deadline), found)))
        found = merged(self._lists.denied(text), self._lists.kept(text, found))
        spans = merged(tokens, _pieces(doc, found))
        learned = learned_from(text, spans)
        if learned:
            spans = Known(b"x", {value: type_ for type_, value in learned}).complete(text, spans)
        spans = self._lists.kept(text, spans)
        if len(self._types) < len(RECOGNIZERS):
            spans = tuple(span for span in spans if span.type in self._types or span.type == TOKEN)
        return spans, learned

    def kind_of(self, key: str, siblings: Mapping[str, Any] | None) -> str:
        """The PHI type that the name of an entry tells, or an empty string."""
        label = label_of(key)
        if label is None:
            return ""
        if label.weak:
            others = [other for other in (siblings or {}) if other != key and isinstance(other, str)]
            if not any(labels.speaks_of_patient(other) for other in others):
                return ""
        return label.type

    def _document(self, doc: Document, depth: int, deadline: float) -> tuple[Span, ...]:
        if time.perf_counter() > deadline:
            raise OverBudget
        view = views.unprefixed(doc.scan) if depth else None
        if view is not None:
            return tuple(self._inside(view, depth - 1, deadline))
        spans = self._read(doc, deadline)
        if depth and "</" in doc.scan and (told := views.narrative(doc.scan)) is not None:
            spans = merged(spans, self._inside(told, depth - 1, deadline))
        if depth and '"' in doc.scan and any(span.type in records.PROVES for span in spans):
            told = views.sentences(doc.scan)
            spans = merged(spans, self._inside(told, 0, deadline) if told is not None else ())
        if depth and "\\" in doc.scan:
            within: list[Span] = []
            for view in _literal_views(doc.scan):
                within += self._inside(view, depth - 1, deadline)
            spans = merged(within, spans)
            if (spelled := views.characters(doc.scan)) is not None:
                spans = merged(self._inside(spelled, depth - 1, deadline), spans)
        return spans

    def _inside(self, view: views.View, depth: int, deadline: float) -> list[Span]:
        inner = self._document(Document(view.text), depth, deadline)
        return [part for span in inner for part in view.back(span)]

    def _read(self, doc: Document, deadline: float) -> tuple[Span, ...]:
        data = doc.data
        strong = list(in_time(self._strong.finditer(data), deadline))
        doc.anchors = context.anchors(doc.scan, in_time(self._context.finditer(data), deadline))
        doc.deadline = deadline
        keyed = Keyed(doc)
        announced = _announced(keyed, strong)
        for start, _, label in announced:
            if (not label.weak and label.type in _ANCHOR_TYPES) or label.phrase.startswith(("patient", "pt")):
                doc.anchors.append(start)
        doc.anchors.sort()
        shapes = list(in_time(self._shapes.candidates(data), deadline))
        signalled = self._signal.search(data)
        if not (announced or doc.anchors or shapes or signalled or tables.first_lines(doc)):
            return ()
        spans: tuple[Span, ...] = ()
        if signalled:
            for signal, read in self._formats:
                if signal.search(data):
                    spans = merged(spans, _longest(doc.deadline, read(doc)))
        if announced or doc.anchors or tables.first_lines(doc):
            spans = self._announced_values(doc, keyed, announced, spans)
        if time.perf_counter() > deadline:
            raise OverBudget
        spans = merged(spans, _longest(doc.deadline, self._shapes.spans(doc, shapes, spans)))
        spans = self._running_text(doc, spans)
        if not any(span.type in records.PROVES for span in spans):
            return tuple(span for span in spans if span.type != "GEO" or span.sure)
        return self._of_records(doc, keyed, announced, spans)

    def _announced_values(
        self, doc: Document, keyed: Keyed, announced: list[Announced], spans: tuple[Span, ...]
    ) -> tuple[Span, ...]:
        """What headers, labels and keys tell. Adds the weak labels that something proves to `announced`."""
        if doc.anchors:
            weak = (hit for hit in self._weak.finditer(doc.data) if doc.near(hit[1], 560))
            announced += _announced(keyed, in_time(_phrase_ends(doc, weak), doc.deadline))
        places = sorted({start for start, _, _ in announced} | set(doc.anchors))
        spans = merged(spans, _longest(doc.deadline, tables.spans(doc, places)))
        spans = merged(spans, _longest(doc.deadline, _values(keyed, announced, dated=False)))
        keyed.strong = sorted(
            start for start, _, label in announced if not label.weak or label.phrase in ("first", "last")
        )
        if len(keyed.strong) > 1:
            own = (keyed.own_id(*hit) for hit in in_time(self._ids.finditer(doc.data), doc.deadline))
            spans = merged(spans, [span for span in own if span is not None])
        return spans

    def _of_records(
        self, doc: Document, keyed: Keyed, announced: list[Announced], spans: tuple[Span, ...]
    ) -> tuple[Span, ...]:
        """What only the identifiers around it prove: bare dates, names and places."""
        spans = merged(spans, _longest(doc.deadline, _values(keyed, announced, dated=True)))
        near = records.Records(doc, spans)
        around = chain.from_iterable(names.circle(doc, low, high) for low, high in near.stretches(1000))
        spans = merged(spans, _longest(doc.deadline, around))
        hits = list(_outside(spans, self._around(self._capitals, doc, near.stretches(1000))))
        spans = merged(spans, _longest(doc.deadline, names.of_record(doc, hits)))
        if not doc.code_like:
            spans = merged(spans, _longest(doc.deadline, names.banners(doc)))
        spans = merged(spans, _longest(doc.deadline, names.company(doc, spans)))
        spans = self._of_forms(doc, keyed, spans)
        bare = _outside(spans, self._around(self._numbers, doc, near.stretches(800)))
        spans = merged(spans, _longest(doc.deadline, numbers.of_record(doc, bare)))
        dates = list(_outside(spans, self._around(self._dates, doc, near.stretches(1500))))
        if dates:
            spans = merged(spans, _longest(doc.deadline, records.Records(doc, spans).dates(dates)))
        return merged(moments.beside(doc, spans), spans)

    def _of_forms(self, doc: Document, keyed: Keyed, spans: tuple[Span, ...]) -> tuple[Span, ...]:
        """What the headings of a form announce by their words or from the line above."""
        stretches = list(records.Records(doc, spans).stretches(800))
        under = chain.from_iterable(headings.below(doc, keyed, low, high) for low, high in stretches)
        spans = merged(spans, _longest(doc.deadline, under))
        bare = _outside(spans, self._around(self._numbers, doc, stretches))
        return merged(spans, _longest(doc.deadline, headings.numbered(doc, bare)))

    @staticmethod
    def _around(
        matcher: Matcher, doc: Document, stretches: Iterable[tuple[int, int]]
    ) -> Iterator[tuple[int, int]]:
        for low, high in stretches:
            for start, end in matcher.finditer(doc.data[low:high]):
                yield low + start, low + end

    def _running_text(self, doc: Document, spans: tuple[Span, ...]) -> tuple[Span, ...]:
        """Names that nothing but the sentence tells."""
        if not doc.anchors:
            return spans
        hits = list(in_time(self._around(self._names, doc, context.stretches(doc)), doc.deadline))
        spans = merged(spans, _longest(doc.deadline, names.judge(doc, hits)))
        stretches = records.clinical_stretches(doc)
        pairs = chain.from_iterable(names.pairs(doc, low, high) for low, high in stretches)
        return merged(spans, _longest(doc.deadline, pairs))


def _values(keyed: Keyed, announced: Iterable[Announced], *, dated: bool) -> Iterator[Span]:
    """dated: only the dates behind words like `date`, which need proof of a person, else all others."""
    for _, end, label in announced:
        if (label.weak and label.type == "DATE") == dated:
            yield from keyed.spans(label, end)


def _phrase_ends(doc: Document, hits: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The hits of weak labels without the separator that proved them."""
    for start, end in hits:
        after = labels.WEAK_END.search(doc.scan, start, end)
        yield start, after.start() if after else end


def _announced(keyed: Keyed, hits: Iterable[tuple[int, int]]) -> list[Announced]:
    found: list[Announced] = []
    for start, end in hits:
        labelled = keyed.label(start, end)
        if labelled is not None:
            found.append((start, labelled[1], labelled[0]))
    return found


def _literal_views(scan: str) -> Iterator[views.View]:
    """Of string literals, which do not overlap, or of the whole text."""
    found = False
    for view in views.literals(scan):
        found = True
        yield view
    if not found and re.search(r"\\[rn\"]", scan):
        yield views.whole(scan)


def _longest(deadline: float, spans: Iterable[Span]) -> list[Span]:
    """Apart: of those that overlap the one that begins first, and of these the longest.

    What finds the spans may be slow: this is where it is held to the time. Raises `OverBudget`.
    """
    result: list[Span] = []
    for span in sorted(in_time(spans, deadline), key=_start):
        if not result or span.start >= result[-1].end:
            result.append(span)
        elif span.start == result[-1].start and span.end > result[-1].end:
            result[-1] = span
    return result


def _added(doc: Document, theirs: Iterable[Span], ours: Sequence[Span]) -> Iterator[Span]:
    """What plug-ins add: the parts of their findings outside our own, of values that can be of their type."""
    for span in theirs:
        if not BY_TYPE[span.type].accepts(doc.scan[span.start : span.end].strip()):
            continue
        inside = [known for known in ours if known.start < span.end and known.end > span.start]
        starts = [span.start, *(known.end for known in inside)]
        ends = [*(known.start for known in inside), span.end]
        for start, end in zip(starts, ends, strict=True):
            if _WORD.search(doc.scan, start, end):
                yield Span(start, end, span.type, span.sure)


def _outside(spans: Sequence[Span], hits: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The hits that do not lie within one of the spans; both in order."""
    index, count = 0, len(spans)
    for start, end in hits:
        while index < count and spans[index].end <= start:
            index += 1
        if index == count or start < spans[index].start or end > spans[index].end:
            yield start, end


def _pieces(doc: Document, spans: Iterable[Span]) -> Iterator[Span]:
    """Spans without what must not be in them: cut at breaks, without spaces at their ends."""
    text = doc.text
    for span in spans:
        at = span.start
        clean = not _BREAKS.search(text, at, span.end)
        if clean and at < span.end and not text[at].isspace() and not text[span.end - 1].isspace():
            yield span
            continue
        breaks = [(m.start(), m.end()) for m in _BREAKS.finditer(text, span.start, span.end)]
        for low, high in [*breaks, (span.end, span.end)]:
            start, end = at, low
            at = high
            while start < end and text[start].isspace():
                start += 1
            while end > start and text[end - 1].isspace():
                end -= 1
            if end > start:
                yield Span(start, end, span.type, span.sure)
