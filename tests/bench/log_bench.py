"""What the live log costs: `python -m tests.bench.log_bench [ROWS]`, as ratios that hold on any machine.

Prints the cost of 1,000 events against the second in which they come, the time of a filter over all rows
against one frame (16.7 ms), and both against a plain loop over the same number of rows.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from proxy_core.journal.entry import Entry, Outcome
from tests.ui.fakes import FakePorts
from tests.ui.samples import clinic_config, day, running
from ui.pages.log import LogPage
from ui.theme import Theme

FRAME_MS = 1000 / 60
PER_SECOND = 1000
_SECONDS = 5


def milliseconds(work: Callable[[], object], runs: int = 5) -> float:
    """The median time of one run."""
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return sorted(times)[len(times) // 2]


def stream(page: LogPage, app: QApplication, first: int) -> tuple[float, float]:
    """One second's events, in ten batches, drawn each time. (all of it, the longest batch), in ms."""
    batches = []
    for batch in range(10):
        begun = time.perf_counter()
        for number in range(PER_SECOND // 20):
            one = replace(running(number), request_id=f"live_{first + batch * 100 + number}")
            page.feed.push(one)
            page.feed.push(replace(one, outcome=Outcome.DONE, status=200))
        page.feed.flush()
        app.processEvents()
        batches.append((time.perf_counter() - begun) * 1000)
    return sum(batches), max(batches)


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    app = QApplication.instance() or QApplication(["bench"])
    assert isinstance(app, QApplication)
    Theme(app)
    base = clinic_config()
    ports = FakePorts(replace(base, settings={**base.settings, "log.rows": rows}))
    page = LogPage(ports)
    page.resize(1000, 700)
    page.show()
    sample = day(1000)
    entries: list[Entry] = [replace(sample[at % 1000], request_id=f"req_{at}") for at in range(rows)]
    fill = milliseconds(lambda: page.model.apply(entries), 1)
    while page.model.warm(10_000):
        pass
    app.processEvents()
    costs = [stream(page, app, second * PER_SECOND) for second in range(_SECONDS)]
    cost, longest = sorted(costs)[_SECONDS // 2]
    plain = milliseconds(lambda: [None for entry in entries if entry.code == "none"])
    texts = iter(f"req_{at}" for at in range(9000, 9999))
    by_text = milliseconds(lambda: page.model.set_filter(next(texts)))
    page.model.set_filter("")
    switch = iter([Outcome.BLOCKED, Outcome.FAILED] * 10)
    by_outcome = milliseconds(lambda: page.model.set_filter("", [next(switch)]))
    report = [
        ("rows", f"{rows:,}"),
        ("filling them at once", f"{fill / rows * 1000:.1f} us a row"),
        ("1,000 events in a second, drawn", f"{cost / 1000:.1%} of that second"),
        ("  the longest batch of 100", f"{longest / FRAME_MS:.2f} frames"),
        (
            "filter by text over all rows",
            f"{by_text / FRAME_MS:.2f} frames, {by_text / plain:.1f} plain loops",
        ),
        ("filter by outcome", f"{by_outcome / FRAME_MS:.2f} frames, {by_outcome / plain:.1f} plain loops"),
    ]
    for name, value in report:
        print(f"{name:<36}{value:>32}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
