"""The text of our own, by which an engine gets ready."""

from __future__ import annotations

import pytest

from proxy_core.privacy.engine import Engine
from proxy_core.privacy.formats import FORMATS
from proxy_core.privacy.matcher import Matcher
from proxy_core.privacy.warmup import EXAMPLE, warm_up


@pytest.mark.parametrize(("signal", "read"), FORMATS, ids=[read.__module__ for _, read in FORMATS])
def test_every_format_has_something_to_read_in_it(signal: str, read: object) -> None:
    assert Matcher(signal).search(EXAMPLE.encode("ascii"))


def test_the_readers_find_what_they_are_for() -> None:
    engine = Engine()
    assert warm_up(engine) is engine
    spans, _ = engine.analyse(EXAMPLE)
    found = {EXAMPLE[span.start : span.end] for span in spans}
    assert found >= {"Testina Sampleton", "8842119", "219-09-4821", "19570214", "W123456789", "1957-02-14"}
    assert not {"10.0.0.1", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"} & found
