# Every target sets up what it needs; `make` alone lists them.
PYTHON ?= python3
BIN := .venv/bin
export PYTHONUTF8 = 1

.DEFAULT_GOAL := help
.PHONY: help demo test check gate bench pictures setup lock wheel clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

demo: .venv/runtime.stamp ## crawl and read the bundled sample newsroom, show the digest, serve the desk (SERVE=0: do not serve)
	@$(BIN)/watchdesk demo $(if $(filter 0,$(SERVE)),--no-serve,)

test: .venv/dev.stamp ## run every test
	@$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

check: .venv/dev.stamp ## no tests: ruff, mypy strict, import contracts, docs
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m docs.check

gate: .venv/dev.stamp ## the slow suites and the quality floors
	@$(BIN)/python -m pytest --slow tests/gates tests $(ARGS)

bench: .venv/dev.stamp ## measure beside peers: ROOM=crawl|extract|nlp|storage|journey|digest (all without ROOM)
	@$(BIN)/python -m benchmarks $(ROOM)

pictures: .venv/dev.stamp ## make the pictures of the README from the demo (needs Debian's chromium)
	@$(BIN)/python -m docs.pictures

setup: .venv/dev.stamp ## set up .venv with everything for development

lock: .venv/dev.stamp ## write the lock files anew from pyproject.toml (needs uv)
	@for layer in build runtime dev; do \
	  source=requirements/$$layer.in; [ $$layer = runtime ] && source=pyproject.toml; \
	  uv pip compile -q --universal --python-version 3.11 --generate-hashes "$$source" -o requirements/$$layer.lock || exit 1; \
	done

wheel: .venv/dev.stamp ## build the wheel into dist/
	@$(BIN)/python -m pip wheel --quiet --no-deps --no-index --no-build-isolation --wheel-dir dist .

clean: ## remove what was set up and made here
	@rm -rf .venv dist build watchdesk-demo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.venv/runtime.stamp: requirements/build.lock requirements/runtime.lock pyproject.toml requirements/install.py
	@"$(PYTHON)" requirements/install.py runtime
	@touch $@

.venv/dev.stamp: requirements/build.lock requirements/runtime.lock requirements/dev.lock pyproject.toml requirements/install.py
	@"$(PYTHON)" requirements/install.py dev
	@touch .venv/runtime.stamp $@
