"""Nothing that Claude Code says by itself is taken for a patient's data."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.harness import Workplace, through
from tests.e2e.wires import PLACEHOLDER, ToolCall, says
from tests.fakes.upstream import Step

CODE = '''"""Reads the settings of a build."""

from pathlib import Path

VERSION = "2.14.3"
COMMIT = "5f3c9a1e7b2d4c6f8a0b1c2d3e4f5a6b7c8d9e0f"


class Settings:
    """Author of the build system: see CONTRIBUTING."""

    def load(self, path: Path, port: int = 8080) -> dict[str, str]:
        return {line.split("=")[0]: line.split("=")[1] for line in path.read_text().splitlines()}
'''


@pytest.mark.parametrize("kind", ["anthropic", "openai"])
def test_a_session_without_patients_leaves_as_it_is(kind: str, tmp_path: Path, workplace: Workplace) -> None:
    source = workplace.project / "settings.py"
    source.write_text(CODE, encoding="utf-8")
    read = ToolCall("Read", {"file_path": str(source)})
    steps = (Step(says(kind, "", read)), Step(says(kind, "It reads the settings of a build.")))
    with through(kind, tmp_path, *steps) as (upstream, scrubroom):
        workplace.run(scrubroom.url, "What does settings.py do? Read it first.")
    bodies = [request.body.decode() for request in upstream.asked]
    assert len(bodies) == 2
    assert [match[0] for body in bodies for match in PLACEHOLDER.finditer(body)] == []
