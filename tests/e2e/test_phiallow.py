"""A repository's `.phiallow`, found by the directory that the real Claude Code states in its requests."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.e2e.harness import SCRUBROOM, Workplace, environment, through
from tests.e2e.wires import says
from tests.fakes.upstream import Step

SSN, OTHER = "536-22-8417", "219-09-9999"


@pytest.mark.parametrize("folder", [".", "src/deep"])
@pytest.mark.parametrize("trusted", [True, False])
def test_it_counts_in_its_repository_once_it_is_trusted(
    tmp_path: Path, workplace: Workplace, trusted: bool, folder: str
) -> None:
    repository = workplace.project
    (repository / ".git").mkdir()
    (repository / ".phiallow").write_text(f"# invented\n{SSN}\n", encoding="utf-8")
    workplace.project = repository / folder
    workplace.project.mkdir(parents=True, exist_ok=True)
    if trusted:
        home = tmp_path / "server-home"
        home.mkdir()
        allow = [str(SCRUBROOM), "allow", "--yes", str(repository)]
        subprocess.run(allow, env=environment(home), check=True, capture_output=True, timeout=60)
    with through("anthropic", tmp_path, Step(says("anthropic", "Noted."))) as (upstream, scrubroom):
        run = workplace.run(scrubroom.url, f"The patients with SSN {SSN} and SSN {OTHER}.")
    assert run.text == "Noted."
    sent = upstream.asked[0].body.decode()
    assert (SSN in sent) is trusted
    assert OTHER not in sent
