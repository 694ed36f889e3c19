"""What the inspector says in words: titles of texts, what was found, why an answer is missing."""

from __future__ import annotations

from collections.abc import Mapping

from proxy_core.inspector.view import Fate, Leaf, Mark, View
from proxy_core.journal.entry import Entry, Outcome
from ui.pages.log_words import error_words
from ui.text import tr


def leaf_title(leaf: Leaf) -> str:
    """`3 · user · result of a tool`, and its place in the request where that says more."""
    words = [_part(leaf), *_kind(leaf)]
    return " · ".join(word for word in words if word)


def _part(leaf: Leaf) -> str:
    match leaf.part:
        case "system":
            return tr("System prompt")
        case "tools":
            return tr("Tool {0}").format(leaf.name) if leaf.name else tr("Tools")
        case "messages":
            words = tr("Message {0} · {1}") if leaf.role else tr("Message {0}")
            return words.format(leaf.number, _roles().get(leaf.role, leaf.role))
        case "answer":
            return tr("Block {0}").format(leaf.number)
    return leaf.path


def _roles() -> Mapping[str, str]:
    return {"user": tr("user"), "assistant": tr("assistant"), "system": tr("system")}


def _kind(leaf: Leaf) -> list[str]:
    field = leaf.path.rpartition(".")[2]
    match leaf.kind:
        case "tool_use" | "server_tool_use" | "mcp_tool_use":
            return [tr("calls {0}").format(leaf.name or tr("a tool")), "" if field == "input" else field]
        case "tool_result":
            return [tr("result of a tool")]
        case "thinking":
            return [tr("thinking")]
        case "document" | "search_result":
            return [tr("document")]
        case "key":
            return [tr("name of a field")]
    if leaf.part == "tools":
        return [leaf.path.partition(".")[2]]
    return []


def summary(view: View) -> str:
    """How much was replaced and where, and whether a repository had a say, in one or two sentences."""
    first = _replaced(view)
    return f"{first} {tr('A trusted .phiallow counted.')}" if view.repository else first


def _replaced(view: View) -> str:
    changed = [leaf for leaf in view.request if leaf.changed]
    count = sum(len(leaf.marks) for leaf in changed)
    total = len(view.request)
    if not count:
        return tr("Nothing was replaced in {0:,} texts.").format(total)
    words = tr("{0:,} values replaced in {1:,} of {2:,} texts.")
    if count == 1:
        words = tr("{0:,} value replaced in {1:,} of {2:,} texts.")
    return words.format(count, len(changed), total)


def exempt_words(view: View) -> str:
    """What was not checked: how many strings."""
    count = sum(number for _, number in view.exempt)
    return tr("{0:,} not checked").format(count) if count else ""


def exempt_lines(view: View) -> str:
    """The same, reason by reason."""
    return "\n".join(f"{number:,} × {reason}" for reason, number in view.exempt)


def upstream_title(entry: Entry) -> str:
    """Who got the second pane's texts, if anybody did."""
    if not entry.attempts and entry.outcome is not Outcome.RUNNING:
        return tr("Would have been sent")
    names = list(dict.fromkeys(attempt.provider for attempt in entry.attempts)) or [entry.provider]
    return tr("Sent to {0}").format(", ".join(name for name in names if name))


def no_answer(entry: Entry, view: View) -> str:
    """Why the third pane is empty; an empty text if it is not."""
    if view.answer:
        return ""
    if view.cut:
        return tr("The answer was too long to be kept.")
    if entry.outcome is Outcome.RUNNING:
        return tr("No answer yet.")
    what, _ = error_words(entry)
    return what or tr("The answer holds no text.")


def fate_words(mark: Mark) -> str:
    """What became of a value, as the head of its menu."""
    return {
        Fate.REPLACED: tr("replaced on the way out"),
        Fate.RESTORED: tr("put back in the answer"),
        Fate.LEFT: tr("left as a placeholder on purpose"),
        Fate.UNKNOWN: tr("stands for nothing in this request"),
    }[mark.fate]
