"""The detectors that are compared, each as a function from a text to what it finds."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from proxy_core.privacy import scan
from proxy_core.privacy.plugins.presidio import analyzer
from tests.eval.score import Detector, Found


def scrubroom(text: str) -> Found:
    """The engine with its default settings."""
    return [(span.start, span.end, span.type) for span in scan.scan(text)]


def presidio(text: str) -> Found:
    """Presidio's own recognizers for English, whatever their score; no language model, so no names."""
    return [
        (hit.start, hit.end, hit.entity_type) for hit in _presidio().analyze(text, "en", score_threshold=0)
    ]


@functools.cache
def _presidio() -> Any:
    import spacy  # takes a second, and most who import this need only the names

    return analyzer(spacy.blank("en"))


#: name -> detector; the first is ours
DETECTORS: Mapping[str, Detector] = {"Scrubroom": scrubroom, "Presidio": presidio}
