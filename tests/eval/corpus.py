"""The corpus: documents with their true spans, from a seed. The same seed gives the same documents."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass

from tests.eval import clean, notes, structured
from tests.eval.values import CLOSE, MIDDLE, OPEN

#: structured: position or key tells what a value is; labelled: a word before it; prose: only the sentence;
#: clean: nothing in it is PHI
KINDS = ("structured", "labelled", "prose", "clean")
_MARK = re.compile(f"{OPEN}([A-Z_]+){MIDDLE}([^{CLOSE}]*){CLOSE}")


@dataclass(frozen=True)
class Sample:
    """kind: one of `KINDS`. spans: (start, end, type), in order and apart."""

    name: str
    kind: str
    text: str
    spans: tuple[tuple[int, int, str], ...]


def parse(name: str, kind: str, marked: str) -> Sample:
    """The text without its marks, and where they stood."""
    pieces, spans, at, done = [], [], 0, 0
    for match in _MARK.finditer(marked):
        pieces.append(marked[done : match.start()])
        at += match.start() - done
        pieces.append(match[2])
        spans.append((at, at + len(match[2]), match[1]))
        at += len(match[2])
        done = match.end()
    pieces.append(marked[done:])
    return Sample(name, kind, "".join(pieces), tuple(spans))


def wrap(text: str, rng: random.Random) -> tuple[str, str]:
    """A marked text as a tool prints it; mostly as it is."""
    choice = rng.randrange(14)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if choice == 0:
        return "\n".join(f"{index:6}→{line}" for index, line in enumerate(lines, 1)), "numbered"
    if choice == 1:
        return "\n".join(f"{index:6}\t{line}" for index, line in enumerate(lines, 1)), "numbered"
    if choice == 2:
        return "\n".join(
            f"data/export/file.txt:{index}:{line}" for index, line in enumerate(lines, 1)
        ), "grep"
    if choice == 3:
        return "@@ -0,0 +1,9 @@\n" + "\n".join(f"+{line}" for line in lines), "diff"
    if choice == 4:
        return '{"output": ' + json.dumps(text, ensure_ascii=False) + ', "exit": 0}', "escaped"
    return text, "plain"


def build(seed: int, rounds: int, held_out: bool = False) -> list[Sample]:
    """rounds: documents of each template."""
    rng = random.Random(seed)
    sets = held_out_sets() if held_out else {
        "structured": structured.SET_A, "labelled": notes.LABELLED_A, "prose": notes.PROSE_A, "clean": clean.SET_A,
    }  # fmt: skip
    samples: list[Sample] = []
    for kind, templates in sets.items():
        for template in templates:
            for _ in range(rounds):
                text, how = wrap(template(rng), rng)
                samples.append(parse(f"{template.__name__}/{how}", kind, text))
    return samples


def held_out_sets() -> dict[str, tuple[structured.Template, ...]]:
    """Set B."""
    from tests.eval import held_out

    return {
        "structured": held_out.STRUCTURED,
        "labelled": held_out.LABELLED,
        "prose": held_out.PROSE,
        "clean": held_out.CLEAN,
    }
