# Everything that is done to this tree, by name. `make help` lists it. POSIX shell; GNU make of any age.

PYTHON ?= python3
VENV = .venv
BIN = $(VENV)/bin
CLIENT = tests/e2e/claude_code

.PHONY: help install run test check format bench eval screenshots docs lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

install: $(VENV)/.installed ## the virtual environment with everything in it

run: $(VENV)/.installed ## the tray app; without a display it runs headless and says so
	@sh .ci/system-packages --tell
	$(BIN)/scrubroom

test: $(VENV)/.installed $(CLIENT)/node_modules/.installed ## the whole test suite; as root it installs missing Debian packages first
	@sh .ci/system-packages
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest

check: $(VENV)/.installed ## format, lint and types, all three whatever the first says
	@status=0; \
	$(BIN)/ruff format --check . || status=1; \
	$(BIN)/ruff check . || status=1; \
	$(BIN)/mypy || status=1; \
	exit $$status

format: $(VENV)/.installed ## puts the format and what lint can mend right
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.installed ## Scrubroom against the least that a proxy must do, in one run
	$(BIN)/python -m tests.bench

eval: $(VENV)/.installed ## how much PHI gets past Scrubroom and past Presidio; writes docs/reference/evaluation.md
	$(BIN)/python -m tests.eval.run --write
	$(BIN)/python -m docs.generate

screenshots: $(VENV)/.installed ## draws every page to screenshots/, without a display
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.ui.screenshots screenshots

docs: $(VENV)/.installed ## writes docs/reference/ anew from the tables in the code
	$(BIN)/python -m docs.generate

lock: ## chooses the versions of the dependencies anew
	@$(MAKE) --no-print-directory build/lock/bin/uv
	build/lock/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --group dev --extra presidio \
		--custom-compile-command 'make lock' --no-emit-index-url pyproject.toml -o .ci/requirements.lock

clean: ## removes what the other targets made
	rm -rf $(VENV) $(CLIENT)/node_modules build dist screenshots .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Stamps: a second run does nothing that the first has done.

$(VENV)/.created:
	@sh .ci/python-is-usable "$(PYTHON)"
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.created .ci/requirements.lock pyproject.toml
	@echo 'Installing the locked dependencies into $(VENV) (about 210 MB to download the first time)'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# The package's own install script is run by name, because npm may be told to run none.
$(CLIENT)/node_modules/.installed: $(CLIENT)/package-lock.json
	@command -v npm >/dev/null || { echo 'make test needs npm: it runs the real Claude Code (Debian: apt-get install npm).' >&2; exit 1; }
	cd $(CLIENT) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	cd $(CLIENT) && node node_modules/@anthropic-ai/claude-code/install.cjs
	@touch $@

build/lock/bin/uv:
	@sh .ci/python-is-usable "$(PYTHON)"
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
