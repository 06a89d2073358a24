"""Index: Django finds the areas' tables here."""

from assessments.evaluations.models import Assessment as Assessment
from assessments.evaluations.models import RulePack as RulePack
from assessments.evidence.models import Display as Display
from assessments.evidence.models import Notice as Notice
from assessments.evidence.models import Repayment as Repayment
