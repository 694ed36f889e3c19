"""What the evaluation prints."""

from __future__ import annotations

import sys

import pytest

from tests.eval import run
from tests.eval.corpus import Sample

MISSED = "xyzzy plugh"
SAMPLES = [
    Sample(f"t-{index}", "prose", f"Then {MISSED} came.", ((5, 5 + len(MISSED), "NAME"),))
    for index in (1, 1, 1)
]


def printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    monkeypatch.setattr(sys, "argv", ["run", *arguments])
    run.main()
    return capsys.readouterr().out


def test_a_row_for_each_kind(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    lines = printed(capsys, monkeypatch, "--held-out", "--rounds", "1").splitlines()
    kinds = [line.split("|")[1].strip() for line in lines if line.startswith("|") and "---" not in line]
    assert kinds == ["kind", "structured", "labelled", "prose", "clean", "all"]
    assert "MB/s" in lines[-1]


def test_misses_are_shown_with_what_stands_around_them_and_only_twice() -> None:
    assert (
        list(run.misses(SAMPLES))
        == [f"MISS  t-1                      NAME        'Then ' >>{MISSED}<< ' came.'"] * 2
    )


def test_what_is_masked_in_vain_is_shown() -> None:
    (line,) = run.misses([Sample("t", "clean", "Patient: Maria Okafor", ())])
    assert line.startswith("FALSE t ")
    assert ">>Maria Okafor<<" in line


def test_a_first_run_shows_figures_and_nothing_of_the_text(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = printed(capsys, monkeypatch, "--first", "b").splitlines()
    assert [line.split(":")[0] for line in lines] == [
        '"structured"', '"labelled"', '"prose"', '"clean"', '"all"'
    ]  # fmt: skip
    assert all(": Figures(recall=" in line for line in lines)
