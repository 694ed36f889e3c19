"""The grammar of keys."""

from __future__ import annotations

import pytest

from proxy_core.privacy.keys import composed, split_key


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("pt_nm", "NAME"), ("PATNAME", "NAME"), ("gtr_last_nm", "NAME"), ("nameFirst", "NAME"), ("kin-nm", "NAME"), ("Dr Nm", "NAME"),
        ("Nachname", "NAME"), ("mothermaidenname", "NAME"), ("bday", "DATE"), ("admitdt", "DATE"), ("PAT-BIRTH-DT", "DATE"), ("DOBYear", "DATE"),
        ("vst_dt", "DATE"), ("injDate", "DATE"), ("pt_addr", "GEO"), ("addr_ln_1", "GEO"), ("patAddrZip", "GEO"), ("mailCity", "GEO"),
        ("birthCity", "GEO"), ("PT_PHN", "PHONE"), ("homephone", "PHONE"), ("ph_home", "PHONE"), ("hm_fx", "FAX"), ("contactEml", "EMAIL"),
        ("mbr_no", "HEALTH_PLAN"), ("subscrId", "HEALTH_PLAN"), ("plcy_nbr", "HEALTH_PLAN"), ("acct_nbr", "ACCOUNT"), ("lic_nbr", "LICENSE"),
        ("chrtNo", "MRN"), ("med_rec_num", "MRN"), ("devSrlNo", "DEVICE"), ("accsn_no", "OTHER_ID"), ("encntr_id", "OTHER_ID"),
        ("Device S/N", "DEVICE"), ("RenderingProv", "NAME"), ("attnd_phys", "NAME"), ("ln2", "GEO"),
    ],
)  # fmt: skip
def test_short_words_stand_for_words(key: str, kind: str) -> None:
    label = composed(split_key(key))
    assert label is not None
    assert label.type == kind


@pytest.mark.parametrize(
    "key",
    [
        "patient_count", "memberType", "phone_regex", "email_template", "file_nm", "host_addr", "payer_name", "created_dt", "lastModifiedDate",
        "class_name", "order_by", "patientService", "db_name", "x", "start", "number", "memory_address", "release_date", "ids",
    ],
)  # fmt: skip
def test_words_of_things_and_of_descriptions_take_the_meaning_away(key: str) -> None:
    assert composed(split_key(key)) is None


def test_a_word_that_only_looks_made_of_others_stays_whole() -> None:
    assert composed(["company"]) is None
    assert composed(["identity"]) is None
