"""Corpora as files."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.eval import frozen
from tests.eval.corpus import Sample

SAMPLES = [
    Sample("a", "structured", "PID|1\r\nOkafor “x”", ((7, 13, "NAME"),)),
    Sample("b", "clean", "pass\n", ()),
]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    frozen.write(tmp_path, SAMPLES)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert frozen.read(tmp_path) == SAMPLES
    frozen.write(tmp_path, frozen.read(tmp_path))
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    "spans",
    [[[0, 3, "NAME"], [2, 4, "NAME"]], [[3, 3, "NAME"]], [[0, 99, "NAME"]], [[0, 2, "PERSON"]]],
    ids=["overlap", "empty", "outside", "type"],
)
def test_spans_that_are_none_are_refused(tmp_path: Path, spans: list[list[object]]) -> None:
    frozen.write(tmp_path, SAMPLES)
    (tmp_path / "prose.jsonl").write_text(json.dumps({"name": "c", "text": "Okafor", "spans": spans}) + "\n")
    with pytest.raises(ValueError, match="a span of c"):
        frozen.read(tmp_path)


GENERATOR = """
import random
from typing import NamedTuple
from . import words

class Document(NamedTuple):
    name: str
    kind: str
    format: str
    text: str
    spans: list

def documents(seed):
    name = random.Random(seed).choice(words.NAMES)
    return [Document("n-1", "prose", "note", f"Seen: {name}", [(6, 6 + len(name), "NAME")])]
"""


def test_a_generator_is_frozen_without_being_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    package = tmp_path / "elsewhere"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "words.py").write_text("NAMES = ['Okafor', 'Quillfeather', 'Lindqvist']\n")
    (package / "corpus.py").write_text(GENERATOR)
    monkeypatch.setattr(frozen, "SETS", tmp_path / "sets")
    monkeypatch.setattr(sys, "argv", ["frozen", str(package), "z"])
    monkeypatch.setattr(sys, "modules", dict(sys.modules))
    frozen.main()
    (sample,) = frozen.read(tmp_path / "sets" / "z")
    ((start, end, type_),) = sample.spans
    name = sample.text[start:end]
    assert (sample.name, sample.kind, type_) == ("n-1", "prose", "NAME")
    assert sample.text == f"Seen: {name}"
    assert name not in capsys.readouterr().out
