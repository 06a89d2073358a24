"""The evaluation of one account: each line of `evaluate` is one step, in the order in which they build on each other.

Pure: the same evidence, account, pack and moment give the same assessment, byte for byte.
"""

from __future__ import annotations

from datetime import datetime

from assessments.engine.assessment import Assessment, PackRef
from assessments.engine.canonical import input_digest
from assessments.engine.conclude import Conclusion, Readings, conclude, read_texts
from assessments.engine.conflicts import find_conflicts
from assessments.engine.evidence import Account, Evidence
from assessments.engine.findings import Arrears, Findings
from assessments.engine.gaps import find_gaps
from assessments.engine.moment import Moment
from assessments.engine.packs.model import Pack
from assessments.engine.plan import build_plan
from assessments.engine.referral import recommend_referral
from assessments.engine.situation import Outlook
from assessments.engine.visible import see
from assessments.engine.warnings import find_warnings
from assessments.engine.what_would_change import find_changes

ENGINE_VERSION = "1.3.0"


def evaluate(evidence: Evidence, account: Account, pack: Pack, as_of: datetime) -> Assessment:
    """What the evidence visible at `as_of` means for the account. Never raises on valid input."""
    moment = Moment.at(as_of, account.zone)
    seen = see(evidence, moment)
    readings = read_texts(seen.evidence, pack, moment)
    conclusion = conclude(seen.evidence, readings, account, pack, moment)
    findings = _findings(conclusion, readings, pack)
    look = Outlook(findings, pack)
    referral = recommend_referral(look)
    return Assessment(
        state=findings.state,
        causes=findings.causes,
        risk=findings.risk,
        warnings=findings.warnings,
        conflicts=findings.conflicts,
        gaps=findings.gaps,
        what_would_change=find_changes(conclusion, readings, look),
        referral=referral,
        plan=build_plan(look, referral=referral.recommended),
        ignored=seen.ignored,
        pack=PackRef(pack.key, pack.version, pack.digest),
        engine_version=ENGINE_VERSION,
        input_digest=input_digest(seen.evidence, account, moment.as_of),
        as_of=moment.as_of,
    )


def _findings(conclusion: Conclusion, readings: Readings, pack: Pack) -> Findings:
    context = conclusion.context
    return Findings(
        account=context.account,
        evidence=context.evidence,
        today=context.moment.today,
        state=conclusion.state,
        causes=conclusion.causes,
        risk=conclusion.risk,
        warnings=find_warnings(context, pack.warnings, pack.facts.get("limitation_years")),
        conflicts=find_conflicts(context, conclusion.conflicts, pack.claims),
        gaps=find_gaps(context, conclusion.state, pack.gaps),
        arrears=context.arrears or Arrears(),
        readings={item.id: readings[item.id] for item in context.evidence.notices},
        indicators={name: each.value for name, each in conclusion.measured.items()},
    )
