"""A bench for the tests of `scrubroom verify`, and Guards that are not as they must be."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from app.verify_bench import Bench, targets
from app.verify_capture import Ear
from proxy_core.config import parse_config
from proxy_core.privacy.guard import Guard, Redaction
from proxy_core.privacy.parts import Parts
from proxy_core.privacy.restore import Restorer
from proxy_core.wire.events import Event

KEY = b"a synthetic install key"


@contextlib.contextmanager
def bench(kind: str = "anthropic", guard: Guard | None = None, **sections: Any) -> Iterator[Bench]:
    """One wire. sections: as in the file."""
    config = parse_config(sections)
    with Ear() as ear:
        target = next(each for each in targets(config) if each.provider.kind == kind)
        yield Bench(target, config, guard or Guard(KEY), ear)


def configured(**options: Any) -> dict[str, Any]:
    """Sections with one provider of OpenAI's kind."""
    provider = {"name": "far", "kind": "openai", "base_url": "https://far.invalid/v1", **options}
    route = {"provider": "far", "model": "far-1"}
    return {"providers": [provider], "models": [{"alias": "*", "routes": [route]}]}


class BlindToSystem(Guard):
    """Redacts nothing in the system prompt."""

    def redact(
        self, body: Mapping[str, Any], *, budget_ms: int = 20000, parts: Parts | None = None
    ) -> Redaction:
        redaction = super().redact(body, budget_ms=budget_ms, parts=parts)
        if "system" not in body:
            return redaction
        return replace(redaction, body={**redaction.body, "system": body["system"]})


class Careless(Restorer):
    """Restores each delta by itself: what is cut stays cut."""

    def feed(self, event: Event) -> list[Event]:
        if event.type != "content_block_delta" or event.data["delta"]["type"] != "text_delta":
            return super().feed(event)
        delta = event.data["delta"]
        return [Event.of({**event.data, "delta": {**delta, "text": self.text(delta["text"])}})]


class Cutter(Guard):
    """Restores carelessly."""

    def restorer(self, redaction: Redaction, originals_for: Any = None) -> Restorer:
        return Careless(redaction.vault)


class Trusting(Guard):
    """Gives every tool the originals."""

    def restorer(self, redaction: Redaction, originals_for: Any = None) -> Restorer:
        return super().restorer(redaction, lambda tool: True)
