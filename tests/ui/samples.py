"""Synthetic requests and configurations that look like a working day. No real person, no real key."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from proxy_core.config import Auth, Baa, Config, LocalKey, ModelMapping, Provider, Route, default_config
from proxy_core.journal.entry import Attempt, Entry, Outcome, Usage
from ui.ports import KeyUse, Repository, Standing, Sums, Trust
from ui.ports import Usage as Period

TODAY = date(2026, 6, 15)
NOON = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
LONG_KEY = "riverside-clinic-production-west-europe-radiology-import-job-02"
_PHI: tuple[dict[str, int], ...] = (
    {},
    {"NAME": 3, "MRN": 1, "DATE": 5},
    {},
    {"EMAIL": 1},
    {},
    {},
    {"NAME": 1, "PHONE": 2, "SSN": 1},
)


def entry(number: int, outcome: Outcome = Outcome.DONE, **changes: object) -> Entry:
    """The request of this number: always the same one."""
    models = ("claude-sonnet-4-6", "claude-opus-4-6", "claude-haiku-4-5-20251001")
    asked = models[(number * 7) % 3]
    real = "gpt-5.2" if "opus" in asked else "gpt-5.2-mini"
    made = Entry(
        request_id=f"req_01JX{number:06d}Q8ZT4W2VNB7K",
        at=NOON + timedelta(seconds=number * 2),
        outcome=outcome,
        client="claude-cli/2.1.4 (external, cli)",
        session=f"0d3f6f0a-55c2-4d1c-9d0b-{number // 20:012d}",
        key="laptop",
        requested_model=asked,
        provider="azure",
        model=real,
        stream=True,
        status=200,
        attempts=(Attempt("azure", real, "ok", 640.0 + number * 37 % 900),),
        usage=Usage(1200 + number * 811 % 9000, 180 + number * 97 % 1400, 20000 + number * 1303 % 90000, 512),
        request_bytes=48_000 + number * 7919 % 400_000,
        response_bytes=2_000 + number * 311 % 30_000,
        first_byte_ms=420.0 + number * 53 % 1800,
        total_ms=2400.0 + number * 997 % 18000,
        phi=MappingProxyType(dict(_PHI[number % len(_PHI)])),
        phi_scanned=180 + number % 60,
        phi_exempt=3,
        phi_ms=11.0 + number % 17,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def running(number: int) -> Entry:
    return entry(
        number,
        Outcome.RUNNING,
        status=0,
        usage=Usage(),
        total_ms=None,
        first_byte_ms=None,
        attempts=(),
        response_bytes=0,
    )


def blocked(number: int) -> Entry:
    return entry(
        number,
        Outcome.BLOCKED,
        status=402,
        code="BAA_REQUIRED",
        message="The provider 'anthropic' has no business associate agreement on record, and PHI was found.",
        provider="",
        model="",
        attempts=(),
        usage=Usage(),
        response_bytes=0,
        first_byte_ms=None,
        total_ms=38.0,
        phi=MappingProxyType({"NAME": 12, "DATE": 9, "MRN": 4, "PHONE": 2, "HEALTH_PLAN": 1}),
    )


def failed(number: int) -> Entry:
    return entry(
        number,
        Outcome.FAILED,
        status=502,
        code="INFERENCE_UPSTREAM_FAILURE",
        message="The provider 'local' broke off in the middle of its answer.",
        provider="local",
        model="qwen3-coder",
        attempts=(
            Attempt("azure", "gpt-5.2", "429 Too Many Requests", 212.0),
            Attempt("azure-in-another-region", "gpt-5.2-2026-04-01-preview", "connect failed", 15000.0),
            Attempt("local", "qwen3-coder", "stream ended early", 8120.0),
        ),
        usage=Usage(),
        total_ms=23400.0,
        phi=MappingProxyType({"NAME": 2, "MRN": 1}),
        phi_unresolved=2,
    )


def fallback(number: int) -> Entry:
    return entry(
        number,
        provider="local",
        model="qwen3-coder",
        attempts=(
            Attempt("azure", "gpt-5.2", "429 Too Many Requests", 212.0),
            Attempt("local", "qwen3-coder", "ok", 1840.0),
        ),
    )


def day(count: int = 60) -> list[Entry]:
    """A working day's log: mostly good, some not, the last ones still running."""
    made: list[Entry] = []
    for number in range(count):
        if number % 17 == 9:
            made.append(blocked(number))
        elif number % 23 == 19:
            made.append(failed(number))
        elif number % 19 == 15:
            made.append(entry(number, Outcome.CANCELLED, status=0, total_ms=1900.0))
        elif number % 11 == 6:
            made.append(fallback(number))
        else:
            made.append(entry(number))
    return [*made[: count - 2], running(count - 2), running(count - 1)]


