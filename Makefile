# Everything is set up on demand and remembered by stamp files, so that a second call starts at once.
# PORT and SANSHEN_DATA come from the environment.

PYTHON ?= python3
PORT ?= 8080
SANSHEN_DATA ?= ./var
export PORT SANSHEN_DATA

BIN := .venv/bin
STAMPS := .venv/stamps
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq install
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header
PYTEST := $(BIN)/pytest --numprocesses 2 --dist loadscope
PO := translations/zh/LC_MESSAGES/messages.po

.DELETE_ON_ERROR:
.PHONY: help demo run test test-long lint format venv front messages migration lock screenshots clean

help: ## say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: $(STAMPS)/run front $(PO:.po=.mo) ## serve the panel with demonstration content
	@$(BIN)/sanshen demo

run: $(STAMPS)/run front $(PO:.po=.mo) ## serve an installation of one's own, empty at first
	@$(BIN)/sanshen db upgrade
	@$(BIN)/sanshen sync-permissions
	@$(BIN)/sanshen create-admins
	@$(BIN)/sanshen serve

test: $(STAMPS)/dev front $(PO:.po=.mo) var/chromium.path ## all tests but the long runs
	$(PYTEST) -m "not long" $(ARGS)

test-long: $(STAMPS)/dev front $(PO:.po=.mo) var/chromium.path ## the long runs alone
	$(PYTEST) -m long $(ARGS)

lint: $(STAMPS)/dev ## every check that runs nothing; all of them, then the verdict
	@failed=0; check() { echo "$$@"; $(BIN)/"$$@" || failed=1; }; \
	check ruff check --quiet .; \
	check ruff format --quiet --check .; \
	check mypy --no-error-summary; \
	check lint-imports --no-logo; \
	check djlint --quiet --lint app; \
	check python -m tools.catalogue check; \
	exit $$failed
# djlint's formatter is not used: it moves spaces that are seen, and breaks nested blocks.

format: $(STAMPS)/dev ## put the code into its form
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/ruff format --quiet .

messages: $(STAMPS)/dev ## bring the catalogue up to the code and compile it
	@$(BIN)/python -m tools.catalogue update
	@$(MAKE) --no-print-directory $(PO:.po=.mo)

migration: $(STAMPS)/dev ## m="…": write a migration for what the models say
	@test -n "$(m)" || { echo 'make migration m="What changes"'; exit 1; }
	$(BIN)/sanshen db revision --message "$(m)"

screenshots: $(STAMPS)/dev front $(PO:.po=.mo) var/chromium.path ## draw the pictures of the README anew
	$(BIN)/python -m tools.screenshots

lock: $(STAMPS)/dev ## choose and lock the newest versions that pyproject.toml allows
	$(LOCK) --upgrade pyproject.toml --group setup --output-file requirements.txt
	$(LOCK) --upgrade pyproject.toml --group setup --group dev --constraint requirements.txt \
		--output-file requirements-dev.txt
	$(LOCK) --upgrade --group node --output-file requirements-node.txt

venv: $(STAMPS)/dev ## Python and its packages
front: app/static/build/icons.svg ## what the browser loads

clean: ## forget the set-up (data stays)
	rm -rf .venv node_modules app/static/build $(PO:.po=.mo) *.egg-info var/chromium.path

# --- set-up ---------------------------------------------------------------------------------

$(STAMPS)/run: requirements.txt pyproject.toml
	@echo "Setting up Python packages ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) --require-hashes --requirement requirements.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: requirements-dev.txt $(STAMPS)/run
	@echo "Setting up the developer's packages ..."
	@$(PIP) --require-hashes --requirement requirements-dev.txt
	@touch $@

$(STAMPS)/node: package-lock.json package.json requirements-node.txt | $(STAMPS)/run
	@echo "Setting up the browser's libraries ..."
	@command -v npm >/dev/null || $(PIP) --require-hashes --requirement requirements-node.txt
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --loglevel=error
	@touch $@

app/static/build/icons.svg: $(STAMPS)/node tools/build_static.py $(wildcard app/core/icons.txt)
	@$(BIN)/python -m tools.build_static

%.mo: %.po
	@$(BIN)/pybabel --quiet compile --directory translations --locale zh

var/chromium.path: tools/find_browser.py | $(STAMPS)/run
	@mkdir -p var
	@PATH="$$PATH:$(CURDIR)/$(BIN)" $(BIN)/python -m tools.find_browser $@
