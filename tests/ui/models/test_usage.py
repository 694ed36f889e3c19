"""Usage as it is shown, without a window."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from tests.ui import samples
from ui.models.usage import UsageModel, columns, days_of, measures, rows_of, short, to_csv, tokens


def test_every_day_has_a_place_also_one_without_requests() -> None:
    days = days_of(samples.usage(7))
    assert [day for day, _ in days] == [samples.TODAY - timedelta(days=6 - n) for n in range(7)]
    assert [sums.requests for day, sums in days if day.weekday() >= 5] == [0, 0]
    assert sum(sums.requests for _, sums in days) == samples.usage(7).total.requests


def test_what_costs_most_comes_first_and_nothing_is_without_a_name() -> None:
    rows = rows_of(samples.usage(), "model")
    assert [sums.cost_usd for _, sums in rows] == sorted((s.cost_usd for _, s in rows), reverse=True)
    assert rows[0][0] == "azure · gpt-5.2"
    assert rows[-1][0] == "not answered"
    assert "without a key" in [name for name, _ in rows_of(samples.usage(), "key")]


def test_the_newest_day_comes_first() -> None:
    names = [name for name, _ in rows_of(samples.usage(), "day")]
    assert names == sorted(names, reverse=True)


def test_a_measure_is_what_it_says() -> None:
    one = samples.sums(100)
    values = {measure.key: measure.value(one) for measure in measures()}
    assert values == {"cost": 6.13, "tokens": tokens(one), "phi": 33, "requests": 100}
    assert tokens(one) == one.input + one.output + one.cache_read + one.cache_write


@pytest.mark.parametrize("by", ["day", "model", "key"])
def test_the_file_has_plain_numbers_and_a_total(by: str) -> None:
    usage = samples.usage()
    rows = list(csv.reader(io.StringIO(to_csv(usage, by))))
    assert rows[0] == [by, *(column.title for column in columns())]
    assert len(rows) == 2 + len(rows_of(usage, by))
    assert rows[-1][0] == "total"
    assert int(rows[-1][1]) == usage.total.requests
    assert float(rows[-1][-1]) == usage.total.cost_usd


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x"])
def test_no_name_becomes_a_formula(name: str) -> None:
    usage = replace(samples.usage(), by_key=((name, samples.sums(1)),))
    assert next(iter(list(csv.reader(io.StringIO(to_csv(usage, "key"))))[1:]))[0] == f"'{name}"


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0"), (999, "999"), (1000, "1.0 K"), (19_890_000, "19.9 M"), (3e9, "3.0 B")]
)
def test_large_counts_are_short(count: float, text: str) -> None:
    assert short(count) == text


def test_the_table_shows_names_and_figures_and_tells_all_of_them() -> None:
    model = UsageModel()
    tester = QAbstractItemModelTester(model)
    model.show_rows("Local key", rows_of(samples.usage(), "key"))
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Local key"
    assert model.index(0, 0).data() == "laptop"
    laptop = samples.usage().by_key[0][1]
    assert model.index(0, 1).data() == f"{laptop.requests:,}"
    assert model.index(0, 5).data(Qt.ItemDataRole.ToolTipRole) == f"{laptop.output:,}"
    assert model.index(0, 1).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    del tester
