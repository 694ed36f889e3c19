"""What synthetic requests held, as the inspector shows it: from the real PHI Guard and comparison."""

from __future__ import annotations

from functools import cache
from typing import Any

from proxy_core.inspector.compare import view_of
from proxy_core.inspector.view import View
from tests.proxy_core.inspector.making import kept, tokens

CHART = """# Synthetic chart, ward 4
Patient: Maria Gonzalez
SSN: 536-22-8741   MRN: 00482913
DOB: 04/23/1961
Phone: (555) 867-5309

The patient was admitted with chest pain. Vital signs are stable, the ECG shows no ischaemia.
"""
CODE = "".join(f"    row[{n}] = normalise(source.column({n}), strict=True)\n" for n in range(60))
NOTE = "/home/somebody/clinic/notes/discharge.md"


def _messages(chart: str) -> list[dict[str, Any]]:
    call = {"type": "tool_use", "id": "toolu_01", "name": "Read", "input": {"file_path": NOTE}}
    result = {"type": "tool_result", "tool_use_id": "toolu_01", "content": chart}
    return [
        {"role": "user", "content": "Write the discharge letter from the chart."},
        {"role": "assistant", "content": [{"type": "text", "text": "I read the chart first."}, call]},
        {"role": "user", "content": [result]},
    ]


def body(chart: str) -> dict[str, Any]:
    system = [{"type": "text", "text": "You are a coding assistant.\n - Platform: linux\n"}]
    tools = [{"name": "Read", "description": "Reads a file.", "input_schema": {"type": "object"}}]
    return {"system": system, "tools": tools, "messages": _messages(chart)}


@cache
def letter() -> View:
    """A chart is read, a letter written: values replaced on the way out and put back on the way in."""
    return _answered(CHART)


@cache
def long_letter() -> View:
    """The same with much code around the chart."""
    return _answered(f"{CODE}\n{CHART}\n{CODE}")


@cache
def megabyte() -> View:
    """One text of more than a megabyte with a patient every few hundred lines."""
    return view_of(kept(body((CODE * 5 + CHART) * 70)))


@cache
def clean() -> View:
    """Nothing to replace."""
    return view_of(kept(body(CODE), {"type": "text", "text": "The loop is right."}))


@cache
def refused() -> View:
    """Checked, and not sent."""
    return view_of(kept(body(CHART)))


def _answered(chart: str) -> View:
    asked = body(chart)
    known = tokens(kept(asked))
    name, number = known["Maria Gonzalez"], known["00482913"]
    text = f"The letter for {name} ({number}) is below; I also looked up the guideline."
    written = f"Dear colleague,\n\nwe report on {name}, record {number}, who was treated in ward 4.\n"
    return view_of(
        kept(
            asked,
            {"type": "text", "text": text},
            {
                "type": "tool_use",
                "id": "toolu_02",
                "name": "Write",
                "input": {"file_path": NOTE, "content": written},
            },
            {
                "type": "tool_use",
                "id": "toolu_03",
                "name": "WebSearch",
                "input": {"query": f"discharge letter for {name}"},
            },
        )
    )
