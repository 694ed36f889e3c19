"""The one pass over the bytes, with google-re2 and without."""

from __future__ import annotations

import pytest

from proxy_core.privacy import context, labels, names, records
from proxy_core.privacy.document import Document
from proxy_core.privacy.formats import FORMATS
from proxy_core.privacy.matcher import Matcher
from proxy_core.privacy.shapes import alternation
from tests.eval.corpus import build

PATTERNS = {
    "shapes": alternation(),
    "labels": labels.pattern(weak=False),
    "weak labels": labels.pattern(weak=True),
    "context": context.pattern(),
    "names": "|".join(names.CANDIDATES),
    "dates": records.CANDIDATES,
    "formats": "|".join(f"(?:{signal})" for signal, _ in FORMATS),
}


@pytest.mark.parametrize("name", PATTERNS)
def test_the_fallback_finds_the_same(name: str) -> None:
    fast, slow = Matcher(PATTERNS[name]), Matcher(PATTERNS[name], pure=True)
    for sample in build(11, 1):
        data = Document(sample.text).data
        assert list(fast.finditer(data)) == list(slow.finditer(data)), sample.name


def test_search_tells_whether_there_is_a_match() -> None:
    assert Matcher("b+").search(b"aabb")
    assert not Matcher("b+", pure=True).search(b"aa")
