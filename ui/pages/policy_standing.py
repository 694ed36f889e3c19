"""How budget and limits stand: what is spent, set aside and left, and when it begins anew."""

from __future__ import annotations

from proxy_core.config import Config
from ui.models.local_keys import money
from ui.ports import Standing
from ui.text import tr
from ui.widgets.basics import label
from ui.widgets.card import Card
from ui.widgets.facts import Facts
from ui.widgets.meter import Meter


class StandingCard(Card):
    """Everybody's together; a key's own is on its page."""

    def __init__(self) -> None:
        super().__init__(tr("How it stands"))
        self.words = label("", "strong", wrap=True)
        self.meter = Meter(tr("Budget used"))
        self.facts = Facts()
        self.problem = label("", "problem", wrap=True)
        self.body.setSpacing(12)
        for widget in (self.words, self.meter, self.facts, self.problem):
            self.add(widget)
        self.problem.hide()

    def show_standing(self, standing: Standing, config: Config) -> None:
        """config: the limits that it is held against."""
        self.problem.setText(standing.problem)
        self.problem.setVisible(bool(standing.problem))
        self.facts.setVisible(not standing.problem)
        self.words.setVisible(not standing.problem)
        budget = float(config["policy.budget_usd"])
        self.meter.setVisible(bool(budget) and not standing.problem)
        if standing.problem:
            return
        taken = standing.spent_usd + standing.reserved_usd
        if not budget:
            self.words.setText(
                tr("{0} spent in this cycle. No budget is set.").format(money(standing.spent_usd))
            )
        else:
            self.words.setText(
                tr("{0} of {1} spent in this cycle").format(money(standing.spent_usd), money(budget))
            )
            self.meter.show_parts(standing.spent_usd / budget, standing.reserved_usd / budget)
        self.facts.show_facts(
            [
                (tr("Reserved"), _reserved(standing)),
                (tr("Left"), money(max(0.0, budget - taken)) if budget else ""),
                (tr("Begins anew on"), standing.resets_on.isoformat()),
                (tr("Requests in the last minute"), _of(standing.minute, config["policy.rpm"])),
                (tr("Requests today"), _of(standing.today, config["policy.daily"])),
            ]
        )


def _reserved(standing: Standing) -> str:
    if not standing.reserved_usd:
        return ""
    return tr("{0} for requests under way").format(money(standing.reserved_usd))


def _of(count: int, limit: int) -> str:
    return tr("{0:,} of {1:,}").format(count, limit) if limit else f"{count:,}"
