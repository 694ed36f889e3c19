"""What programs may read, and who may not."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from proxy_core.server.control import ADDRESSES
from tests.fakes.answers import message, text_block
from tests.fakes.clock import FakeClock
from tests.fakes.proxy import PATIENT, PATIENT_VALUES, Proxy, ask, one_provider, proxy
from tests.fakes.upstream import Step, Upstream, reply

HELLO = message([text_block("Hello")])
READER = "scrub_live_" + "r" * 32
CHATTER = "scrub_live_" + "c" * 32


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


KEYS = [
    {"name": "reader", "sha256": digest(READER), "last_four": "rrrr", "scopes": ["control:read"]},
    {"name": "chatter", "sha256": digest(CHATTER), "last_four": "cccc", "budget_usd": 2.5, "rpm": 7},
]
PRICES = [{"model": "far-1", "input": 1000, "output": 1000}]


def config(url: str, **sections: Any) -> dict[str, Any]:
    return one_provider(url, keys=KEYS, prices=PRICES, **sections)


async def get(near: Proxy, path: str, secret: str = READER) -> tuple[int, Any]:
    async with near.client.get(near.url + path, headers={"x-api-key": secret}) as answer:
        return answer.status, await answer.json()


async def data(near: Proxy, path: str) -> Any:
    status, body = await get(near, path)
    assert status == 200, body
    assert body["success"] is True
    assert body["meta"]["request_id"].startswith("req_")
    return body["data"]


async def asked(near: Proxy, text: str = "Hello") -> None:
    await near.post(ask(text), headers={"x-api-key": CHATTER})


@pytest.mark.parametrize("path", ADDRESSES)
async def test_a_key_without_the_scope_reads_nothing(tmp_path: Path, path: str) -> None:
    async with proxy(config("http://127.0.0.1:1"), journal=tmp_path / "j") as near:
        status, body = await get(near, path, CHATTER)
        assert (status, body["error"]["code"]) == (403, "MISSING_SCOPE")
        assert body["error"]["details"] == {"required_scope": "control:read"}
        assert (await get(near, path, "wrong"))[0] == 401
        async with near.client.post(near.url + path, headers={"x-api-key": READER}) as answer:
            assert answer.status == 405


@pytest.mark.parametrize("path", ADDRESSES)
async def test_nothing_that_is_read_holds_a_secret_or_a_patient(tmp_path: Path, path: str) -> None:
    with Upstream([Step(reply(HELLO), times=0)]) as far:
        blocking = config(far.url, privacy={"mode": "block", "deny": ["Gonzalez"]})
        async with proxy(blocking, journal=tmp_path / "j") as near:
            await asked(near, PATIENT)
            found = str(await data(near, path))
    for secret in (READER, CHATTER, digest(READER), digest(CHATTER), *PATIENT_VALUES):
        assert secret not in found


@pytest.mark.allow_logs("% used")
async def test_usage(tmp_path: Path) -> None:
    with Upstream([Step(reply(HELLO), times=0)]) as far:
        async with proxy(config(far.url), journal=tmp_path / "j", clock=FakeClock()) as near:
            await asked(near)
            await asked(near, PATIENT)
            found = await data(near, "/v1/usage")
            assert found["period"] == {"start": "2026-03-01", "end": "2026-03-14"}
            assert found["requests"]["total"] == 2
            assert found["requests"]["with_phi"] == 1
            assert found["tokens"]["output"] == 68
            assert found["cost_usd"] == pytest.approx(0.092)
            assert [row["key"] for row in found["by_key"]] == ["chatter"]
            assert [(row["provider"], row["model"]) for row in found["by_model"]] == [("far", "far-1")]
            empty = await data(near, "/v1/usage?from=2026-01-01&to=2026-01-31")
            assert empty["requests"]["total"] == 0
            status, body = await get(near, "/v1/usage?from=yesterday")
            assert (status, body["error"]["param"]) == (400, "from")


async def test_budgets(tmp_path: Path) -> None:
    with Upstream([Step(reply(HELLO))]) as far:
        both = config(far.url, policy={"budget_usd": 10})
        async with proxy(both, journal=tmp_path / "j", clock=FakeClock()) as near:
            await asked(near)
            found = await data(near, "/v1/usage/budget")
    assert (found["cycle"], found["cycle_start"], found["cycle_reset_at"]) == (
        "month", "2026-03-01", "2026-04-01",
    )  # fmt: skip
    assert found["alert_thresholds"] == [50, 80, 95]
    assert found["budgets"] == [
        {"key": key, "limit_usd": limit, "spent_usd": 0.046, "reserved_usd": 0, "remaining_usd": left}
        for key, limit, left in ((None, 10, 9.954), ("chatter", 2.5, 2.454))
    ]


async def test_keys_and_when_they_were_used(tmp_path: Path) -> None:
    with Upstream([Step(reply(HELLO))]) as far:
        async with proxy(config(far.url), journal=tmp_path / "j", clock=FakeClock()) as near:
            await asked(near)
            reader, chatter = await data(near, "/v1/api_keys")
    assert chatter == {
        "name": "chatter", "last_four": "cccc", "scopes": ["ai:chat"], "rpm": 7, "daily": None,
        "budget_usd": 2.5, "last_used_at": "2026-03-14T09:26:53+00:00",
    }  # fmt: skip
    assert reader["last_used_at"] is None


async def test_agreements(tmp_path: Path) -> None:
    signed = {"status": "signed", "expires_on": date(2026, 3, 20), "reference": "MSA-1"}
    some = {
        "providers": [
            {
                "name": "cloud",
                "kind": "openai",
                "base_url": "https://c.example",
                "auth": "none",
                "baa": signed,
            }
        ],
        "keys": KEYS,
    }
    async with proxy(some, journal=tmp_path / "j", clock=FakeClock()) as near:
        found = await data(near, "/v1/compliance/baa")
    assert found["require_baa"] == "phi"
    cloud, demo = found["providers"]
    assert (cloud["name"], cloud["covered"], cloud["expires_on"], cloud["expires_in_days"]) == (
        "cloud", True, "2026-03-20", 7,
    )  # fmt: skip
    assert (demo["status"], demo["expires_in_days"]) == ("local", None)


async def test_the_trail_in_pages(tmp_path: Path) -> None:
    async with proxy(config("http://127.0.0.1:1"), journal=tmp_path / "j") as near:
        journal = near.core.journal
        assert journal is not None
        for number in range(5):
            journal.record("baa.acknowledged", f"s{number}", {})
        first = await data(near, "/v1/audit?limit=3&action=baa")
        assert [row["entity_id"] for row in first["entries"]] == ["s4", "s3", "s2"]
        rest = await data(near, f"/v1/audit?limit=3&action=baa&cursor={first['next_cursor']}")
        assert [row["entity_id"] for row in rest["entries"]] == ["s1", "s0"]
        assert rest["next_cursor"] is None
        assert len(rest["entries"][0]["integrity_hash"]) == 64
        created = await data(near, "/v1/audit?action=key.created")
        assert {row["entity_id"] for row in created["entries"]} == {"reader", "chatter"}
        for query in ("limit=0", "limit=201", "limit=x", "cursor=-1", "cursor=%D9%A1"):
            assert (await get(near, f"/v1/audit?{query}"))[0] == 400


async def test_without_a_journal_that_is_said() -> None:
    async with proxy(config("http://127.0.0.1:1")) as near:
        status, body = await get(near, "/v1/usage")
    assert (status, body["error"]["code"]) == (503, "INFERENCE_UNAVAILABLE")
    assert "disk" in body["error"]["message"]


async def test_reading_disturbs_no_request(tmp_path: Path) -> None:
    with Upstream([Step(reply(HELLO), times=0)]) as far:
        async with proxy(config(far.url), journal=tmp_path / "j") as near:
            work = [asked(near) for _ in range(10)] + [data(near, "/v1/usage") for _ in range(10)]
            await asyncio.gather(*work)
            assert (await data(near, "/v1/usage"))["requests"]["total"] == 10
