# A fresh machine needs make and Python 3.11 or newer; everything else is installed into .venv.
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$each" && break; done)
VENV := .venv
BIN := $(VENV)/bin
NEW_ENOUGH := -c 'import sys; sys.exit(sys.version_info < (3, 11))'
BROKEN_VENV := $(shell { $(BIN)/python $(NEW_ENOUGH) && $(BIN)/python -m pip --version; } >/dev/null 2>&1 || echo rebuild-venv)
NO_VENV := python3-venv is missing: install it (apt install python3-venv) and run make again.
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-markers \
	--no-header --no-emit-index-url --no-emit-find-links
UV := 0.13.9
CYCLONEDX := 7.5.0
PYTHON_FILES := api tests benchmarks examples

.DEFAULT_GOAL := help
.PHONY: help run test test-long scorecard mutation lint bench bench-imports bench-stock bench-kiosk screenshots openapi lock sbom clean rebuild-venv

help:
	@echo "make run      serve Forefoot on PORT (8000), on an embedded database or on DATABASE_URL"
	@echo "make test     what a change can break, in minutes, on SQLite and on a real PostgreSQL"
	@echo "make test-long   the rest: many examples, Schemathesis, planted defects, workers killed under load"
	@echo "make scorecard   every row of docs/reliability.md in its full form, and writes that page anew"
	@echo "make mutation   plants faults into PATHS, every SAMPLE-th one, and lists those that no test notices"
	@echo "make lint     the checks that run no test"
	@echo "make bench    processor time per request, as a ratio to a bare Flask route"
	@echo "make bench-imports   a Strava export of 10,000 activities on both databases, one FIT file"
	@echo "make bench-stock   shoes advice over 100,000 and 1,000,000 stock lines"
	@echo "make bench-kiosk   what a customer waits for at the kiosk, measured in a browser"
	@echo "make screenshots   take the pictures of the kiosk in docs/kiosk anew"
	@echo "make openapi  write openapi.yaml anew from the code"
	@echo "make lock     choose the versions of requirements*.lock anew"
	@echo "make sbom     write docs/sbom.json anew: every package of the service with its version and licence"
	@echo "make clean    remove .venv and every cache; the data in .forefoot stays"

run: $(VENV)/ready-to-run
	@exec $(BIN)/forefoot run

test: lint
	@$(BIN)/python -m pytest -n 2 --maxschedchunk 1 -m "not long"

test-long: $(VENV)/ready-to-test
	@$(BIN)/python -m pytest -n 2 --maxschedchunk 1 -m "long or many_examples" --hypothesis-profile=many

scorecard: $(VENV)/ready-to-test
	@FOREFOOT_SCORECARD=full FOREFOOT_SCORECARD_PAGE=docs/reliability.md \
		$(BIN)/python -m pytest -n 2 --maxschedchunk 1 -m "row or teeth"

PATHS ?= api/advice api/services/runs api/storage/runners
SAMPLE ?= 25

mutation: $(VENV)/ready-to-test
	@$(BIN)/python -m tests.mutation $(PATHS) --sample $(SAMPLE)

lint: $(VENV)/ready-to-test
	@$(BIN)/ruff check --quiet $(PYTHON_FILES)
	@$(BIN)/ruff format --quiet --check $(PYTHON_FILES)
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo

bench: $(VENV)/ready-to-test
	@$(BIN)/python -m benchmarks.requests_vs_bare_flask

bench-imports: $(VENV)/ready-to-test
	@$(BIN)/python -m benchmarks.imports

bench-stock: $(VENV)/ready-to-test
	@$(BIN)/python -m benchmarks.stock_lines

bench-kiosk: $(VENV)/ready-to-test
	@$(BIN)/python -m benchmarks.kiosk

screenshots: $(VENV)/ready-to-test
	@$(BIN)/python -m tests.browser.screenshots

openapi: $(VENV)/ready-to-test
	@$(BIN)/forefoot openapi > openapi.yaml.new && mv openapi.yaml.new openapi.yaml

lock: $(VENV)/ready-to-test
	@$(PIP) install uv==$(UV)
	@$(COMPILE) --upgrade --output-file requirements.lock pyproject.toml
	@$(COMPILE) --upgrade --constraint requirements.lock --extra dev --output-file requirements-dev.lock pyproject.toml

# In environments of their own, so that nothing but the locked packages is listed.
sbom:
	@rm -rf build/sbom && $(PYTHON) -m venv build/sbom/service && $(PYTHON) -m venv build/sbom/tool
	@build/sbom/service/bin/python -m pip --quiet --disable-pip-version-check install --requirement requirements.lock
	@build/sbom/service/bin/python -m pip --quiet uninstall --yes setuptools
	@build/sbom/tool/bin/python -m pip --quiet --disable-pip-version-check install cyclonedx-bom==$(CYCLONEDX)
	@build/sbom/tool/bin/cyclonedx-py environment --output-reproducible --sv 1.6 --pyproject pyproject.toml \
		--output-file docs/sbom.json build/sbom/service/bin/python

clean:
	@rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .schemathesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/ready-to-run: requirements.lock pyproject.toml $(BROKEN_VENV)
	@test -n "$(PYTHON)" || { echo "Forefoot needs Python 3.11 or newer; found none." >&2; exit 1; }
	@$(if $(BROKEN_VENV),echo "Making $(VENV) (once)" >&2; rm -rf $(VENV); $(PYTHON) -m venv $(VENV) >$(VENV).log 2>&1 \
		&& rm -f $(VENV).log || { rm -rf $(VENV); grep -q ensurepip $(VENV).log && echo "$(NO_VENV)" >&2 || cat $(VENV).log >&2; \
		rm -f $(VENV).log; exit 1; },:)
	@$(PIP) install --requirement requirements.lock
	@$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/ready-to-test: $(VENV)/ready-to-run requirements-dev.lock
	@echo "Installing what the checks need (once)" >&2
	@$(PIP) install --requirement requirements-dev.lock
	@touch $@
