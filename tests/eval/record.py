"""The table of record: what came out when a corpus was run for the first time.

A row is made once, before anybody has looked at what was missed on that corpus, and never changed afterwards.
Later figures, in `docs/reference/evaluation.md`, are of an engine that may have learnt from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.eval.score import Figures


@dataclass(frozen=True)
class FirstRun:
    """letter: of the set. commit: of the code that ran. figures: by kind of text, and for `all`."""

    letter: str
    commit: str
    figures: Mapping[str, Figures]


FIRST_RUNS: tuple[FirstRun, ...] = (
    FirstRun(
        "c",
        "1a5597d",
        {
            "structured": Figures(recall=0.927, leaked=0.0678, precision=0.973, false=66.0, masked=0.2606),
            "labelled": Figures(recall=0.921, leaked=0.0575, precision=0.976, false=59.5, masked=0.3064),
            "prose": Figures(recall=0.821, leaked=0.1801, precision=1.0, false=0.0, masked=0.1663),
            "clean": Figures(recall=1.0, leaked=0.0, precision=0.0, false=30.1, masked=0.0041),
            "all": Figures(recall=0.919, leaked=0.0742, precision=0.966, false=46.6, masked=0.1457),
        },
    ),
    FirstRun(
        "d",
        "da8a54a",
        {
            "structured": Figures(recall=0.906, leaked=0.0846, precision=0.978, false=44.3, masked=0.2232),
            "labelled": Figures(recall=0.814, leaked=0.1345, precision=0.997, false=5.9, masked=0.2982),
            "prose": Figures(recall=0.84, leaked=0.1407, precision=0.996, false=5.9, masked=0.1511),
            "clean": Figures(recall=1.0, leaked=0.0, precision=0.0, false=35.1, masked=0.0144),
            "all": Figures(recall=0.883, leaked=0.0985, precision=0.978, false=34.6, masked=0.1781),
        },
    ),
)
