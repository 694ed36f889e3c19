"""The PHI Guard: a request goes in, a request that may leave comes out, with all that restores its answer.

Owns the way of one request: walk, look up or scan, replace, count. Synchronous and thread-safe; does no I/O.
What a text becomes depends on that text and on what stands before it in the request, on nothing else: the
same conversation with one more turn has a byte-identical beginning, also after a restart.

Fails closed: whatever goes wrong inside a check, or takes longer than its budget, refuses the request with
`PRIVACY_CHECK_FAILED`; the error names neither text nor value.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from proxy_core.errors import ProxyError
from proxy_core.privacy.attachments import holds_attachment
from proxy_core.privacy.cache import Digest, Findings, FindingsCache, digest
from proxy_core.privacy.engine import Engine, OverBudget
from proxy_core.privacy.parts import Parts, PartsMemo, PartStore
from proxy_core.privacy.placeholders import TOLERANT, Placeholders, canonical
from proxy_core.privacy.plugins.base import PluginError
from proxy_core.privacy.propagate import Known
from proxy_core.privacy.restore import Restorer, stays_here
from proxy_core.privacy.text_fields import Path, path_text, top_of, walk
from proxy_core.privacy.types import TOKEN, Span
from proxy_core.privacy.vault import Vault


@dataclass(frozen=True, slots=True)
class Redaction:
    """A request that may leave, and what is known of it. places: (PHI type, param path), never values.

    counts: PHI type -> how many findings. scanned, exempt: strings. attached: whether it holds an image or a
    document that cannot be looked into. milliseconds: the time that it took.
    """

    body: dict[str, Any]
    counts: Mapping[str, int]
    places: tuple[tuple[str, str], ...]
    scanned: int
    exempt: int
    attached: bool
    vault: Vault
    milliseconds: float

    def __repr__(self) -> str:
        return f"<Redaction of {sum(self.counts.values())} in {self.scanned} strings>"


class Guard:
    """One for the program: it keeps the cache. A change of the rules makes a new one."""

    def __init__(
        self, install_key: bytes, *, engine: Engine | None = None, cache_limit: int = 200_000
    ) -> None:
        """install_key: at least 16 random bytes that stay the same on this installation."""
        self._key = install_key
        self._placeholders = Placeholders(install_key)
        self._engine = engine or Engine()
        self._cache = FindingsCache(cache_limit)
        self._memo = PartsMemo()
        self.store = PartStore()

    def decode(self, data: bytes) -> tuple[Any, Parts]:
        """A request's JSON decoded, messages that were clean before without decoding them anew.

        Raises `InvalidJson`. The value must not be changed.
        """
        return Parts.decode(data, self._key, self.store)

    def parts(self, body: Mapping[str, Any]) -> Parts:
        """The parts of a request, to be asked for once and handed to `unchecked_bytes` and `redact`."""
        return Parts(body, self._key)

    def unchecked_bytes(self, parts: Parts) -> int:
        """How much of a request no earlier one held: what decides between loop and thread."""
        return self._memo.unchecked_bytes(parts)

    @property
    def slow(self) -> bool:
        """Whether even a short text takes long to check: plug-ins are asked, which may still have to load."""
        return bool(self._engine.identity)

    def redact(
        self, body: Mapping[str, Any], *, budget_ms: int = 20000, parts: Parts | None = None
    ) -> Redaction:
        """The body with a placeholder for every value of PHI; `body` is not changed.

        Raises `ProxyError` PRIVACY_CHECK_FAILED if the check fails or takes longer than budget_ms.
        """
        started = time.perf_counter()
        try:
            session = _Session(self, started + budget_ms / 1000, parts or self.parts(body), self._memo)
            result = walk(body, session)
        except ProxyError:
            raise
        except OverBudget:
            raise ProxyError(
                "PRIVACY_CHECK_FAILED",
                f"The check for protected health information took longer than {budget_ms} ms, "
                "so the request was not sent.",
                details={"budget_ms": budget_ms},
            ) from None
        except PluginError as error:
            raise ProxyError("PRIVACY_CHECK_FAILED", str(error), retryable=error.passing) from None
        except RecursionError:
            raise ProxyError("VALIDATION_FAILED", "The request is nested too deeply.") from None
        except Exception as error:
            # The cause's text may quote the request: only its kind is told.
            raise ProxyError("PRIVACY_CHECK_FAILED", details={"cause": type(error).__name__}) from None
        return Redaction(
            body=result.body,
            counts=MappingProxyType(dict(session.counts)),
            places=tuple(session.places),
            scanned=result.scanned,
            exempt=result.exempt,
            attached=session.attached,
            vault=session.vault,
            milliseconds=(time.perf_counter() - started) * 1000,
        )

    def restorer(self, redaction: Redaction, originals_for: Callable[[str], bool] = stays_here) -> Restorer:
        """What puts the originals back into the answer to a redacted request."""
        return Restorer(redaction.vault, originals_for)

    def key_of(self, text: str, kind: str, plugins: bool) -> Digest:
        """Where the cache keeps what a text by itself shows."""
        return digest(self._key, kind + self._engine.identity if plugins else kind, text)

    def findings(self, text: str, kind: str, key: Digest, deadline: float, plugins: bool) -> Findings:
        """What a text by itself shows, from the cache or by scanning."""
        found = self._cache.get(key)
        if found is None:
            found = self._engine.analyse(text, kind=kind, deadline=deadline, plugins=plugins)
            self._cache.put(key, found)
        return found

    def kind_of(self, key: str, siblings: Mapping[str, Any] | None) -> str:
        return self._engine.kind_of(key, siblings) if siblings is not None and key else ""

    def cached(self, key: Digest) -> Findings | None:
        return self._cache.get(key)

    def remember(self, key: Digest, findings: Findings) -> None:
        self._cache.put(key, findings)

    def __repr__(self) -> str:
        return f"<Guard, {len(self._cache)} texts known>"

    @property
    def secret(self) -> bytes:
        return self._key

    def new_vault(self) -> Vault:
        return Vault(self._placeholders)


class _Session:
    """The visitor of one request."""

    def __init__(self, guard: Guard, deadline: float, parts: Parts, memo: PartsMemo) -> None:
        self.guard = guard
        self.deadline = deadline
        self.parts = parts
        self.memo = memo
        self.found = 0  # findings and placeholder-shaped texts so far
        self.entered: tuple[int, Digest] = (0, b"")
        self.vault = guard.new_vault()
        self.known = Known(guard.secret)
        self.attached = False
        self.counts: Counter[str] = Counter()
        self.places: list[tuple[str, str]] = []

    def clean(self, name: str, index: int, parts: Sequence[Any]) -> tuple[int, int, int]:
        places = range(index, index + len(parts))
        digests = [self.parts.digests.get((name, place), b"") for place in places]
        known = self.memo.clean(digests, self.known.state)
        if not known:
            return 0, 0, 0
        for digest_, part in zip(digests, parts[: len(known)], strict=False):
            self.guard.store.put(digest_, part)  # the store may have dropped it since
        scanned, exempt, attached = map(sum, zip(*known, strict=True))
        self.attached = self.attached or attached > 0
        return len(known), scanned, exempt

    def enter(self) -> None:
        self.entered = (self.found, self.known.state)

    def leave(self, name: str, index: int, value: Any, scanned: int, exempt: int) -> None:
        attached = holds_attachment(name, value)
        self.attached = self.attached or attached
        digest_ = self.parts.digests.get((name, index))
        if digest_ is not None:
            found, state = self.entered
            clean = self.found == found
            self.memo.note(digest_, state, (scanned, exempt, int(attached)) if clean else None)
            if clean:
                self.guard.store.put(digest_, value)

    def text(self, text: str, path: Path, key: str, siblings: Mapping[str, Any] | None) -> str:
        if len(text) < 2:
            return text
        if time.perf_counter() > self.deadline:
            raise OverBudget
        # Plug-ins guess by the sense of a sentence; one guess in a tool's definition refuses every request.
        plugins = self.guard.slow and top_of(path) != "tools"
        spans = self._spans(text, self.guard.kind_of(key, siblings), plugins)
        return self._replaced(text, spans, path) if spans else text

    def number(self, value: int, path: Path, key: str, siblings: Mapping[str, Any]) -> int | str:
        if not key or abs(value) < 10_000:
            return value
        text = str(value)
        new = self.text(text, path, key, siblings)
        return value if new is text else new

    def _spans(self, text: str, kind: str, plugins: bool) -> tuple[Span, ...]:
        own_key = self.guard.key_of(text, kind, plugins)
        # What is found now depends on what was learnt before: both make the key.
        full_key = digest(self.guard.secret, own_key, self.known.state)
        full = self.guard.cached(full_key)
        if full is None:
            spans, learned = self.guard.findings(text, kind, own_key, self.deadline, plugins)
            if not learned and not self.known:
                return spans
            after = self.known.with_(learned)
            full = (after.complete(text, spans), learned)
            self.guard.remember(full_key, full)
            self.known = after
        else:
            self.known = self.known.with_(full[1])
        return full[0]

    def _replaced(self, text: str, spans: tuple[Span, ...], path: Path) -> str:
        pieces: list[str] = []
        done = 0
        where = path_text(path)
        self.found += len(spans)
        for span in spans:
            pieces.append(text[done : span.start])
            value = text[span.start : span.end]
            if span.type == TOKEN:
                match = TOLERANT.fullmatch(value)
                pieces.append(value if match is None else self.vault.adopt(canonical(match), value))
            else:
                pieces.append(self.vault.token(span.type, value))
                self.counts[span.type] += 1
                self.places.append((span.type, where))
            done = span.end
        pieces.append(text[done:])
        new = "".join(pieces)
        return text if new == text else new
