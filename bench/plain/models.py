"""The tables of the product as plain models, and a token's look-up."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils import timezone
from rest_framework.authentication import TokenAuthentication


class Office(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=64)

    class Meta:
        managed = False
        db_table = "accounts_office"


class Person(AbstractBaseUser):
    id = models.UUIDField(primary_key=True, default=uuid4)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"

    class Meta:
        managed = False
        db_table = "accounts_person"


class PlainToken(models.Model):
    key = models.CharField(max_length=40, primary_key=True)
    user = models.ForeignKey(Person, on_delete=models.CASCADE)

    class Meta:
        managed = False
        db_table = "plain_token"


class BearerAuthentication(TokenAuthentication):
    keyword = "Bearer"
    model = PlainToken


class Client(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    advisor = models.ForeignKey(Person, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=10)
    email = models.EmailField(blank=True)
    identity_number_sealed = models.BinaryField()
    phone_sealed = models.BinaryField()
    external_id = models.CharField(max_length=200, null=True)
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "accounts_client"


class Product(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    key = models.CharField(max_length=50)
    name = models.CharField(max_length=200)

    class Meta:
        managed = False
        db_table = "accounts_creditproduct"


class Lender(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)

    class Meta:
        managed = False
        db_table = "accounts_lender"


class Account(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    product = models.ForeignKey(Product, on_delete=models.PROTECT)
    lender_of_record = models.ForeignKey(Lender, on_delete=models.PROTECT, null=True)
    reference = models.CharField(max_length=100)
    outstanding_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)

    class Meta:
        managed = False
        db_table = "accounts_creditaccount"


class Assessment(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    credit_account = models.ForeignKey(Account, on_delete=models.PROTECT)
    as_of = models.DateTimeField()
    known_at = models.DateTimeField()
    status = models.CharField(max_length=20)
    risk_level = models.CharField(max_length=20)
    pack_id = models.CharField(max_length=80)
    engine_version = models.CharField(max_length=20)
    input = models.BinaryField()
    input_digest = models.CharField(max_length=80)
    content = models.BinaryField()
    content_digest = models.CharField(max_length=80)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        managed = False
        db_table = "assessments_assessment"


class Item(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    credit_account = models.ForeignKey(Account, on_delete=models.PROTECT)
    provenance = models.CharField(max_length=20)
    withdrawn = models.BooleanField(default=False)
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="successor")

    class Meta:
        abstract = True
        managed = False


class Display(Item):
    observed_at = models.DateTimeField()
    shows_limit = models.BooleanField(null=True)
    can_draw = models.BooleanField(null=True)
    limit_total = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    limit_available = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    text = models.TextField()

    class Meta(Item.Meta):
        abstract = False
        db_table = "assessments_display"


class Notice(Item):
    received_at = models.DateTimeField()
    channel = models.CharField(max_length=10)
    text = models.TextField()

    class Meta(Item.Meta):
        abstract = False
        db_table = "assessments_notice"


class Repayment(Item):
    due_on = models.DateField()
    amount_due = models.DecimalField(max_digits=14, decimal_places=2)
    loan_ref = models.TextField()
    paid_on = models.DateField(null=True)
    amount_paid = models.DecimalField(max_digits=14, decimal_places=2, null=True)

    class Meta(Item.Meta):
        abstract = False
        db_table = "assessments_repayment"


class Drawdown(Item):
    at = models.DateTimeField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    stated_use = models.TextField()
    counterparty = models.CharField(max_length=10)

    class Meta(Item.Meta):
        abstract = False
        db_table = "assessments_drawdown"


class Score(Item):
    scheme = models.CharField(max_length=20)
    value = models.PositiveSmallIntegerField()
    read_on = models.DateField()

    class Meta(Item.Meta):
        abstract = False
        db_table = "assessments_score"


KINDS: dict[str, type[Item]] = {
    "displays": Display,
    "notices": Notice,
    "repayments": Repayment,
    "drawdowns": Drawdown,
    "scores": Score,
}
