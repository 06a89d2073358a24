"""What memory and time a bundle takes: a case with many records and files is filled, then one process gathers it and
another hands it out, as a worker and a web process do. Their memory is read at its highest, beside what they hold
before (Linux). `python bench/bundle.py [RECORDS] [MEGABYTES] [LANGUAGE] [FOLDER]`; the ZIP stays where FOLDER is named.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
FILES = 20
LONG = (
    "客服工号8812称：您的账户因综合评估未通过，借款服务已暂停，恢复时间以系统评估为准；"
    "已要求其书面说明具体原因、所依据的信息与评估规则，并告知投诉受理渠道与答复期限（15日）。"
)


def main(records: str = "500", megabytes: str = "200", language: str = "zh-Hans", folder: str = "") -> None:
    with tempfile.TemporaryDirectory() as data:
        child("fill", data, records, megabytes)
        out = str(Path(folder or data) / "case.zip")
        for act in (("gather", data, language), ("hand_out", data, out)):
            print(f"{act[0]:9}", child(*act))
        verified = subprocess.run(
            [sys.executable, "-I", ROOT / "cases/bundles/verify.py", out], capture_output=True, text=True, check=True
        )
        print(verified.stdout.splitlines()[0], f"{Path(out).stat().st_size / 1e6:.0f} MB")


def child(act: str, data: str, *arguments: str) -> str:
    environment = {**os.environ, "REINSTATE_DATA": data, "DJANGO_SETTINGS_MODULE": "config.settings.embedded"}
    command = [sys.executable, __file__, "--act", act, *arguments]
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def act(name: str, *arguments: str) -> None:
    import django

    django.setup()
    acts: dict[str, Any] = {"fill": fill, "gather": gather, "hand_out": hand_out}
    acts[name](*arguments)


def measured(name: str, work: Any) -> None:
    before, began = now_held(), time.monotonic()
    work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{time.monotonic() - began:5.1f} s, {peak} MB at most, {peak - before} MB above the {before} MB before")


def now_held() -> int:
    """Megabytes in memory at this moment."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 1024**2


def fill(records: str, megabytes: str) -> None:
    from django.core.management import call_command

    from tests.world import build_world

    call_command("migrate", verbosity=0)
    world = build_world()
    from cases.files.services.cases import open_case
    from tests.cases.stories import evaluated

    at = start()
    case = open_case(actor=world.alice, account_id=world.account.pk, assessment_id=evaluated(world, at).pk, at=at)
    from cases.files.services.plans import adopt_plan

    adopt_plan(actor=world.alice, case=case, assessment_id=case.assessment_id, force=False, at=at)
    papers = [
        paper(world, number, int(megabytes) * 1024**2 // FILES) for number in range(FILES if int(megabytes) else 3)
    ]
    for number in range(int(records)):
        record(world, case, number, papers)


def start() -> Any:
    from config import clock

    return clock.now() - timedelta(days=300)


def paper(world: Any, number: int, size: int) -> Any:
    from accounts.documents.services import store_document
    from tests.documents.files import PDF, upload

    name = f"第{number + 1}份合同与账单扫描件-contract.pdf"
    content = PDF + random.Random(number).randbytes(max(size - len(PDF), 10))  # noqa: S311 - the same in each run
    values = {"client": world.chen.pk, "credit_account": world.account.pk}
    at = start() + timedelta(days=number)
    return store_document(actor=world.alice, upload=upload(name, content), values=values, at=at).pk


def record(world: Any, case: Any, number: int, papers: list[Any]) -> None:
    """Communications, notices, instalments and statements by turns."""
    from assessments.evidence.models import Notice, Repayment, Statement
    from assessments.evidence.services import record_evidence
    from cases.correspondence.services import record_communication

    at = start() + timedelta(hours=8 * number)
    own = {"credit_account": world.account.pk, "provenance": "client_stated"}
    if number % 4 == 0:
        values = {"kind": "call", "direction": "outgoing", "happened_at": at, "summary": LONG * (1 + number % 3)}
        values |= {
            "counterpart": "客户服务热线",
            "agent_number": "8812",
            "enclosures": papers[:1] if number % 8 else [],
        }
        record_communication(actor=world.alice, case_id=case.pk, values=values, at=at)
    elif number % 4 == 1:
        values = own | {"received_at": at, "channel": "sms", "text": LONG}
        record_evidence(actor=world.alice, model=Notice, values=values, at=at)
    elif number % 4 == 2:
        values = own | {"due_on": at.date(), "amount_due": "1200.00", "amount_paid": "1200.00", "paid_on": at.date()}
        record_evidence(actor=world.alice, model=Repayment, values=values, at=at)
    else:
        values = own | {"made_at": at, "text": "The client, 王喆 😊, says: I was ill in spring and lost my work. " * 5}
        record_evidence(actor=world.alice, model=Statement, values=values, at=at)


def gather(language: str) -> None:
    from django.utils import translation

    from accounts.jobs.services.run import run_jobs
    from accounts.models import Person
    from cases.bundles.services import start_bundle
    from cases.models import CaseFile
    from config import clock

    with translation.override(language):
        start_bundle(actor=Person.objects.get(name="Alice"), case=CaseFile.objects.get(), at=clock.now())
    measured("gather", lambda: run_jobs(now=clock.now))


def hand_out(out: str) -> None:
    from accounts.models import Person
    from cases.bundles.services import open_bundle
    from cases.models import CaseBundle
    from config import clock

    def work() -> None:
        file = open_bundle(actor=Person.objects.get(name="Alice"), bundle=CaseBundle.objects.get(), at=clock.now())
        with Path(out).open("wb") as target:
            while piece := file.read(4096):
                target.write(piece)

    measured("hand_out", work)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--act"]:
        act(sys.argv[2], *sys.argv[3:])
    else:
        main(*sys.argv[1:])
