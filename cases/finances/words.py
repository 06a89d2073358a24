"""The kinds of income and of necessary expense, as people call them. A loan is no income."""

from __future__ import annotations

import re
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


def line_words(line: Mapping[str, str]) -> str:
    """One line of a budget, as the reader's language has it."""
    kinds = INCOME_WORDS if line["side"] == "income" else EXPENSE_WORDS
    return f"{kinds[line['kind']]}: {line['amount']} {line['words']}".rstrip()


_LENT_TO_ONE = re.compile(
    r"向.{1,12}借|借[来來入得到]|借[款钱錢]|[贷貸]款|[网網][贷貸]|取[现現]|套[现現]|借[呗唄]|花[呗唄]|微粒[贷貸]|金[条條]|白[条條]"
    r"|\bloans?\b|\bborrow|\bcash advance",
    re.IGNORECASE,
)
_ONES_OWN = re.compile(
    r"归还|歸還|还我|還我|收回|利息|补贴|補貼|贴息|\brepaid\b|\binterest\b|\ballowance\b", re.IGNORECASE
)


def tell_of_borrowing(words: str) -> bool:
    """Whether income is called what it is not: money that somebody lent. What is paid back to one, or what lending or
    an employer brings, is one's own.

    >>> [tell_of_borrowing(words) for words in ("向朋友借款", "a loan from my bank", "朋友归还借款", "工资")]
    [True, True, False, False]
    """
    return bool(_LENT_TO_ONE.search(words)) and not _ONES_OWN.search(words)
