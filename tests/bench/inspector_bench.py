"""What the inspector costs: `python -m tests.bench.inspector_bench`, as ratios that hold on any machine.

In the way of a request: keeping one event of its answer, against decoding it once. When somebody looks:
comparing a request of a megabyte with what was sent, against decoding it; laying out all of it, the processor
time of the longest step against one frame (16.7 ms); showing and hiding the values in view.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from proxy_core.inspector.compare import view_of
from proxy_core.inspector.keep import Keep
from proxy_core.wire import json
from proxy_core.wire.events import Event
from tests.bench.log_bench import FRAME_MS, milliseconds
from tests.proxy_core.inspector.making import kept, redacted
from tests.ui import contents, samples
from tests.ui.fakes import FakePorts
from ui.pages.inspector import InspectorPage
from ui.theme import Theme

_EVENTS = 1000
_PAYLOAD = b'{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"some words"}}'


def in_the_way() -> float:
    """Keeping a request and its answer of 1,000 events, against decoding those events."""
    request = redacted(contents.body(contents.CHART))
    events = [Event("content_block_delta", payload=_PAYLOAD) for _ in range(_EVENTS)]
    keep = Keep()
    keep.resize(50, 64 << 20)

    def exchange() -> None:
        made = keep.begin(request)
        assert made is not None
        for event in events:
            keep.answer(made, [event], [event])

    decoding = milliseconds(lambda: [json.loads(_PAYLOAD) for _ in events], 25)
    return milliseconds(exchange, 25) / decoding


def longest_step(app: QApplication, page: InspectorPage, work: Callable[[], object]) -> float:
    """Do something and lay everything out; the longest step of the event loop, in ms."""
    longest = 0.0
    step: Callable[[], object] = work
    while True:
        begun = time.thread_time()
        step()
        app.processEvents()
        longest = max(longest, (time.thread_time() - begun) * 1000)
        if not (page.client.filling or page.provider.filling or page.answer.filling):
            return longest
        step = app.processEvents


def main() -> int:
    keeping = in_the_way()
    app = QApplication.instance() or QApplication(["bench"])
    assert isinstance(app, QApplication)
    Theme(app)
    made = kept(contents.body((contents.CODE * 5 + contents.CHART) * 70))
    raw = json.dumps(made.client)
    decoding = milliseconds(lambda: json.loads(raw))
    comparing = milliseconds(lambda: view_of(made))
    ports, entry = FakePorts(samples.clinic_config()), samples.entry(1)
    view = ports.views[entry.request_id] = view_of(made)
    page = InspectorPage(ports)
    page.resize(1000, 700)
    page.show()
    opening = longest_step(app, page, lambda: page.show_entry(entry))
    number = next(at for at, leaf in enumerate(view.request) if leaf.marks)
    whole = longest_step(app, page, lambda: page.client.gap_clicked.emit(number))
    page.client.verticalScrollBar().setValue(page.client.verticalScrollBar().maximum() // 2)
    app.processEvents()
    shown = longest_step(app, page, lambda: page.hold.hold(True))
    hidden = longest_step(app, page, lambda: page.hold.hold(False))
    for name, value in (
        ("keeping an event of an answer", f"{keeping:.2f} decodings of it"),
        ("comparing 1 MB, in a thread", f"{comparing / decoding:.2f} decodings of it"),
        ("opening it, the longest step", f"{opening / FRAME_MS:.2f} frames"),
        ("laying out all of it, the same", f"{whole / FRAME_MS:.2f} frames"),
        ("showing the values, hiding them", f"{shown / FRAME_MS:.2f}, {hidden / FRAME_MS:.2f} frames"),
    ):
        print(f"{name:<36}{value:>32}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
