"""Prints the evaluation: `python -m tests.eval.run [--seed N] [--rounds N] [--held-out] [--misses]`."""

from __future__ import annotations

import argparse
import time

from proxy_core.privacy.scan import scan
from tests.eval.corpus import build
from tests.eval.score import Found, Score, score


def _scan(text: str) -> Found:
    return [(span.start, span.end, span.type) for span in scan(text)]


def row(name: str, one: Score) -> str:
    leak = 100 * one.leaked / one.phi if one.phi else 0.0
    precision = 1 - one.false / one.found if one.found else 1.0
    return (
        f"| {name:10} | {one.documents:5} | {leak:6.2f} % | {one.sealed / one.documents:8.2f} | {precision:9.3f} "
        f"| {one.false / one.characters * 1e5:14.1f} | {100 * one.masked / one.characters:6.2f} % |"
    )


def total(scores: dict[str, Score]) -> Score:
    whole = Score()
    for one in scores.values():
        for key in ("documents", "characters", "phi", "leaked", "masked", "found", "false", "sealed"):
            setattr(whole, key, getattr(whole, key) + getattr(one, key))
    return whole


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--misses", action="store_true", help="show what was missed or masked in vain")
    arguments = parser.parse_args()
    samples = build(arguments.seed, arguments.rounds, arguments.held_out)
    scan("warm up")
    started = time.perf_counter()
    scores = score(samples, _scan)
    seconds = time.perf_counter() - started
    print("| kind       | texts | leaked   | sealed   | precision | false / 100 KB | masked   |")
    print("|---|---|---|---|---|---|---|")
    for kind, one in scores.items():
        print(row(kind, one))
    print(row("all", total(scores)))
    print(f"\n{sum(len(s.text) for s in samples) / 1e6 / seconds:.1f} MB/s cold, dense with PHI")
    if arguments.misses:
        show(samples)


def show(samples: list) -> None:  # type: ignore[type-arg]
    seen: dict[str, int] = {}
    for sample in samples:
        found = _scan(sample.text)
        for start, end, type_ in sample.spans:
            missed = "".join(
                c
                for i, c in enumerate(sample.text[start:end], start)
                if c.isalnum() and not any(a <= i < b for a, b, _ in found)
            )
            key = f"miss {sample.name} {type_}"
            if missed and seen.setdefault(key, 0) < 2:
                seen[key] += 1
                print(
                    f"MISS {sample.name:24} {type_:11} {sample.text[max(0, start - 40) : start]!r} >>{sample.text[start:end]}<< {sample.text[end : end + 25]!r}"
                )
        for start, end, type_ in found:
            if not any(a < end and start < b for a, b, _ in sample.spans):
                key = f"false {sample.name} {type_}"
                if seen.setdefault(key, 0) < 2:
                    seen[key] += 1
                    print(
                        f"FALSE {sample.name:24} {type_:11} {sample.text[max(0, start - 40) : start]!r} >>{sample.text[start:end]}<< {sample.text[end : end + 25]!r}"
                    )


if __name__ == "__main__":
    main()
