"""Index: Django finds the areas' admin pages here."""

from assessments.evaluations.admin import AssessmentAdmin as AssessmentAdmin
from assessments.evaluations.admin import RulePackAdmin as RulePackAdmin
from assessments.evidence.admin import DisplayAdmin as DisplayAdmin
from assessments.evidence.admin import NoticeAdmin as NoticeAdmin
from assessments.evidence.admin import RepaymentAdmin as RepaymentAdmin
