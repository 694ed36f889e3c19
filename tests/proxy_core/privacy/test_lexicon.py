"""The word lists."""

from __future__ import annotations

from proxy_core.privacy import lexicon


def test_names_are_known_in_any_case_and_in_parts() -> None:
    assert lexicon.is_first("Maria")
    assert lexicon.is_first("ANNE-MARIE")
    assert lexicon.is_last("O'Brien")
    assert lexicon.is_name("Okafor")
    assert not lexicon.is_name("Quixotic")


def test_eponyms_and_products_are_common_words() -> None:
    assert lexicon.is_common("Parkinson")
    assert lexicon.is_common("Claude")
    assert lexicon.is_common("Patients")
    assert not lexicon.is_common("Okafor")


def test_large_cities_are_known() -> None:
    assert lexicon.is_city("Terre Haute")
    assert lexicon.is_city("St. Louis")
    assert not lexicon.is_city("Claude")
