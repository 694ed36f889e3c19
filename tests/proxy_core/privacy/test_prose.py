"""Which lines are sentences of people."""

from __future__ import annotations

import pytest

from proxy_core.privacy import prose
from proxy_core.privacy.document import Document


@pytest.mark.parametrize(
    "line",
    [
        "The patient was seen by the nurse and went home.",
        "    # see the call with her daughter on Monday",
        "// Workaround for Olga: her chart has two coverages",
        " * remove this once the clinic has merged both charts",
        "-- rows of one family, see the ticket",
    ],
)
def test_sentences_and_comments_are(line: str) -> None:
    assert prose.sentence(line)


@pytest.mark.parametrize(
    "line",
    [
        "const chart = await client.charts.find({ id: mrn, active: true });",
        "    return self.repo.get(mrn.zfill(8))",
        "# TODO",
        "if (a && b) { run(); }",
        "#include <stdio.h>",
    ],
)
def test_code_is_none(line: str) -> None:
    assert not prose.sentence(line)


def test_in_a_program_only_its_comments_are_read() -> None:
    text = "function f(a) { return g(a[0]); }\n// called for the mother of a patient in room four\nx = {};\n"
    doc = Document(text)
    assert doc.program
    assert not prose.at(doc, 3)
    assert prose.at(doc, text.index("mother"))


def test_a_note_is_read_whole() -> None:
    assert prose.at(Document("Mrs. Okafor\nseen"), 2)
