"""Fees that are refused: those that hang on what becomes of a credit record, or on success.

The judgment is on words, clause by clause, and leaves alone a clause that denies: "the fee does not depend on …".
"""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

REFUSED_BASES = {
    "record_removed": _("refused: it depends on a record"),
    "success": _("refused: it depends on success"),
}
"""What a caller may name as a basis, and is then told why it is none."""

_CLAUSE = re.compile(r"[。；;！!\n]|(?<=[a-z])\.\s")
_DENIED = re.compile(
    r"不取决于|不以|无关|不因|不论|无论|不得|不会|不收|从不"
    r"|\b(?:not|no|never|regardless|whether or not|irrespective)\b",
    re.IGNORECASE,
)
_RECORD = (
    r"(?:征信|信用记录|不良信息|记录|污点|黑名单"
    r"|credit|records?|entr(?:y|ies)|histor(?:y|ies)|reports?|arrears)"
)
_REMOVED = (
    r"(?:删除|删掉|消除|清除|抹除|抹掉|撤销|洗白|修复|移除"
    r"|delet\w+|remov\w+|eras\w+|clean\w*|repair\w*|wip\w+)"
)
_DEPENDS = re.compile(
    rf"{_REMOVED}.{{0,15}}{_RECORD}|{_RECORD}.{{0,15}}{_REMOVED}"
    r"|(?:办成|成功|恢复|解封|解冻|通过)(?:之)?(?:后|才|再|方可).{0,8}(?:付|收|支付|结算)|(?:不成功|不成).{0,4}(?:不收|退款|退费)"
    r"|success fee|contingen\w+|\b(?:upon|on|after|if|in case of) (?:success|restor\w+|reopening)|no win",
    re.IGNORECASE,
)


def depends_on_outcome(terms: str) -> bool:
    """Whether the terms make the fee hang on a record's removal or on success.

    >>> depends_on_outcome("征信逾期记录删除后支付3000元"), depends_on_outcome("办成后付尾款")
    (True, True)
    >>> depends_on_outcome("固定服务费，按小时计。费用不取决于任何记录是否删除。")
    False
    """
    return any(_DEPENDS.search(clause) and not _excused(clause) for clause in _CLAUSE.split(terms))


def _excused(clause: str) -> bool:
    """「不成功不收费」 denies nothing: it is success by another name."""
    return bool(_DENIED.search(clause)) and not re.search(r"不成.{0,4}(?:不收|退)|no win", clause, re.IGNORECASE)
