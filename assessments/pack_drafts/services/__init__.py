"""Uploading, backtesting and publishing drafts of rule packs."""

from assessments.pack_drafts.services.drafts import newest_of as newest_of
from assessments.pack_drafts.services.drafts import publish_draft as publish_draft
from assessments.pack_drafts.services.drafts import start_backtest as start_backtest
from assessments.pack_drafts.services.drafts import upload_draft as upload_draft
