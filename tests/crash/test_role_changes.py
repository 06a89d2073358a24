"""While a person reads, their role is changed: once the change is confirmed, nothing is answered by the old one."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

from tests.crash.caller import Caller, Visitor, signed_in, signing_in
from tests.crash.installation import Installation, wait_until

CHANGES = int(os.environ.get("REINSTATE_CRASH_ROLE_CHANGES", "4"))
WHO, ROLES = "advisor2", ("administrator", "advisor")  # a list of clients is the one's 403 and the other's 200
SHOWN = {200: "advisor", 403: "administrator"}
ENDED = (401, 302)  # the change ended token and session: sign in again


@dataclass(frozen=True)
class Read:
    """Begun and answered when, by which role."""

    begun: float
    answered: float
    role: str
    kind: str


@dataclass
class Readers:
    made: Installation
    reads: list[Read] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)
    stop: Event = field(default_factory=Event)

    @contextmanager
    def reading(self) -> Iterator[None]:
        threads = [
            Thread(target=self._watch, args=(body,)) for body in (self._sign_in, self._api, self._api, self._admin)
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stop.set()
            for thread in threads:
                thread.join()

    def _watch(self, body: Callable[[], None]) -> None:
        try:
            while not self.stop.is_set():
                body()
        except BaseException as error:
            self.failures.append(error)
            raise

    def _sign_in(self) -> None:
        begun = time.monotonic()
        self._keep(begun, signing_in(self.made, WHO)[1].body["user"]["role"], "sign-in")

    def _api(self) -> None:
        """Lists clients until the token ends."""
        caller = signed_in(self.made, WHO)
        self._until_ended("api", lambda: caller.send("GET", "clients/").status)

    def _admin(self) -> None:
        visitor = Visitor(self.made, WHO)
        self._until_ended("admin", lambda: visitor.status("/admin/accounts/client/"))

    def _until_ended(self, kind: str, ask: Callable[[], int]) -> None:
        while not self.stop.is_set():
            begun, status = time.monotonic(), ask()
            if status in ENDED:
                return
            self._keep(begun, SHOWN[status], kind)

    def _keep(self, begun: float, role: str, kind: str) -> None:
        self.reads.append(Read(begun, time.monotonic(), role, kind))

    def wait_for_all_kinds(self, moment: float) -> bool:
        """Until each kind of reader has asked anew and been answered; at once where one has failed."""
        kinds = {"sign-in", "api", "admin"}
        return wait_until(lambda: {read.kind for read in self.after(moment)} == kinds or bool(self.failures), 60)

    def after(self, moment: float) -> list[Read]:
        return [read for read in list(self.reads) if read.begun > moment]


def give(boss: Caller, ident: str, role: str) -> None:
    path = f"users/{ident}/"
    seen = boss.send("GET", path).headers["ETag"]
    assert boss.send("PATCH", path, {"role": role}, If_Match=seen).status == 200


def test_no_answer_is_the_old_roles_once_the_change_is_confirmed(at_work: Installation) -> None:
    boss, readers = signed_in(at_work, "administrator"), Readers(at_work)
    people = boss.send("GET", "users/").body["results"]
    ident = next(row["id"] for row in people if row["email"].startswith(f"{WHO}@"))
    wrong: list[tuple[str, Read]] = []
    with readers.reading():
        for number in range(CHANGES):
            role = ROLES[number % 2]
            give(boss, ident, role)
            confirmed = time.monotonic()
            assert readers.wait_for_all_kinds(confirmed)
            wrong += [(role, read) for read in readers.after(confirmed) if read.role != role]

    assert (wrong, readers.failures) == ([], [])
    print(f"{CHANGES} changes of role, {len(readers.reads)} answers, {len(wrong)} of the old role")
