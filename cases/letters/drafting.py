"""From facts to a draft, and from a letter to its paper. A template cites only rules whose text somebody has seen."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assessments.engine.facts import complaint_route
from assessments.evaluations.rendering import citation_of_fact
from assessments.packs import packs
from cases.letters.facts import Facts, blank
from cases.letters.kinds import SUPERVISED
from cases.letters.models import Letter, LetterKind, LetterState
from config import pdf
from config.pdf.sheet import Sheet

CLOSING = 75.0  # points: nobody signs on a page that says nothing else
BLANKS = re.compile(r"【(?:待填：|to fill in: )([^】]*)】")  # notices have brackets of their own
CITED = (
    "complaint_contents", "complaint_answer_days", "objection_days", "automated_decision", "card_instalment_months",
    "route_nfra", "route_pboc", "route_local_office",
)  # fmt: skip
IN_DOUBT = re.compile(r"第[^第）]*条（[^）]*核对）|, arts?\. [^(]*\([^)]*to be verified\)")


class Unseen(Exception):
    """A template asks for a rule that nobody has compared with its text."""


def citation(name: str, day: date) -> str:
    """Source and article of a dated fact in the language in force; an article whose number is in doubt is left out."""
    if packs()["base"].facts[name].at(day).verification != "text_seen":
        raise Unseen(name)
    return IN_DOUBT.sub("", citation_of_fact(name))


def drafted(kind: str, language: str, facts: Facts, card: bool, today: date) -> dict[str, str]:
    """`addressee`, `subject` and `text`, in the letter's language."""
    with translation.override(language):
        addressee = _addressee(kind, facts)
        context = {
            "facts": facts,
            "addressee": addressee,
            "card": card,
            "supervised": facts.lender_kind in SUPERVISED,
            "cite": {name: citation(name, today) for name in CITED},
            "days": {name: packs()["base"].facts[name].at(today).value for name in CITED if name.endswith("_days")},
            "months": packs()["base"].facts["card_instalment_months"].at(today).value,
            "blank": _blanks(),
        }
        text = render_to_string(f"cases/letters/{kind}.{language}.txt", context)
        tidy = re.sub(r"\n{3,}", "\n\n", text).strip()
        return {"addressee": addressee, "subject": subject_of(kind, facts), "text": tidy}


def subject_of(kind: str, facts: Facts) -> str:
    return capfirst(f"{LetterKind(kind).label} · {facts.product}")[:200]


def _addressee(kind: str, facts: Facts) -> str:
    if kind == LetterKind.OBJECTION_REGISTRY:
        return _("Credit Reference Center of the People's Bank of China")
    if kind == LetterKind.COMPLAINT_REGULATOR:
        return _authority(complaint_route(facts.lender_kind))
    return facts.lender


def _authority(route: str | None) -> str:
    if route == "route_nfra":
        return _("National Financial Regulatory Administration (12378)")
    if route == "route_pboc":
        return _("People's Bank of China, %(branch)s (12363)") % {"branch": blank(_("branch"))}
    if route == "route_local_office":
        return _("Local Financial Administration of %(province)s") % {"province": blank(_("province"))}
    return blank(_("authority for this kind of lender"))


def _blanks() -> dict[str, str]:
    """What no record says, and only a person can."""
    return {
        "request": blank(_("what is asked for")),
        "grounds": blank(_("why it is asked for")),
        "wrong": blank(_("which entry is wrong, and how it should read")),
        "proof": blank(_("what shows it: payment slip, settlement letter, police report …")),
        "hardship": blank(_("why it cannot be paid as agreed; only what is true and can be shown")),
        "amount": blank(_("amount a month")),
        "count": blank(_("number of months")),
        "debt": blank(_("what is owed, as the lender states it")),
        "before": blank(_("what the lender answered, and when; or that it did not answer")),
        "events": blank(_("what happened, and when")),
    }


def blanks_in(*texts: str) -> list[str]:
    """Each once, in the order in which they come up."""
    return list(dict.fromkeys(found for text in texts for found in BLANKS.findall(text)))


def paper(letter: Letter) -> bytes:
    """The letter as it is sent; a draft says that it is one. The same letter gives the same bytes."""
    with translation.override(letter.language):
        draft = letter.state in (LetterState.DRAFT, LetterState.DISCARDED)
        note = _("Draft: not approved for sending") if draft else ""
        return pdf.written(
            lambda sheet: _composed(sheet, letter, note), title=letter.subject, author=letter.client.name,
            head=letter.subject, page_of=_page_of,
        )  # fmt: skip


def _page_of(number: int, pages: int) -> str:
    return _("page %(number)d of %(pages)d") % {"number": number, "pages": pages}


def _composed(sheet: Sheet, letter: Any, note: str) -> None:
    if note:
        sheet.paragraph(note, 10, color="#a33a2c")
    sheet.heading(letter.subject, 16)
    sheet.gap(8)
    blocks = letter.text.rstrip().split("\n\n")
    for place, block in enumerate(blocks):
        if place == len(blocks) - 2:
            sheet.need(CLOSING)
        for line in block.split("\n"):
            sheet.paragraph(line, 11)
        sheet.gap(9)
