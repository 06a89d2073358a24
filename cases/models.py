"""Index: Django finds the areas' tables here."""

from cases.advice.models import Advice as Advice
from cases.advice.models import AdviceAnswer as AdviceAnswer
from cases.advice.models import AdviceReview as AdviceReview
from cases.bundles.models import CaseBundle as CaseBundle
from cases.client_links.models import ClientLink as ClientLink
from cases.client_links.models import ClientLinkCode as ClientLinkCode
from cases.client_links.models import ClientReport as ClientReport
from cases.client_links.models import ClientReportLook as ClientReportLook
from cases.correspondence.models import Communication as Communication
from cases.correspondence.models import CommunicationContent as CommunicationContent
from cases.deadlines.models import Deadline as Deadline
from cases.files.models import CaseFile as CaseFile
from cases.files.models import Plan as Plan
from cases.files.models import Step as Step
from cases.files.models import StepOrder as StepOrder
from cases.files.models import Transition as Transition
from cases.finances.models import Budget as Budget
from cases.finances.models import Debt as Debt
from cases.limitation.models import LimitationDecision as LimitationDecision
from cases.referrals.models import ConflictParty as ConflictParty
from cases.referrals.models import LawyerNote as LawyerNote
from cases.referrals.models import Referral as Referral
from cases.reminders.models import Delivery as Delivery
from cases.reminders.models import Reminder as Reminder
from cases.reminders.models import ReminderPause as ReminderPause
from cases.reminders.models import TickMark as TickMark
