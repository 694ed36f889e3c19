"""What is refused although it could be redacted, or because it cannot be inspected.

Pure functions over a request and its redaction. Whatever they raise names types and places, never values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proxy_core.errors import ProxyError
from proxy_core.privacy.attachments import attachments
from proxy_core.privacy.guard import Redaction

#: what an attachments policy can be
ATTACHMENTS = ("block", "local", "allow")


def check_tools(redaction: Redaction) -> None:
    """A tool's definition cannot be redacted, for the model must call it by its own words.

    Raises `ProxyError` PHI_IN_TOOL_SCHEMA, in either mode.
    """
    found = [(kind, path) for kind, path in redaction.places if path == "tools" or path.startswith("tools[")]
    if found:
        raise ProxyError("PHI_IN_TOOL_SCHEMA", param=found[0][1], details=_details(found))


def check_mode(redaction: Redaction, mode: str) -> None:
    """In block mode a request in which PHI was found is refused. Raises `ProxyError` PHI_BLOCKED."""
    if mode == "block" and redaction.places:
        found = list(redaction.places)
        kinds = ", ".join(_details(found)["entity_types"])
        raise ProxyError(
            "PHI_BLOCKED",
            f"The request holds protected health information ({kinds}), and the policy is to block it.",
            param=found[0][1],
            details=_details(found),
        )


def check_attachments(body: Mapping[str, Any], policy: str, *, local: bool) -> None:
    """Images and PDFs cannot be inspected. policy: one of `ATTACHMENTS`; local: the route stays on this
    machine.

    Raises `ProxyError` PHI_BLOCKED.
    """
    if policy == "allow" or (policy == "local" and local):
        return
    path = next(attachments(body), None)
    if path is not None:
        where = "may only go to a local provider" if policy == "local" else "is blocked by the policy"
        raise ProxyError(
            "PHI_BLOCKED",
            f"The request holds an image or a document that cannot be inspected; it {where}. Remove it, "
            "or change privacy.attachments.",
            param=path,
            details={"entity_types": ["PHOTO"], "reason": "attachment"},
        )


def _details(found: list[tuple[str, str]]) -> dict[str, Any]:
    return {"entity_types": sorted({kind for kind, _ in found}), "count": len(found)}
