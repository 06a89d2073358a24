"""Index: Django finds the areas' tables here."""

from assessments.bulletins.models import Bulletin as Bulletin
from assessments.evaluations.models import Assessment as Assessment
from assessments.evaluations.models import RulePack as RulePack
from assessments.evidence.models import CreditReport as CreditReport
from assessments.evidence.models import Display as Display
from assessments.evidence.models import Drawdown as Drawdown
from assessments.evidence.models import LegalPaper as LegalPaper
from assessments.evidence.models import Notice as Notice
from assessments.evidence.models import PlatformEvent as PlatformEvent
from assessments.evidence.models import Repayment as Repayment
from assessments.evidence.models import RepaymentMonth as RepaymentMonth
from assessments.evidence.models import Score as Score
from assessments.evidence.models import Statement as Statement
from assessments.overrides.models import Override as Override
from assessments.pack_drafts.models import BacktestChange as BacktestChange
from assessments.pack_drafts.models import PackBacktest as PackBacktest
from assessments.pack_drafts.models import PackDraft as PackDraft
from assessments.pack_drafts.models import PackRelease as PackRelease
