"""Ids from content, canonical bytes, and reading a stored input back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from assessments.engine import Account, Evidence, InputError, assign_ids, input_bytes, input_from_bytes
from assessments.engine.evidence import Display, Notice, Repayment

AS_OF = datetime(2026, 10, 15, 2, 0, tzinfo=UTC)


def notice(name: str = "", text: str = "x", at: datetime = AS_OF) -> Notice:
    return Notice(id=name, received_at=at, channel="sms", text=text)


def ids(*notices: Notice) -> list[str]:
    return [item.id for item in assign_ids(Evidence(notices=notices)).notices]


def test_an_id_is_the_kind_and_twelve_hex_of_the_content() -> None:
    kind, _, content = ids(notice())[0].partition(":")

    assert kind == "notices"
    assert len(content) == 12
    assert int(content, 16) >= 0


def test_equal_items_are_numbered() -> None:
    first, second, third = ids(notice(), notice(), notice())

    assert (second, third) == (f"{first}:2", f"{first}:3")


def test_a_given_id_is_kept_and_never_doubled() -> None:
    made = ids(notice())[0]

    assert ids(notice(made, "another"), notice()) == [made, f"{made}:2"]


def test_one_instant_in_two_offsets_and_one_amount_in_two_spellings_are_one_content() -> None:
    there = datetime.fromisoformat("2026-10-15T10:00:00+08:00")
    amounts = [Decimal("30000"), Decimal("3E+4"), Decimal("30000.00")]
    displays = tuple(Display(id="", observed_at=AS_OF, limit_total=each) for each in amounts)

    assert ids(notice(), notice(at=there))[1].endswith(":2")
    assert len({item.id.split(":")[1] for item in assign_ids(Evidence(displays=displays)).displays}) == 1


def test_stored_input_is_sorted_has_no_floats_and_comes_back() -> None:
    evidence = Evidence(
        notices=(notice(text="乙"), notice(text="甲")),
        repayments=(Repayment(id="r", due_on=date(2026, 9, 1), amount_due=Decimal("0.1")),),
    )
    account = Account(product="jiebei", outstanding_amount=Decimal("8200"))

    stored = input_bytes(evidence, account, AS_OF)

    read = json.loads(stored)
    assert read["outstanding_amount"] == "8200.00"
    assert read["as_of"] == "2026-10-15T02:00:00Z"
    assert read["evidence"]["repayments"][0]["amount_due"] == "0.10"
    assert input_bytes(*input_from_bytes(stored)) == stored


def test_an_input_stored_before_lenders_were_known_can_still_be_read() -> None:
    account = Account(product="jiebei")
    stored = input_bytes(Evidence(), account, AS_OF)
    older = stored.replace(b'"lender":"","lender_type":null,', b"")

    assert older != stored
    assert input_from_bytes(older)[1] == account


@pytest.mark.parametrize("broken", [b"", b"{}", b"[]", b'{"evidence": {"owls": []}}', b"\xff"])
def test_other_bytes_are_refused(broken: bytes) -> None:
    with pytest.raises(InputError):
        input_from_bytes(broken)
