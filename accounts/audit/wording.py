"""The log's codes in words: the act, the kind of record, the role. The API gives the codes themselves."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from accounts.audit.models import AuditEvent
from accounts.people.models import Role

ACTS = {
    "adopt": _("adopted"),
    "advise": _("advised"),
    "answer": _("noted the answer"),
    "approve": _("approved"),
    "ask_code": _("asked for a code"),
    "ask_erasure": _("asked for erasure"),
    "ask_password_reset": _("asked for a new password"),
    "backtest": _("tried on past cases"),
    "begin": _("began"),
    "bundle": _("asked for a bundle"),
    "cancel": _("cancelled"),
    "change": _("changed"),
    "close": _("closed"),
    "complete": _("completed"),
    "correct": _("corrected"),
    "create": _("made"),
    "declare_party": _("declared a conflict of interest"),
    "decline": _("declined"),
    "decline_erasure": _("declined erasure"),
    "discard": _("discarded"),
    "download": _("downloaded"),
    "draft": _("drafted"),
    "end": _("ended"),
    "end_override": _("ended the override"),
    "end_party": _("ended a conflict of interest"),
    "end_session": _("ended a session"),
    "end_sessions": _("ended all sessions"),
    "enrol_second_factor": _("set up a second factor"),
    "enter": _("entered by the link"),
    "erase": _("erased"),
    "evaluate": _("evaluated"),
    "extended": _("extended"),
    "export": _("asked for an export"),
    "grant_bar": _("barred"),
    "grant_break_glass": _("broke the glass"),
    "grant_share": _("shared"),
    "grant_substitute": _("named a substitute"),
    "hand_back": _("handed back"),
    "hand_over": _("handed over"),
    "invite": _("invited"),
    "leave": _("left by the link"),
    "lift_hold": _("lifted the legal hold"),
    "look": _("looked at it"),
    "merge": _("merged"),
    "miss": _("noted as missed"),
    "open": _("opened the link"),
    "outcome": _("recorded the outcome"),
    "override": _("concluded otherwise"),
    "partial_update": _("changed"),
    "pause": _("paused"),
    "paused": _("paused"),
    "place_hold": _("placed a legal hold"),
    "propose_erasure": _("proposed erasure"),
    "publish": _("published"),
    "raise": _("raised"),
    "read_out": _("read the code out"),
    "record": _("recorded"),
    "redate": _("dated anew"),
    "refer": _("referred"),
    "accept": _("accepted"),
    "refuse_code": _("refused a wrong code"),
    "renew": _("renewed"),
    "renew_recovery_codes": _("renewed the recovery codes"),
    "reopen": _("reopened"),
    "replay": _("replayed"),
    "reset_second_factor": _("reset the second factor"),
    "resume": _("resumed"),
    "reveal": _("saw in full"),
    "review": _("reviewed"),
    "review_grant": _("reviewed the grant"),
    "revoke": _("revoked"),
    "revoke_grant": _("ended the grant"),
    "send": _("sent"),
    "settle": _("brought up to date"),
    "sign_in": _("signed in"),
    "sign_out": _("signed out"),
    "sign_out_everywhere": _("signed out everywhere"),
    "skip": _("skipped"),
    "start": _("set going"),
    "tell": _("told through the link"),
    "unmerge": _("took a merge back"),
    "upload_draft": _("uploaded a draft"),
    "use_recovery_code": _("used a recovery code"),
    "view": _("looked at"),
    "wait": _("put to waiting"),
    "what_if": _("tried a what-if"),
    "withdraw": _("withdrew"),
    "write_note": _("wrote a note"),
}
_ROLES = {**dict(Role.choices), "service": _("service key"), "client_by_link": _("client by link")}


def in_words(event: AuditEvent) -> tuple[str, str, str]:
    """Role, act and kind."""
    return role_words(event.role), act_words(event.act), kind_words(event.kind)


def act_words(act: str) -> str:
    return str(ACTS.get(act, act))


def role_words(role: str) -> str:
    return str(_ROLES.get(role, role))


def kind_words(kind: str) -> str:
    return str(_models()[kind]._meta.verbose_name) if kind in _models() else kind


@cache
def _models() -> dict[str, Any]:
    own = ("accounts", "assessments", "cases")
    return {str(model._meta.model_name): model for app in own for model in apps.get_app_config(app).get_models()}
