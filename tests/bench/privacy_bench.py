"""How fast the PHI check is: cold, warm, and against hashing the same bytes; how long it stops the loop.

Absolute numbers say more about the machine than about the code, so everything is also told as a ratio to one
SHA-256 over the same text. How long the loop stood still is told beside what it does with nothing to check: a
task wakes each millisecond while the check runs in a thread, as the pipeline has it.
Run: `python -m tests.bench.privacy_bench`.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from proxy_core.privacy.engine import Engine
from proxy_core.privacy.guard import Guard
from proxy_core.privacy.warmup import warm_up
from tests.eval import clean, notes, structured
from tests.eval.corpus import build, parse

KEY = b"a synthetic install key"
#: a window that draws sixty times a second has so long for each picture
FRAME_MS = 16


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


def export(template: structured.Template, size: int) -> str:
    """One long text of many records of one kind."""
    rng, pieces, length = random.Random(size), [], 0
    while length < size:
        pieces.append(parse("", "", template(rng)).text)
        length += len(pieces[-1]) + 1
    return "\n".join(pieces)


def mixed(size: int) -> list[str]:
    """What an agent reads: mostly program text, then logs and documents, now and then a record."""
    rng = random.Random(size)
    texts = code(size * 7 // 10)
    while sum(map(len, texts)) < size:
        kinds = [clean.machine_log, clean.tool_output, clean.readme, clean.git_log]
        pages = [parse("", "", rng.choice(kinds)(rng)).text for _ in range(8)]
        texts.append("\n".join([*pages, parse("", "", notes.soap(rng)).text if rng.random() < 0.1 else ""]))
    return texts


def measure(name: str, texts: list[str]) -> None:
    size = sum(len(text) for text in texts)
    hashing = seconds(lambda: [hashlib.sha256(text.encode()).digest() for text in texts])
    guard = Guard(KEY, engine=warm_up(Engine()))
    # The automata of google-re2 are built while they read: more of other texts builds the rest.
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


async def worst_gaps(texts: list[str]) -> tuple[list[float], float]:
    """In milliseconds, sorted: how late a task of the loop was while a thread checked the texts. And how
    long that took."""
    guard = Guard(KEY, engine=warm_up(Engine()))
    gaps: list[float] = []
    over = asyncio.Event()

    async def tick() -> None:
        while not over.is_set():
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            gaps.append((time.perf_counter() - before) * 1000 - 1)

    ticking = asyncio.create_task(tick())
    before = time.perf_counter()
    if texts:
        await asyncio.to_thread(guard.redact, body(texts), budget_ms=600_000)
    else:
        await asyncio.sleep(1)
    spent = (time.perf_counter() - before) * 1000
    over.set()
    await ticking
    return sorted(gaps), spent


def stalls(name: str, texts: list[str]) -> None:
    gaps, spent = asyncio.run(worst_gaps(texts))
    late = sum(gap > FRAME_MS for gap in gaps)
    print(
        f"  {name:28} {spent:8.0f} ms   99 of 100 within {gaps[int(len(gaps) * 0.99)]:5.1f} ms   "
        f"worst {gaps[-1]:5.1f} ms   {late} above {FRAME_MS} ms"
    )


def main() -> None:
    measure("code", code(4_000_000))
    measure("code, logs, some PHI", mixed(3_000_000))
    samples = build(7, 12)
    measure("texts without PHI", [sample.text for sample in samples if sample.kind == "clean"])
    measure("dense with PHI", [sample.text for sample in samples if sample.kind != "clean"])
    measure("HL7 feed", [export(structured.hl7_adt, 1_000_000)])
    measure("CSV export", [export(structured.csv, 1_000_000)])
    measure("notes", [export(notes.hp, 1_000_000)])
    print("\nHow late the event loop is meanwhile:")
    stalls("(nothing to check)", [])
    stalls("code in many texts, 8 MB", code(4_000_000) + [text + " " for text in code(4_000_000)])
    stalls("code in one text, 4 MB", ["".join(code(4_000_000))])
    stalls("CSV export in one text, 1 MB", [export(structured.csv, 1_000_000)])
    stalls("notes in one text, 1 MB", [export(notes.hp, 1_000_000)])


if __name__ == "__main__":
    main()
