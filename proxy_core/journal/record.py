"""Writes one exchange down while it happens: one entry when it begins, one when it ends.

The only place that knows which facts of an exchange are remembered. Never raises into the exchange. Entries
are metadata; content goes to the inspector's keep alone, and only while that is on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from proxy_core.auth import Principal
from proxy_core.clock import Clock
from proxy_core.errors import ProxyError
from proxy_core.exchange import Candidate, Parsed, Received, Redacted, Routed
from proxy_core.inspector.keep import Keep, Kept
from proxy_core.journal.entry import Attempt, Entry, Outcome, Usage
from proxy_core.journal.ring import Ring
from proxy_core.policy.meter import Meter
from proxy_core.wire import json
from proxy_core.wire.events import Event

#: codes that mean "refused here, on purpose", as opposed to "went wrong"
BLOCKING = frozenset(
    {
        "PHI_BLOCKED",
        "PHI_IN_TOOL_SCHEMA",
        "BAA_REQUIRED",
        "AI_CREDITS_EXHAUSTED",
        "OPUS_NOT_ENABLED",
        "MODEL_NOT_ENABLED",
        "PRIVACY_CHECK_FAILED",
    }
)
#: the events that carry usage
METERED = frozenset({"message_start", "message_delta"})


class Recorder:
    """The notebook of one exchange. keep: where its content goes, if anybody may look at it."""

    def __init__(self, ring: Ring, clock: Clock, received: Received, keep: Keep | None = None) -> None:
        self._ring = ring
        self._keep = keep
        self._kept: Kept | None = None
        self._clock = clock
        self._received = received
        self._usage: dict[str, int] = {}
        #: what it costs; None until it is sent
        self.meter: Meter | None = None
        self._attempts: list[Attempt] = []
        # A dict until it is shown: a frozen entry copied at each step would cost more than the step.
        self._facts: dict[str, Any] = {
            "request_id": received.request_id,
            "at": received.at,
            "surface": received.surface.value,
            "client": received.client,
            "request_bytes": len(received.body),
        }

    def admitted(self, principal: Principal) -> None:
        """It came from somebody who may ask, and counts against the limits."""
        self._facts |= {"key": principal.name, "counted": True}

    def parsed(self, request: Parsed) -> None:
        """It is a valid request."""
        self._facts |= {
            "session": request.session,
            "requested_model": request.model[:256],
            "stream": request.stream,
        }

    def redacted(self, request: Redacted) -> None:
        redaction = request.redaction
        self._facts |= {
            "phi": MappingProxyType(dict(redaction.counts)),
            "phi_scanned": redaction.scanned,
            "phi_exempt": redaction.exempt,
            "phi_ms": redaction.milliseconds,
        }
        if self._keep is not None:
            self._kept = self._keep.begin(request)

    def routed(self, request: Routed) -> None:
        """It is on its way: it appears in the log, with what was replaced and where it goes first."""
        first = request.candidates[0]
        self._facts |= {"provider": first.provider.name, "model": first.model}
        self._ring.record(Entry(**self._facts))

    def attempt(self, candidate: Candidate, outcome: str, ms: float) -> None:
        """A route was tried. outcome: `ok`, or why not."""
        if self.meter is not None and outcome != "ok":
            self.meter.drop()
        self._attempts.append(Attempt(candidate.provider.name, candidate.model, outcome, ms))
        self._facts["provider"] = candidate.provider.name
        self._facts["model"] = candidate.model

    @property
    def provider(self) -> str:
        """The provider that was tried last; empty before the first."""
        return str(self._facts.get("provider", ""))

    def notes(self, notes: tuple[str, ...]) -> None:
        """What of the request had to be lowered or left out; sentences without content."""
        self._facts["notes"] = (*self._facts.get("notes", ()), *notes)

    def first_byte(self) -> None:
        self._facts["first_byte_ms"] = self._elapsed()

    def usage(self, event: Event) -> None:
        """Take the token counts from an event whose type is in `METERED`; what is no count is passed over."""
        try:
            data = event.data
        except json.InvalidJson:
            return  # whoever needs the event's content will say that it is broken
        message = data.get("message")
        counts = data.get("usage") or (message.get("usage") if isinstance(message, Mapping) else None)
        if isinstance(counts, Mapping):
            for name, key in _USAGE.items():
                value = counts.get(key)
                if isinstance(value, int) and not isinstance(value, bool) and value > 0:
                    self._usage[name] = value

    @property
    def input_tokens(self) -> int:
        """Tokens of the request as the provider counted them, from a cache or not; 0 if it did not."""
        return sum(self._usage.get(name, 0) for name in ("input", "cache_read", "cache_write"))

    @property
    def output_tokens(self) -> int:
        """Tokens of the answer so far; 0 if the provider does not count them."""
        return self._usage.get("output", 0)

    def debug(self) -> dict[str, Any]:
        """What a client with that scope is told of its exchange so far; times in milliseconds."""
        facts = self._facts
        attempts = [
            {"provider": each.provider, "model": each.model, "outcome": each.outcome, "ms": round(each.ms, 1)}
            for each in self._attempts
        ]
        return {
            "request_id": facts["request_id"],
            "provider": facts.get("provider", ""),
            "model": facts.get("model", ""),
            "attempts": attempts,
            "redacted": dict(facts.get("phi", {})),
            "phi_check_ms": round(facts.get("phi_ms", 0.0), 1),
            "first_byte_ms": round(facts.get("first_byte_ms") or 0.0, 1),
            "total_ms": round(self._elapsed(), 1),
            "notes": list(facts.get("notes", ())),
        }

    def answer(self, came: Sequence[Event], sent: Sequence[Event]) -> None:
        """A part of the answer, as it came and as the client gets it; the inspector alone keeps it."""
        if self.meter is not None:
            self.meter.saw(len(came), sum(event.size for event in came))
        if self._kept is not None and self._keep is not None:
            self._keep.answer(self._kept, came, sent)

    def unresolved(self, count: int) -> None:
        """How many placeholders of the answer could not be put back."""
        self._facts["phi_unresolved"] = count

    def done(self) -> None:
        """The client has its whole answer; what it does then changes nothing."""
        self._facts |= {"outcome": Outcome.DONE, "status": 200, "total_ms": self._elapsed()}
        if self._kept is not None:
            self._kept.complete = True

    def failed(self, error: ProxyError) -> None:
        outcome = Outcome.BLOCKED if error.code in BLOCKING else Outcome.FAILED
        self._facts |= {
            "outcome": outcome,
            "status": error.status,
            "code": error.code,
            "message": error.message,
        }

    def cancelled(self, why: str) -> None:
        """The client is no longer there. why: a sentence."""
        if self._facts.get("outcome") is Outcome.DONE:
            return
        self._facts |= {"outcome": Outcome.CANCELLED, "status": 499, "message": why}

    def close(self, response_bytes: int) -> None:
        """The exchange is over: its last entry."""
        if "outcome" not in self._facts:  # nobody has said how it ended
            self._facts |= {"outcome": Outcome.FAILED, "status": 500}
        usage = Usage(**self._usage)
        complete = self._facts["outcome"] is Outcome.DONE
        self._facts |= {
            "attempts": tuple(self._attempts),
            "usage": usage,
            "cost": self.meter.cost(usage, complete=complete) if self.meter is not None else 0,
            "response_bytes": response_bytes,
        }
        self._facts.setdefault("total_ms", self._elapsed())
        self._ring.record(Entry(**self._facts))

    def _elapsed(self) -> float:
        return (self._clock.monotonic() - self._received.started) * 1000


_USAGE = {
    "input": "input_tokens",
    "output": "output_tokens",
    "cache_read": "cache_read_input_tokens",
    "cache_write": "cache_creation_input_tokens",
}
