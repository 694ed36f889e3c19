"""Formats in which position or key tells what a value is: read first, because they are certain."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from proxy_core.privacy.document import Document
from proxy_core.privacy.formats import (
    cards,
    dicom,
    fhir,
    headless,
    hl7,
    hl7_parsed,
    html,
    markup,
    pairs,
    paths,
    rows,
    sql,
    tables,
    x12,
)
from proxy_core.privacy.types import Span

#: what must occur for a format to be looked for, and what reads it; in order of certainty
FORMATS: tuple[tuple[str, Callable[[Document], Iterator[Span]]], ...] = (
    (hl7.SIGNAL, hl7.spans),
    (hl7_parsed.SIGNAL, hl7_parsed.spans),
    (x12.SIGNAL, x12.spans),
    (dicom.SIGNAL, dicom.spans),
    (fhir.SIGNAL, fhir.spans),
    (markup.SIGNAL, markup.spans),
    (html.SIGNAL, html.spans),
    (sql.SIGNAL, sql.spans),
    (rows.SIGNAL, rows.spans),
    (pairs.SIGNAL, pairs.spans),
    (headless.SIGNAL, headless.spans),
    (paths.SIGNAL, paths.spans),
    (cards.SIGNAL, cards.spans),
)

__all__ = ["FORMATS", "tables"]
