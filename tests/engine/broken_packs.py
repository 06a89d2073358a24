"""Texts replaced in the packs that ship, one at a time, and what is said of each."""

from __future__ import annotations

from typing import NamedTuple

OVERDUE, RISK, THRESHOLDS = "base/rules/overdue.yaml", "base/risk.yaml", "base/thresholds.yaml"
FACTS, WORDS, GAPS = "base/facts/credit_reporting.yaml", "base/wording/plan.yaml", "base/gaps.yaml"


class Broken(NamedTuple):
    """One text of one file replaced, and what is said of it."""

    file: str
    before: str
    after: str
    said: str


SECTIONS = {
    "unknown indicator": Broken(
        OVERDUE,
        "indicator: stated_overdue,",
        "indicator: stated_overdu,",
        "unknown indicator 'stated_overdu'. Did you mean 'stated_overdue'?",
    ),
    "unknown comparison": Broken(OVERDUE, 'op: ">="', 'op: "=>"', "'op' cannot be '=>'. Did you mean '>'?"),
    "unknown threshold": Broken(
        OVERDUE,
        "limit: cured_months",
        "limit: cured_month",
        "unknown limit 'cured_month'. Did you mean 'cured_months'?",
    ),
    "neither value nor limit": Broken(
        OVERDUE,
        'stated_overdue, op: ">=", value: 1}',
        'stated_overdue, op: ">="}',
        "give either `value` or `limit`."
        " `value: 3` compares with a number, `limit: NAME` with a threshold of the pack.",
    ),
    "order of true and false": Broken(
        OVERDUE,
        'stated_overdue, op: ">=", value: 1}',
        'stated_overdue, op: ">=", value: true}',
        "True has no order. Use == or !=.",
    ),
    "text compared with": Broken(
        OVERDUE,
        'stated_overdue, op: ">=", value: 1}',
        'stated_overdue, op: ">=", value: "1"}',
        "'1' cannot be compared with. Use a whole number, or true/false.",
    ),
    "unknown cause": Broken(
        OVERDUE, "cause: overdue\n", "cause: overdues\n", "'cause' cannot be 'overdues'. Did you mean 'overdue'?"
    ),
    "unknown key of a rule": Broken(
        OVERDUE, "  weight: 50\n", "  wieght: 50\n", "unknown key 'wieght'. Did you mean 'weight'?"
    ),
    "weight in words": Broken(
        OVERDUE,
        "  weight: 50\n",
        "  weight: heavy\n",
        "'weight' must be a whole number, not 'heavy'. Write digits without quotes, such as 15.",
    ),
    "weight too large": Broken(
        OVERDUE, "  weight: 50\n", "  weight: 1001\n", "weight 1001 is out of range. Give 1 to 1000 whole points."
    ),
    "empty source": Broken(
        OVERDUE,
        '{zh-Hans: "催收或提醒通知自己写明的逾期天数；分值为自行判断"',
        '{zh-Hans: " "',
        "'zh-Hans' is empty. Say it in words.",
    ),
    "rule that ends before it begins": Broken(
        OVERDUE,
        "valid_from: 2015-01-01\n",
        "valid_from: 2015-01-01\n  valid_to: 2014-12-31\n",
        "the rule ends before it begins. Check both dates.",
    ),
    "date in words": Broken(
        OVERDUE,
        "valid_from: 2015-01-01\n",
        "valid_from: spring\n",
        "'valid_from' must be a date such as 2026-01-31, not 'spring'. Write it without quotes, such as 2026-01-31.",
    ),
    "bounds against each other": Broken(
        OVERDUE,
        "at_most: moderate\n  when:\n    all:\n      - {indicator: unpaid",
        "at_most: weak\n  at_least: strong\n  when:\n    all:\n      - {indicator: unpaid",
        "`at_least` lies above `at_most`. Exchange them, or keep one.",
    ),
    "parameter of unknown indicator": Broken(
        OVERDUE,
        "params: {days: stated_days_overdue}",
        "params: {days: stated_days_overdu}",
        "unknown indicator 'stated_days_overdu'. Did you mean 'stated_days_overdue'?",
    ),
    "bins that run both ways": Broken(
        RISK,
        "{from: 31, points: 50}",
        "{from: 31, points: 10}",
        "bins must rise and points run one way from zero up. Keep the table monotone.",
    ),
    "levels that do not rise": Broken(
        RISK, "  high: 90\n", "  high: 20\n", "the least points of the levels must rise. From low to severe."
    ),
    "neutral outside": Broken(
        RISK, "neutral: 15", "neutral: 16", "`neutral` lies outside the points of the bins. From 0 to 15."
    ),
    "threshold that is missing": Broken(
        THRESHOLDS,
        "  cured_months: 12",
        "  cured_month: 12",
        "'cured_months' is missing. Add `cured_months:` with a whole number.",
    ),
    "percent beyond a hundred": Broken(
        THRESHOLDS, "document_seen: 90", "document_seen: 190", "190 percent is out of range. From 0 to 100."
    ),
    "band outside the scale": Broken(
        THRESHOLDS,
        "bands: [550,",
        "bands: [350,",
        "bands must be whole numbers inside the scale. From 350 to 950.",
    ),
    "classes out of order": Broken(
        THRESHOLDS,
        "substandard: 91, doubtful: 271",
        "substandard: 291, doubtful: 271",
        "days must rise from class to class. In the order special_mention, substandard, doubtful, loss.",
    ),
    "classes without a date": Broken(
        THRESHOLDS,
        "loss: 361, valid_from: 2023-07-01, ",
        "loss: 361, ",
        "'valid_from' is missing. Add `valid_from:` with a date such as 2026-01-31.",
    ),
    "unknown unit": Broken(FACTS, "unit: years", "unit: yers", "'unit' cannot be 'yers'. Did you mean 'years'?"),
    "fact without verification": Broken(
        FACTS,
        ", verification: text_seen}",
        "}",
        "'verification' is missing. Add `verification:` with a text.",
    ),
    "fact without source": Broken(
        FACTS,
        'source: {zh-Hans: "征信业管理条例（国务院令第631号）", '
        'en: "Regulation on the Credit Reporting Industry (State Council Decree no. 631)"}, ',
        "",
        '\'source\' must be told in both languages. Write `{zh-Hans: "…", en: "…"}`.',
    ),
    "fact that ends before it begins": Broken(
        FACTS,
        "valid_from: 2026-01-01, valid_to: 2026-06-30",
        "valid_from: 2026-01-01, valid_to: 2025-06-30",
        "it ends on 2025-06-30, before it begins. Check both dates.",
    ),
    "fact checked before it was published": Broken(
        FACTS,
        "published: 2025-12-23, checked_on: 2026-11-24",
        "published: 2025-12-23, checked_on: 2025-11-24",
        "it was checked before it was published on 2025-12-23. Check both dates.",
    ),
    "versions that overlap": Broken(
        "base/facts/lending.yaml",
        "valid_from: 2024-07-22",
        "valid_from: 2024-07-21",
        "the values of 'lpr_one_year_percent' overlap or are out of order. Oldest first.",
    ),
    "language that is missing": Broken(
        WORDS,
        ', en: "Call the client today"}',
        "}",
        "'en' is missing. Add `en:` with a text.",
    ),
    "languages that differ": Broken(
        WORDS,
        'en: "Call the client today"',
        'en: "Call {phone_police}"',
        "the languages of 'action.call_client.title' differ in placeholders: phone_police. Use the same in both.",
    ),
    "customer line that is no fact": Broken(
        "jiebei/products.yaml",
        "channel: phone_alipay",
        "channel: phone_alipai",
        "unknown name 'phone_alipai'. Did you mean 'phone_alipay'?",
    ),
    "instalments as of right on a loan": Broken(
        "jiebei/products.yaml",
        "channel: phone_alipay",
        "instalment_right: true",
        "'jiebei' has no right to instalments. Only credit cards do (art. 70).",
    ),
    "overlay that is not there": Broken(
        "base/products.yaml",
        "pack: huabei",
        "pack: huabey",
        "product 'huabei' names unknown pack 'huabey'. Did you mean 'huabei'?",
    ),
    "court paper of no kind": Broken(
        "base/deadlines.yaml",
        "paper: summons",
        "paper: sumons",
        "'paper' cannot be 'sumons'. Did you mean 'summons'?",
    ),
    "empty words of a warning": Broken(
        "base/warnings.yaml",
        "words: [自杀,",
        'words: ["",',
        "warning 'vulnerable_client' has an empty word or none. Give the words that raise it.",
    ),
    "words looked for nowhere": Broken(
        "base/warnings.yaml",
        "where: [statements]",
        "where: [statement]",
        "'where' cannot hold 'statement'. Did you mean 'statements'?",
    ),
    "key written twice": Broken(
        GAPS,
        "notice: {needless_in: [available]}",
        "notice: {}\nnotice: {}",
        "key 'notice' is written twice. Keep one of them.",
    ),
    "anchor": Broken(
        GAPS,
        "notice: {needless_in: [available]}",
        "notice: &x {}",
        "anchors and aliases are not accepted. Write the value out.",
    ),
    "alias": Broken(
        GAPS,
        "notice: {needless_in: [available]}",
        "notice: *x",
        "anchors and aliases are not accepted. Write the value out.",
    ),
    "tag": Broken(
        GAPS,
        "notice: {needless_in: [available]}",
        "notice: !!python/name:os.system {}",
        "tag 'tag:yaml.org,2002:python/name:os.system' is not accepted. Write plain values.",
    ),
    "inexact number": Broken(
        GAPS, "{fresh_days: 30}", "{fresh_days: 30.5}", "30.5 is inexact or an instant. Put it in quotes."
    ),
    "octal number": Broken(
        GAPS, "{fresh_days: 30}", "{fresh_days: 030}", "030 would be read as 24. Write 24, or quotes."
    ),
    "yes for true": Broken(
        GAPS, "{fresh_days: 30}", "{fresh_days: yes}", "yes would be read as True. Write true, or quotes."
    ),
    "broken layout": Broken(
        GAPS,
        "notice: {needless_in: [available]}",
        "notice: {",
        "not readable as YAML: expected ',' or '}', but got '<scalar>'. Check indentation, quotes and brackets",
    ),
    "circle of packs": Broken(
        "credit_card/pack.yaml",
        "extends: base",
        "extends: credit_card_instalment",
        "packs extend each other in a circle: credit_card_instalment -> credit_card -> credit_card_instalment."
        " Let one of them extend base.",
    ),
    "unknown base": Broken(
        "jiebei/pack.yaml", "extends: base", "extends: bases", "unknown pack 'bases'. Did you mean 'base'?"
    ),
    "key that is not the folder's": Broken(
        "jiebei/pack.yaml", "key: jiebei", "key: jebei", "the key must be the folder's name. Write `key: jiebei`."
    ),
}
