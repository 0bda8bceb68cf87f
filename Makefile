# make play   sets everything up and plays the samples     make test   sets everything up and runs every check
# make bench  prints measured figures                      make lint   style, types, import contracts
# make docs   runs the code in the docs                    make lock   renews the lock files
# make serve  opens a workspace with the samples in the browser
.PHONY: play serve test lint bench docs lock setup
PY := .venv/bin/python
export PYTHONDONTWRITEBYTECODE :=  # what is compiled is kept: tests start many processes
WRITER ?= embedded
WORKSPACE ?= klaviatur-demo
SOURCES ?= examples/pressetext_de.md examples/press_text_en.md

play: .venv/.play
	$(PY) -m klaviatur.doors.cli play $(SOURCES) --writer $(WRITER)

serve: .venv/.play
	$(PY) -m klaviatur.doors.cli serve --demo --workspace $(WORKSPACE)

test: lint
	$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder

lint: .venv/.dev
	$(PY) -m ruff check src tests bench tools
	$(PY) -m ruff format --check src tests bench tools
	$(PY) -m mypy
	.venv/bin/lint-imports

bench: .venv/.dev
	$(PY) -m bench $(BENCH)

docs: .venv/.dev
	$(PY) -m pytest tests/docs

lock: .venv/.dev
	sh tools/lock.sh

setup: .venv/.dev

.venv/.play: requirements/play.lock pyproject.toml tools/setup.sh
	sh tools/setup.sh play

.venv/.dev: requirements/dev.lock requirements/models.lock pyproject.toml tools/setup.sh
	sh tools/setup.sh dev
