"""What the end-to-end tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.harness import Workplace


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    return Workplace(tmp_path)
