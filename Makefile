# The few commands of the project, the same at home and in CI. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps
# A stamp is named after what it stands for, so that changed requirements are noticed whatever the files' times say.
RUNTIME := $(VENV)/.runtime-$(firstword $(shell cat requirements.txt | cksum))
DEVELOPMENT := $(VENV)/.development-$(firstword $(shell cat requirements.txt requirements-dev.txt | cksum))
WITHOUT_SERVERS := env -u DATABASE_URL -u REDIS_URL DJANGO_SETTINGS_MODULE=config.settings.test
TESTS ?=
# What never meets a server: run on SQLite alone. The last one goes through all migrations there, whatever the settings.
NO_DATABASE := --ignore tests/engine --ignore tests/scorecard --ignore tests/papers --ignore tests/house/test_upgrading.py

.DEFAULT_GOAL := help
# A file stays together: some share one running installation. In the order collected: the longest first.
ON_ALL_CORES := --numprocesses auto --dist loadfile --no-loadscope-reorder

.PHONY: help install develop run test test-services check lock messages golden bench

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1	/p' Makefile | expand -t 16

install: $(RUNTIME) ## what the product runs on, into .venv, each file checked by its hash

develop: $(DEVELOPMENT) ## that and what tests and checks need

run: $(RUNTIME) ## start everything and print the URL and the log-ins (PORT, REINSTATE_DATA, REINSTATE_DEMO_PASSWORD)
	@exec $(BIN)/python -m config.supervisor

test: $(DEVELOPMENT) ## all tests on SQLite, without any server (TESTS=tests/house for a part)
	$(WITHOUT_SERVERS) $(BIN)/python -m pytest $(ON_ALL_CORES) $(TESTS)

test-services: export DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/reinstate
test-services: export REDIS_URL ?= redis://127.0.0.1:6379/0
test-services: $(DEVELOPMENT) ## all tests that meet a database, on PostgreSQL (one of their own) and Redis; a skipped one fails
	DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python -m pytest $(ON_ALL_CORES) -p tests.no_skips $(or $(TESTS),$(NO_DATABASE))

check: $(DEVELOPMENT) ## lint, format, types, import contracts, missing migrations, the API's schema
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(WITHOUT_SERVERS) $(BIN)/python manage.py makemigrations --check --dry-run
	$(WITHOUT_SERVERS) $(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null

lock: $(DEVELOPMENT) ## write both requirements files anew from their .in files (UPGRADE=--upgrade for newer versions)
	$(BIN)/uv pip compile $(UPGRADE) --quiet --universal --generate-hashes --python-version 3.11 --no-header requirements.in -o requirements.txt
	$(BIN)/uv pip compile $(UPGRADE) --quiet --universal --generate-hashes --python-version 3.11 --no-header requirements-dev.in -o requirements-dev.txt

messages: $(DEVELOPMENT) ## collect the texts to translate and compile what is translated (needs gettext)
	$(WITHOUT_SERVERS) $(BIN)/python manage.py makemessages --locale zh_Hans --no-location --no-obsolete --ignore tests --ignore bench
	$(WITHOUT_SERVERS) $(BIN)/python manage.py compilemessages --locale zh_Hans --ignore .venv

golden: $(DEVELOPMENT) ## write the engine's golden files anew for a higher version (DECISION=docs/decisions/….md)
	$(BIN)/python -m tests.engine.golden.regenerate $(DECISION)

bench: $(DEVELOPMENT) ## the benchmarks in bench/, one after the other
	@for file in bench/*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

$(RUNTIME): | $(BIN)/python
	@echo "Installing what Reinstate runs on into $(VENV) …"
	@$(PIP) --require-hashes -r requirements.txt
	@rm -f $(VENV)/.runtime-* && touch $@

$(DEVELOPMENT): $(RUNTIME)
	@echo "Installing what tests and checks need into $(VENV) …"
	@$(PIP) --require-hashes -r requirements-dev.txt
	@rm -f $(VENV)/.development-* && touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Reinstate needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name a newer one: make PYTHON=python3.12 …")'
	@$(PYTHON) -m venv $(VENV)