def clinic_config() -> Config:
    """A clinic's configuration: covered, expired, uncovered and local providers."""
    providers = (
        Provider(
            "azure",
            "openai",
            "https://riverside-clinic.openai.azure.com/openai/v1",
            Auth("keyring"),
            Baa("signed", date(2026, 1, 31), date(2027, 1, 31), "MSA-2231"),
        ),
        Provider("local", "openai", "http://127.0.0.1:11434/v1", Auth("none")),
        Provider("anthropic", "anthropic", "https://api.anthropic.com", Auth("keyring")),
        Provider(
            "vertex-eu",
            "anthropic",
            "https://europe-west4-aiplatform.googleapis.com/v1",
            Auth("command", "gcloud auth print-access-token"),
            Baa("signed", date(2024, 5, 1), date(2026, 5, 1), "GC-884"),
        ),
    )
    models = (
        ModelMapping("claude-opus-*", (Route("azure", "gpt-5.2"), Route("local", "qwen3-coder"))),
        ModelMapping("claude-sonnet-*", (Route("azure", "gpt-5.2-mini"), Route("anthropic"))),
        ModelMapping("claude-haiku-*", (Route("local", "qwen3-coder:30b"),)),
        ModelMapping("*", (Route("local", "qwen3-coder"),)),
    )
    keys = (LocalKey("laptop", "0" * 64, "x7Qa"),)
    return Config(default_config().settings, providers, models, keys)


def many_keys_config() -> Config:
    """A key for each project, one of them with a name as long as it may be."""
    keys = (
        LocalKey("laptop", "0" * 64, "x7Qa"),
        LocalKey("claims-import", "1" * 64, "Zp04", ("ai:chat",), rpm=30, daily=2000, budget_usd=75.5),
        LocalKey("dashboard", "2" * 64, "m3Lw", ("control:read",)),
        LocalKey(LONG_KEY, "3" * 64, "9sTT", ("ai:chat", "control:read", "debug"), budget_usd=1200.0),
    )
    return replace(clinic_config(), keys=keys)


def standing() -> Standing:
    """The middle of a month: most of the budget is spent."""
    keys = {
        "laptop": KeyUse(NOON - timedelta(minutes=3), 18.42, 214),
        "claims-import": KeyUse(NOON - timedelta(days=1, hours=2), 71.06, 0),
        LONG_KEY: KeyUse(NOON - timedelta(days=120), 0.0041, 0),
    }
    return Standing(date(2026, 7, 1), 183.27, 1.84, 7, 214, keys)


def usage(days: int = 30) -> Period:
    """A month of work, with weekends and one very busy day."""
    first = TODAY - timedelta(days=days - 1)
    by_day = []
    for number in range(days):
        day = first + timedelta(days=number)
        if day.weekday() < 5:
            count = 40 + number * 37 % 160 + (400 if number == days - 6 else 0)
            by_day.append((day, sums(count)))
    total = sums(sum(one.requests for _, one in by_day))
    return Period(
        first,
        TODAY,
        total,
        tuple(by_day),
        (
            ("azure", "gpt-5.2", sums(total.requests // 2)),
            ("azure", "gpt-5.2-mini", sums(total.requests // 3)),
            ("local", "qwen3-coder:30b", replace(sums(total.requests // 9), cost_usd=0.0)),
            (LONG_KEY, "deployments/gpt-5.2-2026-04-01-preview-riverside-clinic-radiology-v7", sums(3)),
            ("", "", replace(sums(5), output=0, cost_usd=0.0)),
        ),
        (("laptop", sums(total.requests // 2)), (LONG_KEY, sums(4)), ("", sums(9))),
        {"NAME": 812, "DATE": 640, "MRN": 201, "SSN": 12},
    )


def sums(count: int) -> Sums:
    return Sums(
        count,
        count // 19,
        count // 31,
        count // 3,
        count * 3100,
        count * 640,
        count * 41000,
        count * 900,
        count * 0.0613,
    )


def repository(trust: Trust = Trust.NEW, name: str = "clinic-import", **changes: object) -> Repository:
    """A repository whose test patients are invented."""
    made = Repository(
        f"/home/somebody/code/{name}/.phiallow",
        name,
        trust,
        ("Erika Mustermann", "Max Mustermann", "000-00-0001", "MRN-TEST-1", "MRN-TEST-2"),
        (r"TEST-\d{4,6}", r"[a-z]+@test[.]invalid"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def long_names_config() -> Config:
    """Names as long as they may be."""
    name = "azure-openai-riverside-clinic-production-west-europe-failover-02"
    provider = Provider(
        name,
        "openai",
        "https://riverside-clinic-production-west-europe-failover-02.openai.azure.com/openai/deployments/gpt",
        Auth("command", "/opt/company/bin/secret-reader --vault production --field api-key --format plain"),
        Baa("signed", date(2026, 1, 31), None, "Framework agreement 2026/0417-B, annex 3, section 12 (data)"),
    )
    alias = "claude-sonnet-4-6-20260601-extended-thinking-preview-long-context-*"
    model = "deployments/gpt-5.2-2026-04-01-preview-riverside-clinic-fine-tuned-radiology-v7"
    models = (
        ModelMapping(alias, (Route(name, model), Route("local", model), Route(name, ""))),
        ModelMapping("claude-opus-*", (Route("local", model),)),
    )
    local = Provider("local", "openai", "http://127.0.0.1:11434/v1", Auth("none"))
    return replace(clinic_config(), providers=(provider, local), models=models)
