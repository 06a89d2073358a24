"""A client's page on a phone, with script switched off: the way through it, and what WCAG 2.2 AA asks of a page."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.documents.models import Document
from cases.client_links.models import ClientReport
from cases.client_links.services.entering import send_due
from config import clock
from tests.browser.visiting import MARKS, visiting
from tests.cases.client_pages import linked, mailed_code
from tests.cases.stories import assessed, opened, planned
from tests.documents.files import png
from tests.world import World, build_world

pytestmark = MARKS
PICTURES = os.environ.get("REINSTATE_PICTURES", "")  # a folder: what a person should look at goes there

# What is wrong on a page: text too faint, targets too small, fields without a name, a page wider than the phone.
WRONG = """() => {
  const light = c => { const v = c.map(x => { x /= 255; return x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4 });
    return .2126 * v[0] + .7152 * v[1] + .0722 * v[2] };
  const parts = s => s.match(/[\\d.]+/g).map(Number);
  const ground = e => { for (; e; e = e.parentElement) { const c = parts(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c } return [255, 255, 255] };
  const found = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (own && !e.closest(".skip, .away")) {
      const [a, b] = [light(parts(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
      if ((a + .05) / (b + .05) < 4.5) found.push("faint: " + e.outerHTML.slice(0, 80));
    }
  }
  const targets = "a:not(.skip):not(li a), .tongues a, button, input:not([type=hidden]), select, textarea";
  for (const e of document.querySelectorAll(targets)) {
    const box = e.getBoundingClientRect();
    if (box.height < 44 || box.width < 44) found.push("small: " + e.outerHTML.slice(0, 80));
  }
  for (const e of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
    if (!e.labels.length) found.push("no label: " + e.outerHTML.slice(0, 80));
  if (document.documentElement.scrollWidth > innerWidth) found.push("wide: " + document.documentElement.scrollWidth);
  if (!document.documentElement.lang || document.querySelectorAll("h1").length !== 1) found.push("language or heading");
  const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
  if (new Set(ids).size !== ids.length) found.push("id given twice");
  for (const e of document.querySelectorAll("[aria-describedby]"))
    for (const id of e.getAttribute("aria-describedby").split(" "))
      if (!document.getElementById(id)) found.push("describes nothing: " + id);
  return found;
}"""


@pytest.fixture
def world(transactional_db: None) -> World:
    return build_world()


@pytest.fixture(params=["zh-hans", "en"])
def phone(live_server: Any, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Page]:
    size = {"width": 390, "height": 844}
    with visiting(live_server, monkeypatch, viewport=size, java_script_enabled=False, has_touch=True) as page:
        page.language = request.param  # type: ignore[attr-defined] # for the test below
        yield page


def looked_at(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.{page.language}.png", full_page=True)  # type: ignore[attr-defined]
    assert page.evaluate(WRONG) == [], name


def pressed(page: Page, selector: str) -> None:
    with page.expect_navigation():  # a click by itself does not wait for the page that it leads to
        page.locator(selector).first.click()


def test_a_client_sends_proof_and_tells_a_payment(world: World, phone: Page) -> None:
    due = clock.today("Asia/Shanghai").isoformat()
    opened(
        world,
        planned("obtain_credit_report", due=due, urgent=True),
        planned("repay_overdue", due="2099-10-20"),
        planned("keep_communication_records", due="2020-01-01"),
        planned("appeal", after=("repay_overdue",)),
    )
    assessed(world, at=clock.now())
    door = linked(world)[1].door

    phone.goto(f"{door}?language={phone.language}")  # type: ignore[attr-defined] # set by the fixture
    looked_at(phone, "1-door")
    pressed(phone, "button[name=ask]")
    looked_at(phone, "2-asked")
    phone.fill("[name=code]", "12")
    pressed(phone, "form:has([name=code]) button")
    expect(phone.locator(".alert a")).to_have_attribute("href", "#id_code")
    looked_at(phone, "3-wrong-code")
    send_due(at=clock.now())
    phone.fill("[name=code]", mailed_code())
    pressed(phone, "form:has([name=code]) button")
    expect(phone).to_have_url(re.compile("/c/$"))
    looked_at(phone, "4-home")

    pressed(phone, ".urgent a.button")
    looked_at(phone, "5-step")
    phone.set_input_files("[name=file]", {"name": "report.png", "mimeType": "image/png", "buffer": png()})
    pressed(phone, "form:has([name=file]) button")
    expect(phone.locator("[role=status]")).to_be_visible()
    pressed(phone, "a[href='/c/payment/']")
    pressed(phone, "form:has([name=amount]) button")
    looked_at(phone, "6-payment-wrong")
    phone.fill("[name=amount]", "1,200.50")
    phone.fill("[name=paid_on]", clock.today("Asia/Shanghai").isoformat())
    phone.fill("[name=words]", "用银行卡还的")
    pressed(phone, "form:has([name=amount]) button")
    expect(phone.locator("#told")).to_be_visible()
    looked_at(phone, "7-told")

    assert sorted(ClientReport.objects.values_list("kind", flat=True)) == ["payment", "proof"]
    assert Document.objects.get().name == "report.png"
    pressed(phone, "footer button")
    looked_at(phone, "8-left")
    phone.goto("/c/")
    looked_at(phone, "9-gone")
