"""`scrubroom verify` proves on this configuration that no planted patient gets out and all come back.

Builds the real pipeline and the real PHI Guard with the configured settings and a fresh install key, once for
each kind of wire, with both ends in memory. Touches neither keyring, file nor network.
"""

from __future__ import annotations

import secrets

from app.verify_answers import check_answers
from app.verify_bench import Bench, targets
from app.verify_capture import Ear
from app.verify_report import Report, Row
from app.verify_requests import check_requests
from proxy_core.config import Config
from proxy_core.privacy.guard import Guard
from proxy_core.privacy.rules import engine_for, without_kept


async def verify(config: Config, *, guard: Guard | None = None) -> Report:
    """The report on every wire of a configuration. guard: another than the one it asks for."""
    guard = guard or Guard(secrets.token_bytes(32), engine=engine_for(without_kept(config.settings)))
    rows: list[Row] = []
    cut: dict[str, str] = {}
    with Ear() as ear:
        for target in targets(config):
            bench = Bench(target, config, guard, ear)
            rows += await check_requests(bench)
            before = cut.setdefault(target.provider.kind, target.label)
            rows += await check_answers(bench, as_before=before if before != target.label else "")
    return Report(tuple(rows))
