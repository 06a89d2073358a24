"""Model serializers, `select_related`, pages by number: what a tutorial leads to, done with care.

An advisor sees their own clients, a supervisor the office's. There is no audit, no masking by right, no language, no
version; the evaluation is the product's own engine, on the evidence of the kinds that the data has, and it is stored.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import engine
from assessments.engine.evidence import Account as Facts
from assessments.evidence.conversion import item
from assessments.packs import packs
from bench.plain.models import KINDS, Account, Assessment, Client, Office, Person

BOX = Fernet(settings.FIELD_KEYS[0])
META = ("id", "credit_account_id", "withdrawn", "supersedes_id", "credit_account", "supersedes")


class OfficeSerializer(serializers.ModelSerializer[Office]):
    class Meta:
        model = Office
        fields = ("id", "name")


class PersonSerializer(serializers.ModelSerializer[Person]):
    class Meta:
        model = Person
        fields = ("id", "name", "email")


class ClientSerializer(serializers.ModelSerializer[Client]):
    office = OfficeSerializer()
    advisor = PersonSerializer()
    identity_number = serializers.SerializerMethodField()
    phone = serializers.SerializerMethodField()

    class Meta:
        model = Client
        fields = (
            "id", "office", "advisor", "name", "language", "email", "identity_number", "phone", "external_id",
            "erased_at", "version", "created_at", "updated_at",
        )  # fmt: skip

    def get_identity_number(self, client: Client) -> str:
        return masked(client.identity_number_sealed)

    def get_phone(self, client: Client) -> str:
        return masked(client.phone_sealed)


class AssessmentSerializer(serializers.ModelSerializer[Assessment]):
    answer = serializers.SerializerMethodField()

    class Meta:
        model = Assessment
        fields = (
            "id", "office", "client", "credit_account", "as_of", "known_at", "status", "risk_level", "engine_version",
            "input_digest", "content_digest", "created_by", "created_at", "answer",
        )  # fmt: skip

    def get_answer(self, assessment: Assessment) -> Any:
        return json.loads(assessment.content)


def masked(sealed: bytes) -> str:
    text = BOX.decrypt(bytes(sealed)).decode() if sealed else ""
    return "*" * (len(text) - 4) + text[-4:]


class ClientViewSet(viewsets.ReadOnlyModelViewSet[Client]):
    queryset = Client.objects.select_related("office", "advisor").order_by("-created_at", "-id")
    serializer_class = ClientSerializer

    def get_queryset(self) -> Any:
        person: Any = self.request.user
        rows = super().get_queryset().filter(office=person.office_id)
        return rows if person.role == "supervisor" else rows.filter(advisor=person)


class AccountViewSet(viewsets.GenericViewSet[Account]):
    queryset = Account.objects.select_related("client", "office", "product", "lender_of_record")

    def get_queryset(self) -> Any:
        person: Any = self.request.user
        rows = super().get_queryset().filter(office=person.office_id)
        return rows if person.role == "supervisor" else rows.filter(client__advisor=person)

    @action(detail=True, methods=["post"])
    def evaluate(self, request: Request, pk: str) -> Response:
        account, now = self.get_object(), timezone.now()
        pack = engine.pack_for(packs(), account.product.key)
        evidence, facts = evidence_of(account), facts_of(account)
        concluded = engine.evaluate(evidence, facts, pack, now)
        content = engine.assessment_bytes(concluded)
        with transaction.atomic():
            made = Assessment.objects.create(
                office_id=account.office_id,
                client_id=account.client_id,
                credit_account=account,
                as_of=now,
                known_at=now,
                status=concluded.state.status,
                risk_level=concluded.risk.level,
                pack_id=pack.digest,
                engine_version=concluded.engine_version,
                input=engine.input_bytes(evidence, facts, now),
                input_digest=concluded.input_digest,
                content=content,
                content_digest=f"sha256:{sha256(content).hexdigest()}",
                created_by=request.user,
            )
        return Response(AssessmentSerializer(made).data, 201)


def evidence_of(account: Account) -> engine.Evidence:
    found: dict[str, Any] = {}
    for name, model in KINDS.items():
        own = [field.attname for field in model._meta.concrete_fields if field.attname not in META]
        rows = model._default_manager.filter(credit_account=account, withdrawn=False, successor=None)
        found[name] = tuple(
            item(name, {"id": str(row.pk)} | {column: getattr(row, column) for column in own}) for row in rows
        )
    return engine.Evidence(**found)


def facts_of(account: Account) -> Facts:
    lender = account.lender_of_record
    return Facts(
        product=account.product.key,
        outstanding_amount=account.outstanding_amount,
        currency=account.currency,
        zone=account.office.zone,
        lender=lender.name if lender else "",
        lender_type=lender.kind if lender else None,
    )
