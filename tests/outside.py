"""`python -m tests.outside`: starts a whole Reinstate and looks at it from outside, as an advisor of the demo office.

Schemathesis sends what the schema allows and forbids; the contract check, where it lies beside the checkout, compares
names, shapes and codes; the README's tour is typed and compared. With DATABASE_URL and REDIS_URL it runs on those, in
a database of its own.
`--lenient` only reports; without it a miss, a missing log-in or a process left running ends with exit code 1.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from config.supervisor.processes import marked
from tests import readme_tour
from tests.crash.installation import ROOT, Installation, greeting_of, installation

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
CONTRACT = ROOT.parent / "shared" / "checks" / "contract"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lenient", action="store_true", help="report what falls short without failing")
    parser.add_argument("--examples", type=int, default=20, help="schemathesis: cases an operation (0: leave it out)")
    parser.add_argument("--seconds", type=int, default=240, help="schemathesis: at most this long")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, installation(Path(folder) / "data") as made:
        # Fuzzing is one person in a hurry; what the limits do has tests of its own.
        made.environment |= {"REINSTATE_RATE_LIMIT": "1000000/min", "REINSTATE_LOGIN_FAILURES": "1000000"}
        made.environment.pop("REINSTATE_DEMO_ACCOUNTS")  # as whoever tries it sees it
        short = look(made, options.examples, options.seconds)
    for miss in short:
        print(f"falls short: {miss}", flush=True)
    return 1 if short and not options.lenient else 0


def look(made: Installation, examples: int, seconds: int) -> list[str]:
    process = made.start()
    print(greeting_of(process), flush=True)
    token = made.token
    short = contract(made) + tour(made) + (fuzz(made, examples, seconds) if examples else [])
    process.send_signal(signal.SIGTERM)
    if process.wait(60) != 0:
        short.append(f"SIGTERM ended it with exit code {process.returncode}")
    if left := marked(token):
        short.append(f"processes left running: {left}")
    return short


def contract(made: Installation) -> list[str]:
    if not CONTRACT.exists():
        print("No contract check lies beside this checkout; going on without it.", flush=True)
        return []
    done = subprocess.run([sys.executable, str(CONTRACT), url(made)], env=made.environment, check=False)
    return [f"the contract check ended with exit code {done.returncode}"] if done.returncode else []


def tour(made: Installation) -> list[str]:
    same = readme_tour.shows_what_is_written(url(made), made.environment["REINSTATE_DEMO_PASSWORD"])
    return [] if same else ["the README's tour shows something else than is written"]


def fuzz(made: Installation, examples: int, seconds: int) -> list[str]:
    bearer = sign_in(made)
    if not bearer:
        return ["the demo advisor cannot sign in, so nothing was fuzzed"]
    command = [
        *(str(Path(sys.executable).with_name("st")), "run", f"{url(made)}/api/v1/schema/?format=json"),
        *("--checks", CHECKS, "--max-examples", str(examples), "--max-time", str(seconds), "--no-color"),
        *("--phases", "examples,coverage,fuzzing", "--generation-deterministic"),
        *("--continue-on-failure", "--warnings", "off", "--request-timeout", "30"),
        *("--header", f"Authorization: Bearer {bearer}"),
        *("--exclude-path", "/api/v1/auth/tokens/current/"),  # it would end the token that all the rest needs
    ]
    done = subprocess.run(command, cwd=made.data, env={**os.environ, "NO_COLOR": "1"}, check=False)
    return [f"schemathesis ended with exit code {done.returncode}"] if done.returncode else []


def sign_in(made: Installation) -> str:
    said = {"email": "advisor@reinstate.example", "password": made.environment["REINSTATE_DEMO_PASSWORD"]}
    request = urllib.request.Request(
        f"{url(made)}/api/v1/auth/tokens/", json.dumps(said).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return str(json.load(response)["token"])
    except OSError as error:
        print(f"Signing in: {error}", flush=True)
        return ""


def url(made: Installation) -> str:
    return f"http://127.0.0.1:{made.port}"


if __name__ == "__main__":
    raise SystemExit(main())
