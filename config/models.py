"""The one table of the house rules. (Django sends post_migrate only to apps with a models module; guards need it.)"""

from __future__ import annotations

from django.db import models


class KeptAnswer(models.Model):
    """The answer to a POST that carried an Idempotency-Key. Only `config.api.idempotency` reads and writes it.

    `id` is a digest of caller, method, path and key; `body` is sealed, since answers hold what clients told us.
    """

    id = models.CharField(primary_key=True, max_length=64)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField()
    body = models.BinaryField()
    created_at = models.DateTimeField(db_index=True)
