"""The admin site: times in the office's zone, log-in with limits, an own start page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from rest_framework.exceptions import Throttled
from unfold.forms import AdminOwnPasswordChangeForm, AuthenticationForm
from unfold.sites import UnfoldAdminSite
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.access.navigation import start_page
from accounts.audit.seen import note
from accounts.audit.services import record
from accounts.password_links.pages import forgotten_page, set_password_page
from accounts.people.authentication import lacks_second_factor
from accounts.people.services import change_own_password
from accounts.second_factors.pages import second_factor_page
from accounts.second_factors.services import OTP_REQUIRED, require_code
from accounts.sessions.services import begin
from config import clock, guards
from config.api.throttling import Attempt
from config.errors import Gone, NotIdentified

View = Callable[..., HttpResponse]


class LoginForm(AuthenticationForm):  # type: ignore[misc] # unfold is published without types
    """Counts failures as the API's log-in does, in the same store, and asks for the second factor as it does."""

    otp = forms.CharField(
        label=_("code of your authenticator"),
        max_length=20,
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "one-time-code"}),
        help_text=_("Leave it empty if you have set up none."),
    )
    code_missing = False

    def clean(self) -> dict[str, Any]:
        attempt = Attempt(self.request, self.cleaned_data.get("username") or "")
        try:
            attempt.refuse_after_failures()
            cleaned: dict[str, Any] = super().clean()
            if self.get_user() is None:
                return cleaned  # a field was left empty: nothing was tried
            self._ask_for_code()
        except Throttled:
            raise ValidationError(_("Too many failed attempts. Wait a few minutes, then try again.")) from None
        except ValidationError:
            if not self.code_missing:
                attempt.failed()
            raise
        attempt.succeeded()
        return cleaned

    def _ask_for_code(self) -> None:
        """An empty code is forgotten, not guessed: it counts nothing."""
        try:
            require_code(self.get_user(), self.cleaned_data.get("otp") or "", at=clock.now())
        except NotIdentified as refused:
            words = _("Enter the code of your authenticator, or a recovery code.")
            self.code_missing = refused.code == OTP_REQUIRED
            raise ValidationError(words if self.code_missing else str(refused.detail)) from None


class OwnPasswordForm(AdminOwnPasswordChangeForm):  # type: ignore[misc] # unfold is published without types
    def save(self, commit: bool = True) -> Any:
        return change_own_password(actor=self.user, password=self.cleaned_data["new_password1"], at=clock.now())


class SeenChoices(AutocompleteJsonView):
    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        note([obj])
        return super().serialize_result(obj, to_field_name)


class HouseAdminSite(UnfoldAdminSite):  # type: ignore[misc] # unfold is published without types
    login_form: type[forms.Form] = LoginForm
    password_change_form = OwnPasswordForm
    enable_nav_sidebar = True

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Every page is rendered inside the zone of the person's office."""
        inner: View = super().admin_view(view, cacheable)

        def in_zone(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if lacks_second_factor(request.user) and not self._open_without_second_factor(request):
                return HttpResponseRedirect(reverse("admin:second-factor"))
            with timezone.override(zone_of(request)):
                response = self._answer(inner, request, *args, **kwargs)
                return response.render() if isinstance(response, SimpleTemplateResponse) else response

        return update_wrapper(in_zone, inner)

    def _answer(self, view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refusals as pages that lead back; the same one for what is hidden and what never was."""
        try:
            return view(request, *args, **kwargs)
        except Http404:
            text, status = _("There is nothing here, or nothing that you may see."), 404
        except Gone:
            text, status = _("This was erased."), 410
        except PermissionDenied:
            text, status = _("Your role does not permit this."), 403
        except DatabaseError as error:
            if not guards.is_closed(error):
                raise
            text, status = _("What was held on this client was erased; nothing new is taken."), 409
        context = {**self.each_context(request), "title": text}
        return TemplateResponse(request, "admin/house/refused.html", context, status=status)

    def get_urls(self) -> list[Any]:
        """Without the jump to "view on site": it looks rows up by table, past every scope."""
        kept = [entry for entry in super().get_urls() if getattr(entry, "name", "") != "view_on_site"]
        own = [
            path("second-factor/", self.admin_view(self.second_factor), name="second-factor"),
            path("forgotten-password/", never_cache(self.forgotten_password), name="forgotten-password"),
            path("set-password/<str:token>/", never_cache(self.set_password), name="set-password"),
        ]
        return [*own, *kept]

    def _open_without_second_factor(self, request: HttpRequest) -> bool:
        return request.path in {reverse(f"admin:{name}") for name in ("second-factor", "logout", "login", "jsi18n")}

    def second_factor(self, request: HttpRequest) -> HttpResponse:
        return second_factor_page(request, self.each_context(request))

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        answer: HttpResponse = SeenChoices.as_view(admin_site=self)(request)  # type: ignore[assignment] # a JsonResponse
        return answer

    def forgotten_password(self, request: HttpRequest) -> HttpResponse:
        return forgotten_page(request, self.each_context(request))

    def set_password(self, request: HttpRequest, token: str) -> HttpResponse:
        return set_password_page(request, self.each_context(request), token)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {**(extra_context or {}), "house_start": start_page(request), "title": _("Today")}
        page: HttpResponse = super().index(request, context)
        return page

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """A successful log-in is recorded, and the pages go on in the person's language."""
        response: HttpResponse = super().login(request, extra_context)
        person: Any = request.user
        if request.method == "POST" and response.status_code == 302 and person.is_authenticated:
            record(actor=person, act="sign_in", row=person, at=clock.now())
            if request.session.session_key:  # else the session is new, and noted with its first use
                begin(person=person, browser=request.session.session_key, at=clock.now())
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, person.language, samesite="Lax")
        return response

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        person: Any = request.user
        if request.method == "POST" and person.is_authenticated:
            record(actor=person, act="sign_out", row=person, at=clock.now())
        response: HttpResponse = super().logout(request, extra_context)
        return response

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The theme's search over page names is not offered: each list searches its own rows."""
        raise Http404

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """No page shows the list of all tables, which Django puts together for each at a third of its cost."""
        return []

    def get_sidebar_list(self, request: HttpRequest) -> Any:
        """Put together where a page draws it: a form that was saved leads on without one."""
        return SimpleLazyObject(partial(super().get_sidebar_list, request))

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> HttpResponse:
        """The side bar and the start page lead everywhere; Django's list of an app's tables is not offered."""
        return HttpResponseRedirect(reverse("admin:index"))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        page = PasswordChangeView.as_view(
            form_class=self.password_change_form,
            success_url=reverse("admin:password_change_done"),
            template_name="registration/password_change_form.html",
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        answer: HttpResponse = page(request)  # type: ignore[assignment] # its own forms answer with pages
        return answer


def zone_of(request: HttpRequest) -> str:
    person: Any = request.user
    return str(person.office.zone) if person.is_authenticated else settings.TIME_ZONE
