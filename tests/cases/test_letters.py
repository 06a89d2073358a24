"""Letters: filled with what is recorded and nothing else, approved by a second person, fixed then, and followed up."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from accounts.models import Client, Lender, Person
from assessments.models import CreditReport, Display, Notice
from cases.finances.services import record_debt
from cases.letters.drafting import paper
from cases.letters.models import LetterKind
from cases.limitation.services import decide
from cases.models import CaseFile, Communication, Deadline, Letter
from config import clock
from tests.access.admin_world import record as recorded
from tests.cases.correspondence import case_of, record
from tests.privacy.agreements import consented, withdrawn
from tests.world import World, api, browser, problems

pytestmark = pytest.mark.django_db
URL = "/api/v1/letters/"
PHISHING = "您的借呗可解冻，请加QQ 12345678并先支付599元手续费，提供短信验证码"


@pytest.fixture
def case(world: World) -> CaseFile:
    """With a lender read from the contract, a notice, what the app shows, and a call."""
    world.account.lender_of_record = Lender.objects.create(name="重庆蚂蚁消费金融有限公司", kind="consumer_finance")
    world.account.save()
    case = case_of(world)
    at = clock.now() - timedelta(days=2)
    recorded(world, Notice, received_at=at, channel="sms", text="因综合评估未通过，借款服务已暂停。")
    recorded(world, Notice, received_at=at, channel="sms", text=PHISHING)
    recorded(world, Display, observed_at=at, can_draw=False)
    record(world, case, summary="客服称无法告知原因")
    return case


def draft(world: World, case: CaseFile, kind: str = "reason_request", **more: Any) -> Any:
    answer = api(world.alice).post(URL, {"case": str(case.pk), "kind": kind, **more}, format="json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def act(who: Person, ident: str, name: str, **body: Any) -> Any:
    return api(who).post(f"{URL}{ident}/{name}/", body, format="json")


def filled(world: World, letter: Any, who: Person | None = None) -> Any:
    """The blanks replaced, as a person does."""
    text = letter["text"]
    for blank in letter["blanks"]:
        text = text.replace(f"【待填：{blank}】", "已填").replace(f"【to fill in: {blank}】", "filled")
    change = {"text": text, "addressee": "重庆蚂蚁消费金融有限公司"}
    version = f'"{letter["version"]}"'
    return api(who or world.alice).patch(f"{URL}{letter['id']}/", change, format="json", HTTP_IF_MATCH=version)


def sent(world: World, ident: str, **more: Any) -> Any:
    return act(world.alice, ident, "send", kind="letter", sent_at=clock.now().isoformat(), **more)


def test_a_draft_says_what_is_recorded_and_leaves_the_rest_blank(world: World, case: CaseFile) -> None:
    letter = draft(world, case, "complaint_lender")

    for said in (
        "重庆蚂蚁消费金融有限公司",
        "因综合评估未通过，借款服务已暂停。",
        "客服称无法告知原因",
        "不能借款",
        "工号8812",
    ):
        assert said in letter["text"], said
    assert "QQ" not in letter["text"]
    assert "账户或合同编号" in letter["blanks"] and "请求事项" in letter["blanks"]
    assert {fact["kind"] for fact in letter["facts"]} == {"notice", "display", "communication"}
    assert letter["state"] == "draft"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", LetterKind.values)
def test_every_kind_is_drafted_in_both_languages_with_known_rules_only(
    world: World, case: CaseFile, kind: str, language: str
) -> None:
    letter = draft(world, case, kind, language=language)

    assert "核对" not in letter["text"] and "verified" not in letter["text"]
    assert "{{" not in letter["text"] and "None" not in letter["text"]
    assert letter["blanks"]
    marked = "待填" if language == "en" else "to fill in"
    assert marked not in letter["text"]


def test_an_objection_names_this_lenders_marked_entries_only(world: World, case: CaseFile) -> None:
    entries = [
        {"kind": "loan", "institution": "重庆蚂蚁消费金融有限公司", "overdue_amount": "300.00", "months": "NN12"},
        {"kind": "loan", "institution": "另一家银行", "overdue_amount": "900.00", "months": "NN12"},
    ]
    given = {"issued_on": clock.now().date(), "accounts": entries}
    recorded(world, CreditReport, **given)

    letter = draft(world, case, "objection_lender")

    assert "300.00" in letter["text"] and "另一家银行" not in letter["text"]


def test_a_second_person_approves_and_only_without_blanks(world: World, case: CaseFile) -> None:
    letter = draft(world, case)
    assert act(world.sun, letter["id"], "approve").json()["code"] == "blanks_left"
    assert filled(world, letter).status_code == 200
    assert act(world.alice, letter["id"], "approve").json()["code"] == "approval_by_oneself"

    approved = act(world.sun, letter["id"], "approve")

    assert (approved.status_code, approved.json()["approved_by"]) == (200, str(world.sun.pk))
    assert filled(world, approved.json()).json()["code"] == "illegal_transition"
    with pytest.raises(DatabaseError), transaction.atomic():
        Letter.objects.update(text="another")
    assert {act(who, letter["id"], "approve").status_code for who in (world.bob, world.lin, world.zoe)} == {404}


def test_who_changed_it_last_does_not_approve_it(world: World, case: CaseFile) -> None:
    letter = draft(world, case)
    assert filled(world, letter, world.sun).status_code == 200

    assert act(world.sun, letter["id"], "approve").json()["code"] == "approval_by_oneself"


def test_a_letter_that_acknowledges_an_old_debt_waits_for_a_decision(world: World, case: CaseFile) -> None:
    read = {"read_on": clock.now().date(), "provenance": "client_stated", "debt_ref": "jiebei"}
    sums = {"balance": Decimal("900.00"), "overdue": Decimal("900.00")}
    debt = {"creditor": "East Bank", "kind": "loan", "credit_account": world.account.pk, **sums}
    record_debt(actor=world.alice, values={"client": world.chen.pk, **read, **debt}, at=clock.now())
    letter = draft(world, case, "instalment_request")
    filled(world, letter)

    assert act(world.sun, letter["id"], "approve").json()["code"] == "limitation_undecided"

    decide(actor=world.sun, case_id=case.pk, decision="proceed", reason="the client wants it", at=clock.now())
    assert act(world.sun, letter["id"], "approve").status_code == 200


def approved(world: World, case: CaseFile, kind: str = "reason_request") -> str:
    letter = draft(world, case, kind)
    filled(world, letter)
    assert act(world.sun, letter["id"], "approve").status_code == 200
    return str(letter["id"])


def test_what_is_sent_is_kept_stands_in_the_chain_and_is_followed_up(world: World, case: CaseFile) -> None:
    answer = sent(world, approved(world, case), channel="EMS").json()

    assert answer["state"] == "sent"
    told = Communication.objects.get(pk=answer["communication"]).told
    assert told["enclosures"][0]["document"] == answer["document"]
    deadline = Deadline.objects.get(step_id=answer["step"])
    today = clock.local_date(clock.now(), world.east.zone)
    assert (deadline.clock, deadline.due_on, deadline.verification) == ("lender", today + timedelta(15), "text_seen")
    assert "CBIRC" in deadline.citation


def test_without_a_rule_a_person_says_by_when_the_reply_is_looked_for(world: World, case: CaseFile) -> None:
    ident = approved(world, case, "complaint_regulator")
    soon = clock.now().date() + timedelta(days=40)

    assert problems(sent(world, ident)) == {"/reply_by": "required"}
    answer = sent(world, ident, reply_by=str(soon))
    deadline = Deadline.objects.get(step_id=answer.json()["step"])
    assert (deadline.clock, deadline.due_on, deadline.verification) == ("regulator", soon, "set_by_person")


def test_a_letter_is_sent_once_it_is_approved_and_not_before(world: World, case: CaseFile) -> None:
    letter = draft(world, case)
    assert sent(world, letter["id"]).json()["code"] == "illegal_transition"
    ident = approved(world, case)
    before = (clock.now() - timedelta(days=2)).isoformat()

    assert problems(act(world.alice, ident, "send", kind="letter", sent_at=before)) == {"/sent_at": "before"}
    assert act(world.alice, ident, "discard").json()["state"] == "discarded"


def test_its_paper_shows_the_words_and_a_draft_says_so(world: World, case: CaseFile) -> None:
    letter = draft(world, case)

    answer: Any = api(world.alice).get(f"{URL}{letter['id']}/content/")

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(b"".join(answer.streaming_content))).pages)
    assert "草稿" in text and "因综合评估未通过" in text.replace("\n", "")


def test_the_admin_drafts_and_changes(world: World, case: CaseFile) -> None:
    page = browser(world.alice)
    page.post(f"/admin/cases/casefile/{case.pk}/do/letter/", {"kind": "reason_request", "language": "en"})
    letter = Letter.objects.get()

    assert page.get(f"/admin/cases/letter/{letter.pk}/change/").status_code == 200
    assert "outgoing" in letter.text and letter.language == "en"


def test_the_admin_overwrites_no_words_that_came_meanwhile(world: World, case: CaseFile) -> None:
    letter = draft(world, case)
    form = f"/admin/cases/letter/{letter['id']}/do/change/"
    page = browser(world.alice)
    seen = re.findall(r'name="seen" value="(\d+)"', page.get(form).content.decode())
    assert seen == [str(letter["version"])]
    filled(world, letter)
    newer = Letter.objects.get()

    answer = page.post(form, {"addressee": "A", "subject": "B", "text": "mine", "seen": seen[0]})

    assert "mine" in answer.content.decode() and "Somebody has changed this" in answer.content.decode()
    assert Letter.objects.get().text == newer.text
    page.post(form, {"addressee": "A", "subject": "B", "text": "mine", "seen": str(newer.version)})
    assert Letter.objects.get().text == "mine"


def test_nobody_signs_on_a_page_that_says_nothing_else() -> None:
    for lines in range(20, 45):
        text = "\n".join(f"Line {number}" for number in range(lines)) + "\n\nAll of it is true.\n\nSigned: ____"
        letter = Letter(client=Client(name="Han"), language="en", state="approved", subject="S", text=text)

        last = PdfReader(BytesIO(paper(letter))).pages[-1].extract_text()

        assert "Signed" in last and "All of it is true" in last, lines


def test_a_list_costs_the_same_however_long_it_is(world: World, case: CaseFile) -> None:
    counts = []
    for more in (1, 4):
        for _number in range(more):
            draft(world, case)
        with CaptureQueriesContext(connection) as seen:
            assert api(world.alice).get(URL, {"case": str(case.pk)}).status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_a_withdrawn_consent_to_sending_lets_no_letter_go_and_is_shown(world: World, case: CaseFile) -> None:
    consented(world, "send_to_regulator")
    given = consented(world, "send_to_lender")
    letter = filled(world, draft(world, case)).json()
    other = filled(world, draft(world, case, "complaint_regulator")).json()
    assert (letter["consent"], other["consent"]) == ("given", "given")
    assert act(world.sun, letter["id"], "approve").status_code == 200

    withdrawn(world.alice, given)

    stopped = sent(world, letter["id"])
    assert (stopped.status_code, stopped.json()["code"]) == (409, "consent_withdrawn")
    unapproved = filled(world, draft(world, case)).json()
    assert act(world.sun, unapproved["id"], "approve").json()["code"] == "consent_withdrawn"
    told = {row["id"]: row["consent"] for row in api(world.alice).get(URL).json()["results"]}
    assert told == {letter["id"]: "withdrawn", unapproved["id"]: "withdrawn", other["id"]: "given"}
    page = browser(world.alice).get(f"/admin/cases/letter/{letter['id']}/change/").content.decode()
    assert "withdrawn" in page
    consented(world, "send_to_lender", given_at=clock.now().isoformat())
    assert sent(world, letter["id"]).status_code == 200


def test_where_no_consent_is_recorded_the_letter_says_so(world: World, case: CaseFile) -> None:
    assert draft(world, case)["consent"] == "missing"
