"""A corpus as files: one line of JSON for each document, one file for each kind of text.

For corpora whose authors are not those of the engine: what was measured stays as it was written. `python -m
tests.eval.frozen FOLDER LETTER` makes the files of a generator, whose module `corpus` has `documents(seed)`,
without showing any of it.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from proxy_core.privacy.types import PHI_TYPES
from tests.eval.corpus import KINDS, Sample

SETS = Path(__file__).parent / "sets"
SEED = 1


def read(folder: Path) -> list[Sample]:
    """The documents of a folder. Raises ValueError, with the document's name, if its spans are no spans."""
    samples = []
    for kind in KINDS:
        for line in (folder / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines():
            samples.append(_sample(json.loads(line), kind))
    return samples


def write(folder: Path, samples: Iterable[Sample]) -> None:
    """The files of a corpus, the same for the same documents."""
    folder.mkdir(parents=True, exist_ok=True)
    lines: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for one in samples:
        document = {"name": one.name, "text": one.text, "spans": one.spans}
        lines[one.kind].append(json.dumps(document, separators=(",", ":")) + "\n")
    for kind, texts in lines.items():
        (folder / f"{kind}.jsonl").write_text("".join(texts), encoding="utf-8", newline="\n")


def generated(folder: Path, seed: int) -> list[Sample]:
    """The documents of a generator: the package in `folder`, with a module `corpus`."""
    spec = importlib.util.spec_from_file_location(
        folder.name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None:
        raise ValueError(f"{folder} is no package")
    sys.modules[folder.name] = importlib.util.module_from_spec(spec)
    corpus = importlib.import_module(f"{folder.name}.corpus")
    return [_sample(one._asdict(), one.kind) for one in corpus.documents(seed)]


def _sample(document: Mapping[str, Any], kind: str) -> Sample:
    name, text = document["name"], document["text"]
    spans = tuple((start, end, type_) for start, end, type_ in document["spans"])
    done = 0
    for start, end, type_ in spans:
        if not done <= start < end <= len(text) or type_ not in PHI_TYPES:
            raise ValueError(f"a span of {name} overlaps another, is empty or has a type of its own")
        done = end
    return Sample(name, kind, text, spans)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("letter")
    arguments = parser.parse_args()
    samples = generated(arguments.folder, SEED)
    write(SETS / arguments.letter, samples)
    print(f"{len(samples)} documents, {sum(len(one.text) for one in samples)} characters")


if __name__ == "__main__":
    main()
