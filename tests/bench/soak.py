"""Many requests through the real server, some of which meet every kind of failure of a provider.

    python -m tests.bench.soak [--requests 10000] [--faults 1000]

Every client must get a whole answer or a clear error; none may be served again after its first byte; and when
all is over, no task, socket or file may be left. Prints what became of each kind of fault; exits 1 if any of
this does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import itertools
import json
import os
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from proxy_core.upstream.retry import Backoff
from tests.bench.faults import END, Fault, Faulty, Plan
from tests.bench.load import letters
from tests.fakes.proxy import Proxy, proxy

CLIENTS = 48
#: of the requests that meet a fault: how many meet it at every attempt
_LASTING = 0.3
#: how long the last connections may take to close, in seconds
_SETTLE_S = 5.0
_MARK = re.compile(r"(job[a-z]{8}) attempt (\d)")


@dataclass
class Outcome:
    """What one client saw. first: when it had the first byte of an answer, in the order of all attempts.

    problem: what is wrong with it, if anything.
    """

    job: str
    what: str
    first: int | None = None
    problem: str = ""


@dataclass
class Report:
    """All that must hold is in `problems`, which is empty then."""

    outcomes: list[Outcome] = field(default_factory=list)
    plan: Plan = field(default_factory=lambda: Plan({}, frozenset()))
    problems: list[str] = field(default_factory=list)
    tasks: tuple[int, int] = (0, 0)
    files: tuple[int, int] = (0, 0)

    def table(self) -> str:
        """How many clients got what, by the fault that their request met."""
        counted: dict[str, Counter[str]] = {}
        for outcome in self.outcomes:
            fault = self.plan.faults.get(outcome.job)
            counted.setdefault(fault.value if fault else "none", Counter())[outcome.what] += 1
        columns = ("answered", "error", "error in the stream")
        lines = [f"{'fault':28}" + "".join(f"{name:>21}" for name in columns)]
        for name in sorted(counted):
            lines.append(f"{name:28}" + "".join(f"{counted[name][column]:21,}" for column in columns))
        attempts = sum(map(len, self.plan.attempts.values()))
        lines += [
            "",
            f"{len(self.outcomes):,} requests, {len(self.plan.faults):,} with a fault, {attempts:,} attempts",
            f"tasks before and after: {self.tasks[0]}, {self.tasks[1]}",
            f"open files before and after: {self.files[0]}, {self.files[1]}",
            f"problems: {len(self.problems)}",
            *self.problems[:20],
        ]
        return "\n".join(lines)


async def soak(requests: int, faults: int, seed: int = 1) -> Report:
    """Carry it out in this process and event loop."""
    chance = random.Random(seed)
    jobs = [f"job{letters(number).decode()}" for number in range(requests)]
    failing = chance.sample(jobs, faults)
    kinds = list(itertools.islice(itertools.cycle(Fault), faults))
    lasting = frozenset(chance.sample(failing, int(faults * _LASTING)))
    plan = Plan(dict(zip(failing, kinds, strict=True)), lasting)
    report = Report(plan=plan)
    gc.collect()
    before = (len(asyncio.all_tasks()), open_files())
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: report.problems.append(str(context["message"])))
    await _carry_out(jobs, plan, report)
    gc.collect()
    loop.set_exception_handler(None)
    after = await _settled(before)
    report.tasks, report.files = (before[0], after[0]), (before[1], after[1])
    if after != before:
        report.problems.append(f"left behind: tasks and files were {before} and are {after}")
    report.problems += _judged(report, jobs)
    return report


def open_files() -> int:
    """Files and sockets of this process; 0 where the system does not tell."""
    for folder in ("/proc/self/fd", "/dev/fd"):
        if os.path.isdir(folder):
            return len(os.listdir(folder))
    return 0


async def _settled(before: tuple[int, int]) -> tuple[int, int]:
    """Tasks and files once no more of them go, within bounds: the kernel closes sockets when it likes."""
    loop = asyncio.get_running_loop()
    end = loop.time() + _SETTLE_S
    while (now := (len(asyncio.all_tasks()), open_files())) != before and loop.time() < end:
        await asyncio.sleep(0.02)
    return now


async def _held(connections: set[Faulty]) -> int:
    """Connections whose answer nobody waits for any more and that are held all the same."""
    loop = asyncio.get_running_loop()
    end = loop.time() + _SETTLE_S
    while (held := sum(each.busy for each in connections)) and loop.time() < end:
        await asyncio.sleep(0.02)
    return held


async def _carry_out(jobs: list[str], plan: Plan, report: Report) -> None:
    loop = asyncio.get_running_loop()
    connections: set[Faulty] = set()
    server = await loop.create_server(lambda: Faulty(plan, connections), "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with proxy(_config(url)) as near:
        near.core.backoff = Backoff(lambda: 0.02)
        todo = iter(jobs)
        working = [_client(number, todo, near, plan, report) for number in range(CLIENTS)]
        await asyncio.gather(*working)
        if near.core.active:
            report.problems.append(f"{near.core.active} exchanges are still under way")
        if held := await _held(connections):
            report.problems.append(f"{held} connections to the provider were never let go of")
    server.close()
    for each in tuple(connections):
        each.close()
    await server.wait_closed()


def _config(url: str) -> dict[str, Any]:
    providers = [
        {"name": "first", "kind": "anthropic", "base_url": url, "auth": "none"},
        {"name": "second", "kind": "openai", "base_url": f"{url}/v1", "auth": "none"},
    ]
    routes = [{"provider": each["name"], "model": "far-1"} for each in providers]
    return {
        "providers": providers,
        "models": [
            {"alias": "both", "routes": routes},
            {"alias": "first", "routes": routes[:1]},
            {"alias": "second", "routes": routes[1:]},
        ],
        "server": {"silence_timeout_s": 2},
        "policy": {"retries": 1},
    }


async def _client(number: int, todo: Iterator[str], near: Proxy, plan: Plan, report: Report) -> None:
    for job in todo:
        chance = random.Random(job)
        body = {
            "model": chance.choice(["both", "both", "first", "second"]),
            "max_tokens": 500,
            "messages": [{"role": "user", "content": f"Please mend {job} in the parser."}],
            "stream": chance.random() < 0.5,
            "session_id": f"session-{number}",
        }
        try:
            report.outcomes.append(await _ask(near, job, body, plan))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            report.outcomes.append(Outcome(job, "nothing", problem=f"no answer: {type(error).__name__}"))


async def _ask(near: Proxy, job: str, body: dict[str, Any], plan: Plan) -> Outcome:
    limit = aiohttp.ClientTimeout(total=60)
    async with near.client.post(near.url + "/v1/messages", json=body, timeout=limit) as answer:
        data = await answer.content.readany()
        first = next(plan.order) if answer.status == 200 else None
        data += await answer.read()
    if answer.status != 200:
        return Outcome(job, "error", problem=_error_problem(_decoded(data)))
    if body["stream"]:
        return _streamed(job, data.decode(), first)
    whole = _decoded(data)
    text = whole["content"][0]["text"] if whole and whole.get("content") else ""
    return Outcome(job, "answered", first, _text_problem(job, text))


def _decoded(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None


def _streamed(job: str, text: str, first: int | None) -> Outcome:
    frames = [
        _decoded(line[6:].encode())
        for frame in text.split("\n\n")
        for line in frame.split("\n")
        if line.startswith("data: ")
    ]
    said = "".join(
        frame["delta"].get("text", "")
        for frame in frames
        if isinstance(frame, dict) and frame.get("type") == "content_block_delta"
    )
    last = frames[-1] if frames else None
    kind = last.get("type") if isinstance(last, dict) else None
    if kind == "message_stop":
        return Outcome(job, "answered", first, _text_problem(job, said))
    if kind == "error":
        problem = _error_problem(last) or _twice_problem(job, said)
        return Outcome(job, "error in the stream", first, problem)
    return Outcome(job, "nothing", first, "the stream ended without message_stop or error")


def _error_problem(body: Any) -> str:
    error = body.get("error") if isinstance(body, dict) else None
    clear = isinstance(error, dict) and error.get("code") and error.get("message") and error.get("type")
    return "" if clear else "the error is not clear"


def _text_problem(job: str, text: str) -> str:
    if not text.endswith(END):
        return "the answer is not whole"
    marks = _MARK.findall(text)
    return _twice_problem(job, text) or ("" if len(marks) == 1 else "the answer is another one")


def _twice_problem(job: str, text: str) -> str:
    marks = _MARK.findall(text)
    if any(name != job for name, _ in marks):
        return "a part of the answer is another request's"
    return "two attempts are in one answer" if len(marks) > 1 else ""


def _judged(report: Report, jobs: list[str]) -> list[str]:
    """What does not hold, of all requests."""
    problems = [f"{each.job}: {each.problem}" for each in report.outcomes if each.problem]
    if sorted(each.job for each in report.outcomes) != sorted(jobs):
        problems.append("not every request has an outcome")
    first = {each.job: each.first for each in report.outcomes if each.first is not None}
    for job, attempts in report.plan.attempts.items():
        begun = [index for index, attempt in enumerate(attempts) if attempt.begun]
        if begun and begun[0] < len(attempts) - 1:
            problems.append(f"{job}: asked again after its answer had begun")
        if job in first and attempts[-1].at > first[job]:
            problems.append(f"{job}: asked again after its client had the first byte")
    return problems


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--faults", type=int, default=1_000)
    options = parser.parse_args()
    report = asyncio.run(soak(options.requests, options.faults))
    print(report.table())
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main())
