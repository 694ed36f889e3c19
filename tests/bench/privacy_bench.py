"""How fast the PHI check is: cold, warm, and against hashing the same bytes.

Absolute numbers say more about the machine than about the code, so everything is also told as a ratio to one
SHA-256 over the same text. Run: `python -m tests.bench.privacy_bench`.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from proxy_core.privacy.guard import Guard
from tests.eval.corpus import build

KEY = b"a synthetic install key"


def seconds(call: Callable[[], Any]) -> float:
    started = time.process_time()
    call()
    return time.process_time() - started


def code(size: int) -> list[str]:
    """Program text of the standard library, as an agent reads it."""
    texts: list[str] = []
    for path in sorted(Path(sys.modules["json"].__file__ or "").parent.parent.glob("*.py")):
        texts.append(path.read_text(encoding="utf-8", errors="replace"))
        size -= len(texts[-1])
        if size < 0:
            break
    return texts


def body(texts: list[str]) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": text} for text in texts]}


def measure(name: str, texts: list[str]) -> None:
    size = sum(len(text) for text in texts)
    hashing = seconds(lambda: [hashlib.sha256(text.encode()).digest() for text in texts])
    guard = Guard(KEY)
    # The automata of google-re2 are built while they read: another text builds them.
    guard.redact(body([sample.text for sample in build(99, 2)]))
    request = body(texts)
    cold = seconds(lambda: guard.redact(request, budget_ms=600_000))
    warm = seconds(lambda: guard.redact(request, budget_ms=600_000))
    turn = body([*texts, "one more turn"])
    next_turn = seconds(lambda: guard.redact(turn, budget_ms=600_000))
    print(f"{name:22} {size / 1e6:5.2f} MB   hashing {size / 1e6 / max(hashing, 1e-9):7.0f} MB/s")
    for label, spent in (("cold", cold), ("warm", warm), ("next turn", next_turn)):
        rate, ratio = size / 1e6 / max(spent, 1e-9), spent / max(hashing, 1e-9)
        print(f"  {label:10} {rate:9.1f} MB/s   {ratio:8.1f} times the hashing   {spent * 1000:8.1f} ms")


def main() -> None:
    measure("code", code(4_000_000))
    samples = build(7, 12)
    measure("code, some PHI", [*code(2_000_000), *(sample.text for sample in samples[:40])])
    measure("texts without PHI", [sample.text for sample in samples if sample.kind == "clean"])
    measure("dense with PHI", [sample.text for sample in samples if sample.kind != "clean"])


if __name__ == "__main__":
    main()
