"""Places in sentences: cities, towns, and streets without a number, where somebody's record is.

A city of the list counts behind a preposition, an unknown name only where somebody lives, works or comes
from.
"""

from __future__ import annotations

import re

from proxy_core.privacy import cues, lexicon
from proxy_core.privacy.document import Document
from proxy_core.privacy.types import Span

_PLACE = re.compile(r"((?:St\. )?([A-Z][a-z]+)(?:[ -][A-Z][a-z]+){0,2})")
_IN = re.compile(r"\b(?:in|from|near|to|outside|around|at|of|leaving|visiting|and|back) $")
_STREET = re.compile(
    r"(?:(?:County|State|Farm|Rural) (?:Road|Route|Highway)|Highway|Route|Hwy|Rte) \d{1,4}\b"
    r"|(?:[A-Z][a-z]+ ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Lane|Ln|Court|Circle|Terrace"
    r"|Way|Parkway|Pkwy|Highway|Hwy|Trail|Pike|Turnpike|Square)\b"
)
#: towns by the words that towns are named with
_SCENIC = re.compile(
    r"(?:[A-Z][a-z]+ ){1,2}(?:Falls|Haven|Springs|Rapids|Beach|Heights|Grove|City|Valley|Hills|Harbor"
    r"|Island|Township"
    r"|Junction|Landing|Bluffs|Ferry|Crossing|County)\b(?! (?:Hospital|Medical|Clinic|Health|Regional))"
)
_SITE = re.compile(
    r" (?:clinic|office|site|campus|location|branch|area|hospital|store|shelter|practice|police)\b"
)
_ON = re.compile(r"\b(?:on|of|and|at|off|near|from|to|along|down|by|onto|past) $")
#: where an unknown word with a capital is a place
DWELLS = re.compile(
    r"\b(?:lives?|lived|living|resid(?:es|ed|ing)|moved|moving|grew up|raised|born|home|drove|traveled"
    r"|travels?"
    r"|traveling|visiting|family|back|retired|native|work(?:s|ed)|station(?:ed)?|from|house|apartment|farm"
    r"|flew|fly|relocat(?:ed|ing)|'s|called in|driving|phone(?:d)?) (?:[a-z]+ )?(?:in|from|near"
    r"|to|outside|around|at|of)? ?$"
)
_EPONYM = re.compile(cues.EPONYM)


def at(doc: Document, start: int) -> Span | None:
    """A city's name, or where somebody lives."""
    street = _STREET.match(doc.scan, start)
    if street is not None and _ON.search(doc.scan, max(0, start - 10), start):
        return Span(start, street.end(), "GEO")
    place = _PLACE.match(doc.scan, start)
    if place is None:
        return None
    if doc.scan.endswith("the ", max(0, start - 4), start) and (site := _SITE.match(doc.scan, place.end())):
        return Span(start, place.end(), "GEO") if site and lexicon.is_city(place[0]) else None
    if _IN.search(doc.scan, max(0, start - 12), start) is None:
        return None
    scenic = _SCENIC.match(doc.scan, start)
    if scenic is not None:
        return Span(start, scenic.end(), "GEO")
    group = next((g for g in (1, 2) if lexicon.is_city(place[g])), 0)
    if not group and DWELLS.search(doc.scan, max(0, start - 40), start):
        group = (
            1
            if all(len(word) > 3 and lexicon.is_unknown(word) for word in place[1].replace(".", "").split())
            else 0
        )
    if group and not _EPONYM.match(doc.scan, place.end(group)):
        return Span(start, place.end(group), "GEO")
    return None
