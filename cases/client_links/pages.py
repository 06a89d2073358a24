"""The client's pages: a link is opened with a code, and then shows this client's matter alone. No script, one style.

Whatever is wrong with a link or a session, forged, run out, revoked or another's, is answered as what never was.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from math import ceil
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from rest_framework.exceptions import Throttled

from accounts.documents.api import FORM_BYTES
from cases.client_links import limits, selectors
from cases.client_links import sessions as cookies
from cases.client_links.forms import CodeForm, PaymentForm, ProofForm
from cases.client_links.models import ClientLink, ClientLinkCode
from cases.client_links.services import entering, telling
from cases.client_links.wording import case_words, due_words, report_words, something_is_missing, step_words
from cases.files.models import StepState
from cases.files.shared import SHARED
from config import clock
from config.errors import DomainError

View = Callable[..., HttpResponse]


def _page(view: View) -> View:
    """Headers, language and form cookie of every answer here."""

    @csrf_exempt  # see `cases.client_links.sessions`
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        cookie = cookies.form_cookie(request)
        request.form_key = cookies.form_key(cookie)  # type: ignore[attr-defined] # for the templates
        with translation.override(_language(request)):
            response = _rendered(_once_read(view, request, *args, **kwargs))
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        cookies.keep(response, cookies.FORM, cookie)
        if chosen := _chosen(request):
            cookies.keep(response, cookies.LANGUAGE, chosen, cookies.YEAR)
        return response

    return answered


def _once_read(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """A body that is too long is refused before it is read; a form that is not ours does nothing."""
    if request.method != "POST":
        return view(request, *args, **kwargs)
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.MAX_DOCUMENT_BYTES + FORM_BYTES:
        return _said(request, _("The file is too large. Go back and send a smaller one."), 413)
    if not cookies.is_our_form(request):
        return _said(request, _("Nothing was sent. Go back, load the page again and send it once more."), 403)
    return view(request, *args, **kwargs)


def _or_gone(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """For pages that found the link in force, and then somebody revoked it or erased its client."""
    try:
        return view(request, *args, **kwargs)
    except entering.LinkEnded:
        return gone(request)


def _inside(view: View) -> View:
    """For pages behind the code: `request.client_session` is theirs, and the link's account is who asks."""

    @_page
    @wraps(view)
    def inside(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        at = clock.now()
        session = selectors.session_of(request.COOKIES.get(cookies.SESSION, ""), at)
        if session is None or not entering.go_on(session, at):
            return gone(request)
        request.client_session, request.user = session, session.link.account
        with translation.override(_language(request, session.link)), timezone.override(_zone(session.link)):
            return _rendered(_or_gone(view, request, *args, **kwargs))

    return inside


def _chosen(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else ""


def _language(request: HttpRequest, link: ClientLink | None = None) -> str:
    """By choice, else the client's own, else the browser's."""
    kept = _chosen(request) or request.COOKIES.get(cookies.LANGUAGE, "")
    if kept in dict(settings.LANGUAGES):
        return kept
    return link.client.language if link else get_supported_language_variant(translation.get_language() or "en")


def _zone(link: ClientLink) -> ZoneInfo:
    return ZoneInfo(link.client.office.zone)


def _shown(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> TemplateResponse:
    answer = TemplateResponse(request, f"cases/client/{name}.html", context, status=status)
    answer["Content-Language"] = translation.get_language() or "en"
    return answer


def _said(request: HttpRequest, words: str, status: int) -> HttpResponse:
    return _shown(request, "said", {"words": words, "title": _("Not sent")}, status)


def gone(request: HttpRequest) -> HttpResponse:
    return _shown(request, "gone", {}, 404)


# Before the code


@_page
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    link = selectors.link_of(token, clock.now())
    if link is None:
        return _no_link(request)
    with translation.override(_language(request, link)):
        return _rendered(_or_gone(_at_the_door, request, link))


def _rendered(response: HttpResponse) -> HttpResponse:
    """While the language and the zone are those of the page."""
    if isinstance(response, TemplateResponse):
        response.render()
    return response


def _no_link(request: HttpRequest) -> HttpResponse:
    """Who tries many addresses is slowed down; who has a link and shares the place is not."""
    try:
        limits.count_wrong_link(request)
    except Throttled:
        return _said(request, _("Too many tries. Wait a few minutes, then open your link again."), 429)
    return gone(request)


def _at_the_door(request: HttpRequest, link: ClientLink) -> HttpResponse:
    if request.method != "POST":
        entering.note_opening(link=link, at=clock.now())
        return _door(request, link, CodeForm())
    try:
        limits.refuse_locked(link)
        return _ask(request, link) if "ask" in request.POST else _enter(request, link)
    except Throttled as held:
        minutes = max(1, ceil(getattr(held, "wait", 60) / 60))
        words = _("Too many tries. For your safety this page rests; try again in %(n)d minutes.") % {"n": minutes}
        return _said(request, words, 429)


def _ask(request: HttpRequest, link: ClientLink) -> HttpResponse:
    limits.refuse_asking_too_often(request, link)
    entering.ask_code(link=link, at=clock.now())
    return _door(request, link, CodeForm(), asked=True)


def _enter(request: HttpRequest, link: ClientLink) -> HttpResponse:
    form = CodeForm(request.POST)
    if form.is_valid():
        token = entering.enter(link=link, typed=form.cleaned_data["code"], at=clock.now())
        if token is not None:
            response = HttpResponseRedirect(reverse("client-home"))
            cookies.keep(response, cookies.SESSION, token)
            return response
        limits.count_wrong_code(link)
        words = _("This code is not right, was used before, or is too old. Only the newest one works.")
        form.add_error("code", words)
    return _door(request, link, form, status=400)


def _door(
    request: HttpRequest, link: ClientLink, form: CodeForm, asked: bool = False, status: int = 200
) -> HttpResponse:
    by_mail = selectors.goes_by_mail(link.client)
    context = {"form": form, "asked": asked, "by_mail": by_mail, "office": link.client.office.name}
    return _shown(request, "door", context, status)


# Behind it


@_inside
def home(request: Any) -> HttpResponse:
    session: ClientLinkCode = request.client_session
    today = clock.today(session.link.client.office.zone)
    cases = selectors.live_cases(request.user)
    steps = _told_apart(selectors.own_steps(request.user), cases)
    told = selectors.told_before(request.user)
    context = {
        **_around(session),
        "now": [_step(each, today, about) for each, about in steps if each.state == StepState.READY],
        "later": [_step(each, today, about) for each, about in steps if each.state == StepState.WAITING],
        "cases": [{"name": str(each.credit_account.product), "words": case_words(each)} for each in cases],
        "told": [report_words(each) for each in told],
        "missing": something_is_missing(told),
        "sent": "sent" in request.GET,
    }
    context["now"].sort(key=lambda shown: (not shown["urgent"], shown["day"]))
    return _shown(request, "home", context)


def _told_apart(steps: list[Any], cases: list[Any]) -> list[tuple[Any, str]]:
    """What serves every case stands once; the others say which account they are about, where there are several."""
    names = {each.pk: str(each.credit_account.product) for each in cases} if len(cases) > 1 else {}
    shared = {each.action: each for each in reversed(steps) if each.action in SHARED}
    once = [each for each in steps if shared.get(each.action, each) is each]
    return [(each, "" if each.action in SHARED else names.get(each.case_id, "")) for each in once]


def _step(step: Any, today: Any, about: str = "") -> dict[str, Any]:
    words = step_words(step)
    deadline = getattr(step, "deadline", None)
    return {
        "id": step.pk,
        "about": about,
        "title": words.title,
        "how": words.how,
        "due": due_words(step, today),
        "urgent": step.urgent,
        "pays": step.action == telling.PAYS,
        "day": (deadline.due_on if deadline else step.ready_on or today).isoformat(),
    }


def _around(session: ClientLinkCode) -> dict[str, Any]:
    """What every page behind the code shows around its own part."""
    client = session.link.client
    return {
        "office": client.office.name,
        "name": client.name,
        "advisor": client.advisor.name,
        "held": selectors.some_are_held(session.link.account),
        "idle_minutes": int(entering.IDLE.total_seconds() // 60),
        "inside": True,
    }


@_inside
def step(request: Any, id: UUID) -> HttpResponse:
    """One step of the client's own, and a form for a picture or PDF."""
    session: ClientLinkCode = request.client_session
    found = selectors.own_step(request.user, id)
    if found is None:
        return gone(request)

    def tell(form: ProofForm) -> None:
        given = {name: form.cleaned_data[name] for name in ("words", "from_court")}
        given |= {"upload": form.cleaned_data["file"], "submission": form.once()}
        telling.tell_proof(link=session.link, step=found, at=clock.now(), **given)

    form = ProofForm(request.POST, request.FILES) if request.method == "POST" else ProofForm()
    shown = _step(found, clock.today(session.link.client.office.zone))
    return _told(request, form, tell) or _shown(request, "step", {**_around(session), "step": shown, "form": form})


@_inside
def payment(request: Any) -> HttpResponse:
    session: ClientLinkCode = request.client_session
    cases = {str(each.pk): each for each in selectors.live_cases(request.user)}
    if not cases:
        return gone(request)
    choices = [(ident, str(each.credit_account.product)) for ident, each in cases.items()]
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PaymentForm(*given, cases=choices, today=clock.today(session.link.client.office.zone))

    def tell(form: PaymentForm) -> None:
        values = {name: form.cleaned_data[name] for name in ("amount", "paid_on", "words")}
        values |= {"case": cases[form.cleaned_data["case"]], "upload": form.cleaned_data["file"]}
        telling.tell_payment(link=session.link, submission=form.once(), at=clock.now(), **values)

    return _told(request, form, tell) or _shown(request, "payment", {**_around(session), "form": form})


def _told(request: Any, form: Any, tell: Callable[[Any], None]) -> HttpResponse | None:
    """Back to the first page once it is told; None where the form is shown, again with what is wrong."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        tell(form)
    except DomainError as refused:
        field = refused.pointer.removeprefix("/")
        form.add_error(field if field in form.fields else None, str(refused.detail))
        return None
    return HttpResponseRedirect(reverse("client-home") + "?sent#told")


@_inside
def leave(request: Any) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseRedirect(reverse("client-home"))
    entering.leave(session=request.client_session, at=clock.now())
    response = _shown(request, "left", {})
    cookies.forget(response)
    return response
