"""What would be redacted, in code points."""

from __future__ import annotations

from proxy_core.privacy.engine import Engine
from proxy_core.privacy.scan import scan


def test_offsets_are_code_points() -> None:
    text = "🙂 Łódź – MRN: 8842119"
    (span,) = scan(text)
    assert text[span.start : span.end] == "8842119"
    assert span.type == "MRN"


def test_placeholders_are_not_findings() -> None:
    assert scan("see PHI_NAME_7K3Q9X2C there") == []


def test_an_engine_of_ones_own_can_look_for_less() -> None:
    text = "MRN: 8842119 SSN: 219-09-4821"
    assert [span.type for span in scan(text, Engine(types=["SSN"]))] == ["SSN"]
