"""The kinds of income and of necessary expense, as people call them. A loan is no income."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

INCOME_WORDS: Mapping[str, Any] = {
    "wage": _("wage"),
    "business": _("income from business"),
    "rent": _("rent received"),
    "benefit": _("benefits and pension"),
    "support": _("support from family (a gift, no loan)"),
    "sale_of_own_assets": _("sale of own assets"),
    "other": _("other income"),
}
EXPENSE_WORDS: Mapping[str, Any] = {
    "housing": _("housing"),
    "food": _("food"),
    "utilities": _("water, power, telephone"),
    "transport": _("transport"),
    "medical": _("medical care"),
    "education": _("education"),
    "dependants": _("children and parents"),
    "insurance_tax": _("insurance and taxes"),
    "other": _("other necessary expenses"),
}
