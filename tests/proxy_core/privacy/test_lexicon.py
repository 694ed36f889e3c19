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


def test_accents_and_letters_of_other_alphabets_do_not_matter() -> None:
    assert lexicon.is_first("Renée")
    assert lexicon.is_last("Wójcik")
    assert lexicon.is_first("Łukasz")


def test_a_word_is_a_name_a_word_both_or_unknown() -> None:
    assert lexicon.is_only_name("Okafor")
    assert lexicon.is_name("Rose")
    assert lexicon.is_word("Rose")
    assert not lexicon.is_only_name("Rose")
    assert lexicon.is_everyday("Crutches")
    assert lexicon.is_unknown("Zephyrinka")
    assert not lexicon.is_unknown("Smith-Jones")


def test_forms_of_words_and_drugs_are_words() -> None:
    for word in ("Stopped", "Wheezing", "Allergies", "Metoprolol", "Pantoprazole", "Thoracotomy"):
        assert lexicon.is_word(word), word
