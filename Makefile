# Everything a newcomer needs: `make run` starts the app, `make test` runs every test, `make check` reads the code.

PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif

.DEFAULT_GOAL := help
.PHONY: help run test heavy fuzz simulate check format bench bench-rival bench-large locale goldens docs lock environment development browser

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-11s %s\n", $$1, $$2}' Makefile

run: environment ## Start the app on http://127.0.0.1:8501
	@$(BIN)/python -m crm_analysis serve

test: development browser ## Run the tests, the browser's included, but for the heavy ones
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not browser and not heavy"
	$(BIN)/python -m pytest -m "browser and not heavy"

heavy: development browser ## Run the tests that take long: the second engine, kills, every mistreatment of every sample, every look
	$(BIN)/python -m pytest -n auto --dist worksteal -m "heavy and not browser"
	$(BIN)/python -m pytest -m "heavy and browser"

fuzz: development ## Feed 20,000 mistreated files to the import, or as many as FILES=n says
	CRM_FUZZ_FILES=$(or $(FILES),20000) $(BIN)/python -m pytest -n auto tests/test_fuzz.py

simulate: development ## Let shops of known truth live, 200 of each nature for changes, 100 for silences; or SHOPS=n
	CRM_SIMULATED_SHOPS=$(or $(SHOPS),200) $(BIN)/python -m pytest -n auto --dist worksteal -rP tests/test_simulations.py tests/test_lapse_simulations.py

check: development ## Format, lint, types and the rule of rooms
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: development ## Write the code the way `make check` wants it
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: development ## Measure import, questions and memory on large files
	$(BIN)/python -m benchmarks

bench-rival: ## Give `make bench` lifetimes 0.11.3 to compare with, in an environment of its own (Python 3.11)
	$(PYTHON) -m venv build/lifetimes
	build/lifetimes/bin/pip install --quiet --requirement benchmarks/lifetimes.txt

bench-large: development ## Import ten million lines beside one million; needs 20 GB of disk and some minutes
	$(BIN)/python -m benchmarks.large

locale: development ## Collect the sentences to translate (LANG=xx adds a language)
	$(BIN)/python tools/translations.py $(if $(filter command,$(origin LANG)),$(LANG))

goldens: development ## Write anew what the sample exports should become, to be read by eye
	$(BIN)/python tests/goldens.py

docs: development browser ## Write the page of commands and the pictures of the README anew
	$(BIN)/python tools/commands.py
	$(BIN)/python tests/pictures.py

lock: development ## Write both requirements files anew from pyproject.toml
	$(BIN)/python tools/lock.py

environment:
	@$(if $(PYTHON),,$(error Python 3.11 or newer is needed))$(PYTHON) tools/environment.py requirements.txt

development:
	@$(if $(PYTHON),,$(error Python 3.11 or newer is needed))$(PYTHON) tools/environment.py requirements-dev.txt

browser: development
	@$(BIN)/python tools/browser.py
