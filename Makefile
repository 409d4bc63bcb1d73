# Every target makes the virtual environment and whatever else it needs.
# `make demo` and `make test` are the two commands the README shows.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
# The lock is handed to pip as constraints: it fixes every version, and each target still installs
# no more than it needs.
LOCKED := --constraint requirements.lock
# What the models are learnt from; only `train` and `train-copies` read it.
CORPORA   ?= ../shared/data
WORDNET   ?= /usr/share/wordnet
THESAURUS ?= thesaurus.txt
FUZZ_SECONDS ?= 3600
# What the pages of `sayso serve` need: built from npm packages, not kept in git.
STATIC      := src/sayso/faces/web/static/manifest.json
WEB_SOURCES := $(wildcard web/*.mjs web/css/* web/geo/* web/img/* web/js/*)

.PHONY: demo test check lint format types imports unit web browser shots bench fuzz train train-copies docs notebooks site lock changelog clean

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "sayso needs Python 3.11 or newer; set PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# With the extra for Parquet, so that every kind of input can be read.
$(VENV)/.base: pyproject.toml requirements.lock | $(BIN)/python
	$(PIP) install $(LOCKED) --editable '.[parquet]'
	@touch $@

$(VENV)/.dev: pyproject.toml requirements.lock | $(BIN)/python
	$(PIP) install $(LOCKED) --editable '.[dev]'
	@touch $@ $(VENV)/.base

$(VENV)/.fuzz: pyproject.toml requirements.lock | $(BIN)/python
	$(PIP) install $(LOCKED) --editable '.[dev,fuzz]'
	@touch $@ $(VENV)/.dev $(VENV)/.base

$(VENV)/.train: pyproject.toml requirements.lock | $(BIN)/python
	$(PIP) install $(LOCKED) --editable '.[dev,train]'
	@touch $@ $(VENV)/.dev $(VENV)/.base

# Node is asked for only where there is something to build; packages come from the lock file, their scripts do not run.
web/node_modules/.ready: web/package.json web/package-lock.json
	@command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' \
	  || { echo "the web pages need Node 20 or newer with npm: https://nodejs.org, or apt-get install nodejs npm" >&2; exit 1; }
	cd web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(STATIC): web/node_modules/.ready $(WEB_SOURCES)
	node web/build.mjs

web: $(STATIC)

# Reads an example article, keeps its claims in a throw-away ledger and asks that ledger; then four reports of one
# happening, and asks who of them counts.
demo: $(VENV)/.base
	@rm -rf build/demo && mkdir -p build/demo
	$(BIN)/sayso code examples/harbour-talks.txt --published 2024-05-16 --publisher "Example Wire" --ledger build/demo/ledger.db
	$(BIN)/sayso events --ledger build/demo/ledger.db
	$(BIN)/sayso load examples/market-attack.jsonl --ledger build/demo/copies.db
	$(BIN)/sayso events --min-origins 2 --ledger build/demo/copies.db

test: check unit

check: lint types imports

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.dev
	$(BIN)/mypy

imports: $(VENV)/.dev
	$(BIN)/lint-imports

# Ledgers on a server are tested where PostgreSQL is installed: tests/postgres.py starts one of its own.
unit: $(VENV)/.dev $(STATIC)
	$(BIN)/python -m pytest

# The pages in a Chromium (one on the path, or CHROMIUM=/path/to/it); pictures lie in build/screenshots.
browser: $(VENV)/.dev $(STATIC)
	$(BIN)/python -m pytest -m browser tests/browser

# Takes the pictures of the pages that the documents show, of the examples, in the same Chromium.
shots: $(VENV)/.dev $(STATIC)
	$(BIN)/python docs/shots.py

# Every parser on inputs made to break it, before a release; what is found lies in build/fuzz/findings.
fuzz: $(VENV)/.fuzz
	$(BIN)/python -m fuzz --seconds $(FUZZ_SECONDS)

bench: $(VENV)/.dev
	$(BIN)/sayso bench

# Trains the reader from the pretrained encoder and puts it into the package; goes on where it was stopped.
train: $(VENV)/.train
	HF_HUB_OFFLINE=1 $(BIN)/python -m train.train
	HF_HUB_OFFLINE=1 $(BIN)/python -m train.vectors
	HF_HUB_OFFLINE=1 $(BIN)/python -m train.export
	$(BIN)/python -m train.coreference
	$(BIN)/python -m train.toponyms
	$(BIN)/python -m train.furniture --data $(CORPORA)
	$(BIN)/python -m train.same_event --data $(CORPORA)
	$(BIN)/python -m train.stories --data $(CORPORA)
	$(BIN)/python -m train.story --data $(CORPORA)

# The spun flag and the weights of copies, from lists that no Python package of ours brings: WordNet 3.0's data files
# (Debian's wordnet-base), and a thesaurus of one entry a line, the word and its synonyms between commas (Moby's).
train-copies: $(VENV)/.train
	test -d "$(WORDNET)" && test -f "$(THESAURUS)"
	$(BIN)/python -m train.spun --data $(CORPORA) --wordnet $(WORDNET) \
	  --lists $$($(BIN)/python -c 'import pathlib, symspellpy; print(pathlib.Path(symspellpy.__file__).parent)')
	$(BIN)/python -m train.copies --data $(CORPORA) --thesaurus $(THESAURUS) --write

# Rewrites the lock from what a fresh environment resolves to today.
lock:
	@rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip --disable-pip-version-check --quiet install '.[dev]'
	@{ sed -n '/^#/p' requirements.lock; build/lock/bin/python -m pip freeze --exclude sayso; } > build/requirements.lock
	@mv build/requirements.lock requirements.lock && rm -rf build/lock

# Writes the reference pages from the declarations they describe.
docs: $(VENV)/.dev
	$(BIN)/python docs/generate.py

# Runs the notebooks and writes what they print into them.
notebooks: $(VENV)/.dev
	$(BIN)/python docs/run_notebooks.py

# The documents as a site that opens from its folder, without a server.
site: $(VENV)/.dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

# make changelog DATE=2024-01-31
changelog: $(BIN)/python
	$(BIN)/python changes/assemble.py --date "$(DATE)"

clean:
	rm -rf build dist site .mypy_cache .ruff_cache .pytest_cache .hypothesis
