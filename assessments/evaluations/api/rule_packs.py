"""The rule packs in force, by key, with their dated facts and sources; and whether files of one's own would do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.decide import can
from accounts.access.views import Act, Guarded
from assessments.engine import Pack
from assessments.engine.dated import DatedValue
from assessments.evaluations.in_force import packs_for
from assessments.evaluations.pack_check import compared, errors_of
from assessments.evaluations.rendering import language_of_request
from assessments.packs.laid_out import MAX_FILE, MAX_FILES, NAME
from config.api.fields import Choice, Day, Input, Output, Text, TrueOrFalse, Whole
from config.api.filters import refuse_unknown_parameters
from config.errors import InvalidInput

MOST_COMPARED = 1_000
COUNTED = ("rules", "actions", "deadlines", "products", "facts")


class CountsOutput(Output):
    rules = Whole()
    actions = Whole()
    deadlines = Whole()
    products = Whole()
    facts = Whole()
    texts = Whole()


class RulePackListed(Output):
    """A pack as it is in force: `digest` is that of all it holds, what it extends included."""

    key = Text()
    version = Text()
    digest = Text()
    title = Text()
    extends = Text(allow_null=True)
    counts = CountsOutput()


class FactVersionOutput(Output):
    """What holds from `valid_from` to `valid_to` (null: no end known). `from_memory` is not yet checked."""

    value = Text()
    valid_from = Day()
    valid_to = Day(allow_null=True)
    article = Text()
    published = Day(allow_null=True)
    checked_on = Day(allow_null=True)
    verification = Choice(choices=["text_seen", "from_memory"])


# A field has `source` of its own: this one is added by name.
FactVersionOutput._declared_fields["source"] = Text()


class FactValuesOutput(Output):
    key = Text()
    description = Text()
    unit = Text()
    versions = FactVersionOutput(many=True)


class RulePackOutput(RulePackListed):
    facts = FactValuesOutput(many=True)


class RulePackPage(Output):
    next = Text(allow_null=True)
    previous = Text(allow_null=True)
    results = RulePackListed(many=True)


class RulePackView(Guarded):
    resource = "rule-packs"
    act = "list"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if "id" in kwargs and not can(request.user, "list", self.resource):
            raise Http404  # packs in force have no scope to hide them
        found = packs_for(request.user)
        self.packs = [_pack(found, kwargs["id"])] if "id" in kwargs else [found[key] for key in sorted(found)]
        self.permit(self.act)
        self.begin(request)
        refuse_unknown_parameters(request, set())


class RulePacksView(RulePackView):
    """The packs that judge now. All fit on one page."""

    @extend_schema(operation_id="rule_packs_list", tags=["evaluation"], responses=RulePackPage)
    def get(self, request: Request) -> Response:
        return Response({"next": None, "previous": None, "results": [_listed(pack) for pack in self.packs]})


class RulePackDetailView(RulePackView):
    """One pack by its key, with every dated fact, its source, and whether that was checked against the text."""

    act = "retrieve"

    @extend_schema(operation_id="rule_packs_retrieve", tags=["evaluation"], responses=RulePackOutput)
    def get(self, request: Request, **kwargs: str) -> Response:
        pack = self.packs[0]
        facts = [_told(fact, language_of_request()) for _key, fact in sorted(pack.facts.items())]
        return Response(_listed(pack) | {"facts": FactValuesOutput(facts, many=True).data})


class PackFilesInput(Input):
    """Files by name (`jiebei/rules/overdue.yaml`), over the shipped packs.

    A folder given with its `pack.yaml` replaces the shipped pack of that name; without, file by file.
    """

    files = serializers.DictField(child=Text(max_length=MAX_FILE, allow_blank=True), allow_empty=False)

    def validate_files(self, files: dict[str, str]) -> dict[str, str]:
        if len(files) > MAX_FILES:
            raise serializers.ValidationError(_("At most 200 files."), code="max_length")
        for name in files:
            serializers.RegexField(NAME).run_validation(name)
        return files


class PackErrorOutput(Output):
    file = Text()
    line = Whole()
    message = Text()
    remedy = Text()


class PackVerdictOutput(Output):
    valid = TrueOrFalse()


# A serializer has `errors` of its own: the field is added by name.
PackVerdictOutput._declared_fields["errors"] = PackErrorOutput(many=True)
EXAMPLE = {"files": {"mine/pack.yaml": "key: mine\nversion: 2026.11.1\nextends: base\n"}}


class RulePackValidateView(Act):
    """Says with file, line and remedy what is wrong with pack files. Keeps nothing and puts nothing in force."""

    resource = "rule-packs"
    act = "validate"
    writes = False

    @extend_schema(
        operation_id="rule_packs_validate",
        tags=["evaluation"],
        request=PackFilesInput,
        responses=PackVerdictOutput,
        examples=[OpenApiExample("An overlay of the base pack", value=EXAMPLE, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        errors = errors_of(self.parsed(PackFilesInput)["files"])
        told = [{name: getattr(error, name) for name in ("file", "line", "message", "remedy")} for error in errors]
        return Response({"valid": not told, "errors": told})


class PackDifferenceOutput(Output):
    """`section` is a part of the pack (rules, facts, wording …), empty for its head. null where there is nothing."""

    section = Text()
    entry = Text()
    change = Choice(choices=["added", "removed", "changed"])
    before = serializers.JSONField()
    after = serializers.JSONField()


class PackComparedOutput(Output):
    """The first 1,000 of `count` differences between the pack in force under `key` and the one posted."""

    key = Text()
    count = Whole()
    differences = PackDifferenceOutput(many=True)


class PackComparisonOutput(Output):
    results = PackComparedOutput(many=True)


class RulePackCompareView(Act):
    """What is in force against posted pack files: rule by rule, fact by fact, text by text. Keeps nothing."""

    resource = "rule-packs"
    act = "compare"
    writes = False

    @extend_schema(
        operation_id="rule_packs_compare",
        tags=["evaluation"],
        request=PackFilesInput,
        responses=PackComparisonOutput,
        examples=[OpenApiExample("An overlay of the base pack", value=EXAMPLE, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        files = self.parsed(PackFilesInput)["files"]
        if errors_of(files):
            words = _("These files make no good pack; `validate/` says why.")
            raise InvalidInput(words, code="broken_pack", pointer="/files")
        told = [
            {"key": key, "count": len(found), "differences": found[:MOST_COMPARED]}
            for key, found in compared(files, packs_for(request.user)).items()
        ]
        return Response(PackComparisonOutput({"results": told}).data)


def _pack(packs: Mapping[str, Pack], key: str) -> Pack:
    if key not in packs:
        raise Http404
    return packs[key]


def _told(fact: DatedValue, language: str) -> dict[str, Any]:
    """In the caller's language; a rule that is no quantity is told by its description."""
    description = fact.description[language]
    versions = [
        {
            "value": description if fact.unit == "rule" else version.value,
            "valid_from": version.valid_from,
            "valid_to": version.valid_to,
            "source": version.source[language],
            "article": version.article[language] if version.article else "",
            "published": version.published,
            "checked_on": version.checked_on,
            "verification": version.verification,
        }
        for version in fact.versions
    ]
    return {"key": fact.key, "description": description, "unit": fact.unit, "versions": versions}


def _listed(pack: Pack) -> dict[str, Any]:
    counts = {name: len(getattr(pack, name)) for name in COUNTED} | {"texts": len(pack.wording.texts)}
    return {
        "key": pack.key,
        "version": pack.version,
        "digest": pack.digest,
        "title": pack.data["title"][language_of_request()] if "title" in pack.data else "",
        "extends": pack.data.get("extends"),
        "counts": counts,
    }
