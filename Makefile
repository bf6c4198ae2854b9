# Everything needs only Python 3.11 or newer, a compiler and the package registries.
# `make help` lists the commands. PYTHON=… chooses the interpreter, SIZE=S|M|L the bench,
# KILLS, CUTS and SEED the faults.

PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13 python3.14 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v "$$p" && break; done)
SIZE ?= S
KILLS ?= 200
UV := .tools/bin/uv
VENV_PYTHON := .venv/bin/python
CODE := agency workers migrations scripts config.py wsgi.py tests
# The development environment holds everything the demo needs, so once made it serves both.
DEMO_ENV := $(if $(wildcard .venv/.dev),.venv/.dev,.venv/.runtime)

export UV_PYTHON_DOWNLOADS := never
# Modules are compiled once and not at each of the many starts of a command in demo and tests.
export PYTHONDONTWRITEBYTECODE :=
export UV_CUSTOM_COMPILE_COMMAND := make lock

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test test-both fast lint bench faults screens load scale uploads registers browser lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile

demo: $(DEMO_ENV) ## install, load a sample agency, match it, serve it (PORT=8000, SERVE=0 to stop after the report)
	@sh scripts/demo.sh

test: .venv/.dev browser ## install and run the tests; those of pages, commands and API over one of the two databases each
	.venv/bin/pytest -n 2 tests

test-both: .venv/.dev browser ## the same, every test over both databases, every property on four times as many examples
	EVERY_EXAMPLE=1 .venv/bin/pytest -n 2 --every-database tests

fast: $(DEMO_ENV) ## install the compiler of the matching, and compile it beforehand
	$(UV) pip install --quiet --python $(VENV_PYTHON) --constraint requirements-dev.lock numba
	.venv/bin/agency warm

lint: .venv/.dev ## ruff and mypy
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy $(CODE)

bench: .venv/.dev ## time the matcher (SIZE=S, M or L)
	.venv/bin/agency bench --size $(SIZE)

faults: .venv/.dev ## strike a night's servers and workers at random (KILLS=200, SEED=… repeats; CUTS=20 cuts hosts off instead, as root)
	$(VENV_PYTHON) -m tests.faults $(if $(CUTS),--cuts $(CUTS),--kills $(KILLS)) $(if $(SEED),--seed $(SEED))

screens: .venv/.dev browser ## take a picture of every page into var/screens
	$(VENV_PYTHON) -m tests.browser.screens

load: .venv/.dev ## ask a served agency of 50,000 people by ten users at once (SIZE=S or M)
	$(VENV_PYTHON) -m agency.bench.load --size $(SIZE)

scale: .venv/.dev ## match a night by a worker of one process and of two (SIZE=S or M)
	$(VENV_PYTHON) -m agency.bench.scale --size $(SIZE)

uploads: .venv/.dev ## send photos of 2 MB to a served agency, one by one, many at once, and beside harmful files
	$(VENV_PYTHON) -m tests.documents.hostile var/harmful
	$(VENV_PYTHON) -m agency.bench.uploads --harmful var/harmful

registers: .venv/.dev ## hold a register of a million rows against fifty thousand people
	$(VENV_PYTHON) -m agency.bench.registers

browser:
	@sh scripts/browser.sh

lock: $(UV) ## write the lock files anew (UPGRADE=--upgrade for newer versions)
	$(call compile,--group build,requirements.lock)
	$(call compile,--group dev --constraint requirements.lock,requirements-dev.lock)
	@! grep -n '://' requirements.lock requirements-dev.lock || { echo 'a lock file names an address' >&2; exit 1; }

clean: ## remove the environments and caches (var/ stays)
	rm -rf .venv .tools .mypy_cache .pytest_cache .ruff_cache .hypothesis build tenens.egg-info
	find agency workers migrations tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

compile = $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	--python-version 3.11 $(UPGRADE) pyproject.toml $(1) --output-file $(2)

# `sync` removes whatever the lock does not name, so the project itself is installed after it.
install = $(UV) pip sync --quiet --python $(VENV_PYTHON) $(1) && \
	$(UV) pip install --quiet --python $(VENV_PYTHON) --no-deps --no-build-isolation --editable .

.venv/.runtime: requirements.lock pyproject.toml | $(VENV_PYTHON)
	$(call install,requirements.lock)
	@touch $@

.venv/.dev: requirements-dev.lock pyproject.toml | $(VENV_PYTHON)
	$(call install,requirements-dev.lock)
	@touch $@

$(VENV_PYTHON): | $(UV)
	$(UV) venv --quiet --clear --python "$(PYTHON)" .venv

$(UV):
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer is needed; none was found. PYTHON=/path/to/python names one.' >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments (no ensurepip). On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	"$(PYTHON)" -m venv --clear .tools
	.tools/bin/pip install --quiet --disable-pip-version-check 'uv>=0.9,<1'
