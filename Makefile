# Every target brings what it needs by itself; none needs another one first. `make` lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo setup test check fix test-long bench lock messages clean

PORT ?= 8000
DATA ?= .data
PARTS ?= checks sqlite postgres journeys

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /make \1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do printf '%-16s %s\n' "$$name" "$$what"; done

demo: ## the demo town on http://localhost:8000 (PORT=, DATA=)
	@sh tools/make/setup.sh base
	@exec .venv/bin/buurtnet demo --port $(PORT) --data-dir $(DATA)

setup: ## all of `make demo` but the serving
	@sh tools/make/setup.sh base
	@.venv/bin/buurtnet demo --no-serve --data-dir $(DATA)

test: ## everything: lint, types, floors, both databases, journeys in Chromium (PARTS="checks sqlite")
	@sh tools/make/setup.sh dev
	@sh tools/make/machine.sh $(PARTS)
	@.venv/bin/python -m tools.make.suite $(PARTS)

check: ## what is quick: lint, format, types, floors, migrations, settings
	@sh tools/make/setup.sh dev
	@.venv/bin/python -m tools.make.suite checks

fix: ## mends what lint and format can mend
	@sh tools/make/setup.sh dev
	@.venv/bin/ruff check --quiet --fix --exit-zero .
	@.venv/bin/ruff format --quiet .
	@find buurtnet -name '*.html' -path '*/templates/*' -exec .venv/bin/djade --target-version 6.1 {} + || true

test-long: ## what takes longer than a coffee: many more generated examples, big files
	@sh tools/make/setup.sh dev
	@.venv/bin/python -m tools.make.suite long

bench: ## speed and weight, for docs/performance.md
	@sh tools/make/setup.sh dev
	@.venv/bin/python -m bench

lock: ## renews requirements/*.txt from requirements/*.in (UPGRADE=--upgrade for newer versions)
	@sh tools/make/setup.sh dev
	@sh tools/make/lock.sh $(UPGRADE)

messages: ## gathers the screen texts into buurtnet/locale and compiles them
	@sh tools/make/setup.sh dev
	@.venv/bin/python -m tools.make.messages

clean: ## takes away what the other targets made, but not the demo's data
	@rm -rf .venv .uv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build *.egg-info
