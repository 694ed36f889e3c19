"""`make bench`: Scrubroom against the least that a proxy must do, measured in turns in one run.

Every round asks every target once for every scenario, so that noise of the machine hits all alike; each
number is the median over all rounds. The ratio to the floor is what counts: milliseconds differ from
machine to machine. Ends after about three minutes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.provider import DELTAS
from tests.bench.targets import MODELS, ROOT, Process, module, serve, tray

TARGET_RATIO = 3.0


@dataclass(frozen=True)
class Scenario:
    """least, most: requests of one turn; seconds: after which it ends if `least` are done.

    judged: whether the target holds for it. New text is scanned once, at a price that no relay pays; what a
    session sends again and again is not.
    """

    title: str
    size: int
    stream: bool = False
    paced: bool = False
    fresh: bool = False
    phi: bool = False
    connections: int = 1
    seconds: float = 0.35
    least: int = 5
    most: int = 200
    judged: bool = True


SCENARIOS = (
    Scenario("80 KB, next turn of a session", 80_000),
    Scenario("80 KB, all new", 80_000, fresh=True, judged=False),
    Scenario("80 KB with PHI, all new", 80_000, fresh=True, judged=False, phi=True),
    Scenario("80 KB, next turn, 8 connections", 80_000, connections=8, least=3, most=50),
    Scenario("1 MB, next turn of a session", 1_000_000, least=3),
    Scenario("1 MB, all new", 1_000_000, fresh=True, judged=False, least=2),
    Scenario(f"stream of {DELTAS}, at once", 3_000, stream=True),
    Scenario(f"stream of {DELTAS}, 1 ms apart", 3_000, stream=True, paced=True, least=1, most=1),
)


@dataclass
class Target:
    name: str
    process: Process
    model: str
    total: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    first: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    cpu: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


class LoadGenerator:
    """The load generator's process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.load"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, **order: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        report: dict[str, Any] = json.loads(self._process.stdout.readline())
        if "problem" in report:
            raise RuntimeError(report["problem"])
        return report

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


def measure(load: LoadGenerator, target: Target, scenario: Scenario) -> None:
    """One turn of one target."""
    before = target.process.cpu_seconds()
    order = {
        key: getattr(scenario, key) for key in Scenario.__dataclass_fields__ if key not in ("title", "judged")
    }
    report = load.run(url=target.process.url, model=target.model, **order)
    after = target.process.cpu_seconds()
    target.total[scenario.title] += report["total"]
    target.first[scenario.title] += report["first"]
    if before is not None and after is not None:
        target.cpu[scenario.title].append((after - before) * 1000 / len(report["total"]))


def started(stack: ExitStack, folder: Path, with_tray: bool) -> Iterator[Target]:
    """The targets, in the order of the table's columns."""

    def kept(process: Process) -> Process:
        stack.callback(process.stop)
        return process

    provider = kept(module("provider"))
    yield Target("direct", provider, MODELS["anthropic"])
    yield Target("floor", kept(module("floor", provider.url)), MODELS["anthropic"])
    programs = [("serve", serve), *([("tray", tray)] if with_tray else [])]
    for name, start in programs:
        process = kept(start(folder, provider.url))
        for kind, model in MODELS.items():
            yield Target(f"{name} {kind}", process, model)


def cell(value: float | None, floor: float | None, unit: str) -> str:
    if value is None:
        return "-"
    shown = f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"
    ratio = f" ({value / floor:.2f}x)" if floor else ""
    return f"{shown} {unit}{ratio}"


def row(title: str, targets: list[Target], values: list[float | None], unit: str) -> list[str]:
    floor = next(
        (value for target, value in zip(targets, values, strict=True) if target.name == "floor"), None
    )
    return [title, *(cell(value, floor, unit) for value in values)]


def middle(values: list[float]) -> float | None:
    return median(values) if values else None


def rows(targets: list[Target], scenarios: tuple[Scenario, ...]) -> Iterator[list[str]]:
    for scenario in scenarios:
        name = scenario.title
        yield row(name, targets, [middle(target.total[name]) for target in targets], "ms")
        if scenario.stream:
            yield row("- first byte", targets, [middle(target.first[name]) for target in targets], "ms")
            each = [middle(target.cpu[name]) for target in targets]
            micro = [None if cpu is None else cpu * 1000 / DELTAS for cpu in each]
            yield row("- CPU for each delta", targets, micro, "us")
        else:
            yield row("- CPU", targets, [middle(target.cpu[name]) for target in targets], "ms")


def print_table(header: list[str], lines: list[list[str]]) -> None:
    widths = [max(len(line[column]) for line in [header, *lines]) for column in range(len(header))]

    def show(line: list[str]) -> str:
        cells = [text.ljust(width) if not index else text.rjust(width) for index, (text, width) in enumerate(zip(line, widths, strict=True))]  # fmt: skip # noqa: E501
        return "| " + " | ".join(cells) + " |"

    print(show(header))
    print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    for line in lines:
        print(show(line))


def judge(targets: list[Target], scenarios: tuple[Scenario, ...]) -> None:
    """One line for each median that is above the target."""
    floor = next(target for target in targets if target.name == "floor")
    above = []
    for target in targets:
        for scenario in scenarios:
            ours, least = middle(target.total[scenario.title]), middle(floor.total[scenario.title])
            if scenario.judged and ours and least and ours > TARGET_RATIO * least:
                above.append(f"{target.name}, {scenario.title}: {ours / least:.1f}x")
    print(
        f"\nTarget: at most {TARGET_RATIO:.0f}x the floor. " + ("Above it:" if above else "Met everywhere.")
    )
    for line in above:
        print(f"  {line}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-tray", action="store_true", help="leave the tray app out")
    parser.add_argument("--only", default="", help="scenarios whose title holds this text")
    options = parser.parse_args()
    scenarios = tuple(scenario for scenario in SCENARIOS if options.only in scenario.title)
    begin = time.perf_counter()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        targets = list(started(stack, folder, not options.no_tray))
        load = LoadGenerator()
        stack.callback(load.close)
        fresh = [target.process.memory_mb() for target in targets]
        for _ in range(options.rounds):
            for scenario in scenarios:
                for target in targets:
                    measure(load, target, scenario)
        lines = list(rows(targets, scenarios))
        lines.append(row("memory after the start", targets, fresh, "MB"))
        lines.append(row("memory after the run", targets, [t.process.memory_mb() for t in targets], "MB"))
        lines.append(row("start-up", targets, [target.process.started * 1000 for target in targets], "ms"))
    print_table(["p50", *(target.name for target in targets)], lines)
    judge(targets, scenarios)
    print(f"{options.rounds} rounds in {time.perf_counter() - begin:.0f} s.")


if __name__ == "__main__":
    main()
