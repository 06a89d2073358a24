"""Steps and next actions in the reader's language: a plan's texts are filled in with its own pack's wording."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.evaluations.rendering import rendered_part
from cases.deadlines.models import DeadlineState
from cases.files.models import CaseFile, CaseState, Hold, NextAction, Step, StepState, Transition
from cases.files.raised import raised_texts

TEXTS = ("title", "why", "done_when")


def step_texts(step: Step) -> dict[str, str]:
    """`title`, `why` and `done_when`; a person's own step has a title only."""
    if (raised := raised_texts(step.action, step.messages)) is not None:
        return raised
    if step.pack_id is None:
        return {"title": step.own_title, "why": "", "done_when": ""}
    return {name: str(text) for name, text in rendered_part(step.messages, step.pack_id).items()}


def step_title(step: Step) -> str:
    """The same title, without the work of the other texts."""
    if step.pack_id is None or "title" not in step.messages or raised_texts(step.action, step.messages):
        return step_texts(step)["title"]
    return str(rendered_part({"title": step.messages["title"]}, step.pack_id)["title"])


def step_citations(step: Step) -> list[str]:
    if step.pack_id is None:
        return []
    cited: list[str] = rendered_part({"citations": step.citations}, step.pack_id)["citations"]
    return cited


_STATES = {
    Transition.Kind.CASE: CaseState,
    Transition.Kind.STEP: StepState,
    Transition.Kind.DEADLINE: DeadlineState,
}


def state_word(kind: str, state: str) -> str:
    """A state of a case, step or deadline, as people call it; empty before the first."""
    return str(_STATES[Transition.Kind(kind)](state).label) if state else ""


def next_action_text(case: CaseFile) -> str:
    if case.next_step is not None:
        return step_title(case.next_step)
    if case.next_action == NextAction.FOLLOW_UP:
        return _("Look whether it has come: %(what)s") % {"what": case.waiting_for}
    return str(NextAction(case.next_action).label) if case.next_action else ""


def hold_text(step: Step) -> str:
    """Why the step is held, empty where it is not."""
    return limitation_words() if step.hold == Hold.LIMITATION else ""


def limitation_words() -> str:
    return _(
        "The last payment, demand or acknowledgement of this debt lies three years back or is not known. Paying, "
        "agreeing to pay or signing a plan may start limitation anew or give up the defence (Civil Code, articles 188, "
        "192 and 195): a lawyer or a supervisor first records a decision."
    )
