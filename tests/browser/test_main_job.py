"""An advisor's main job in a real browser: intake, evidence, evaluation, case, plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Client
from assessments.models import Assessment, Notice
from cases.models import CaseFile, Plan
from tests.browser.visiting import MARKS, visiting
from tests.world import PASSWORD, World, build_world

CLOSED = "因您长期逾期未还，您的借呗服务已永久关闭。"

pytestmark = MARKS


@pytest.fixture
def world(transactional_db: None) -> World:
    return build_world()


@pytest.fixture
def page(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    with visiting(live_server, monkeypatch, locale="en") as opened:
        yield opened


def sign_in(page: Page, name: str) -> None:
    page.goto("/admin/")
    page.fill("[name=username]", f"{name}@example.org")
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    expect(page).to_have_url(re.compile("/admin/$"))


def speak(page: Page, language: str) -> None:
    """The switch in the side bar's foot."""
    page.locator("nav#nav-sidebar-inner >> text=@example.org").last.click()
    with page.expect_navigation():  # a click by itself does not wait for the page that it leads to
        page.locator(f"form:has([name=language][value={language}]) button").first.click()


def take_in(page: Page) -> None:
    page.get_by_role("link", name="New client").click()
    page.fill("[name=name]", "王立")
    page.fill("[name=identity_number]", "11010519491231002X")
    page.fill("[name=phone]", "13800000000")
    page.click("[name=_save]")
    page.get_by_role("link", name="New credit account").click()
    page.select_option("[name=product]", label="借呗")
    page.fill("[name=outstanding_amount]", "8200.00")
    page.click("[name=_save]")


def record_what_was_seen(page: Page) -> None:
    page.get_by_role("link", name="Add notices").click()
    page.fill("[name=notices-0-received_at_0]", "2026-01-05")
    page.fill("[name=notices-0-received_at_1]", "09:30:00")
    page.select_option("[name=notices-0-channel]", "in_app")
    page.fill("[name=notices-0-text]", CLOSED)
    page.get_by_role("link", name="Add repayments").click()
    page.fill("[name=repayments-0-due_on]", "2025-12-01")
    page.fill("[name=repayments-0-amount_due]", "900.00")
    page.click("[name=_save]")


def test_an_advisor_goes_from_intake_to_an_adopted_plan(world: World, page: Page) -> None:
    sign_in(page, "alice")
    speak(page, "en")
    take_in(page)
    record_what_was_seen(page)
    page.get_by_role("button", name="Evaluate").click()

    expect(page.locator(".house-status-closed h2")).to_have_text("Closed")
    expect(page.locator(".house-answer")).to_contain_text("Overdue payments")
    page.locator(".house-chips a", has_text="notice").first.click()
    expect(page.locator("body")).to_contain_text(CLOSED)
    page.go_back()
    page.locator(".house-acts").get_by_text("Open a case").click()
    expect(page).to_have_url(re.compile("/admin/cases/casefile/.+/change/"))
    page.locator(".house-acts").get_by_text("Adopt a plan").click()
    expect(page.locator("[name=assessment] option:checked")).to_contain_text("Closed")
    page.locator("form.house-card button.house-primary").click()
    expect(page.locator("body")).to_contain_text("The plan is adopted.")

    client = Client.objects.get(name="王立")
    case = CaseFile.objects.get(client=client)
    assert (Notice.objects.get().text, Assessment.objects.get().status) == (CLOSED, "closed")
    assert Plan.objects.get(case=case).pk == case.plan_id
    assert case.next_action_on is not None


def test_a_page_in_chinese_reads_chinese(world: World, page: Page) -> None:
    sign_in(page, "alice")

    speak(page, "zh-hans")

    expect(page.locator("#nav-sidebar-apps")).to_contain_text("信贷账户")
    expect(page.locator("#nav-sidebar-apps")).not_to_contain_text("Clients")


def test_what_was_typed_survives_a_refusal(world: World, page: Page) -> None:
    sign_in(page, "alice")
    speak(page, "en")
    page.goto("/admin/accounts/client/add/")
    page.fill("[name=name]", "Zhang")
    page.fill("[name=identity_number]", "110105194912310021")

    page.click("[name=_save]")

    expect(page.locator("body")).to_contain_text("The check digit of this identity number is wrong.")
    expect(page.locator("[name=name]")).to_have_value("Zhang")
    assert not Client.objects.filter(name="Zhang").exists()


def test_the_documentation_of_the_api_is_drawn_within_its_policy(page: Page) -> None:
    page.goto("/api/v1/docs/")

    expect(page.locator(".opblock").first).to_be_visible(timeout=40_000)
