# `make demo` shows a map, `make test` checks everything. Each does all of its own set-up.
# Written in what POSIX, GNU and BSD make have in common, so that it runs on Linux and macOS.

PYTHON = python3
BIN = .venv/bin
COMPILED = geo/gazetteer/compiled outputs/basemap/compiled outputs/web/compiled

help:
	@echo 'make demo     read the demo report and build its map (sets everything up the first time)'
	@echo 'make test     lint, type check, import check and all tests (finds or installs a Chromium and a PostGIS)'
	@echo 'make lint     ruff, mypy and import-linter'
	@echo 'make format   let ruff rewrite what it can'
	@echo 'make compile  make the gazetteer, the basemap and the page runtime anew'
	@echo 'make docs     write the pages that are made from the code'
	@echo 'make lock     pin the newest versions that pyproject.toml allows'
	@echo 'make bench    measure, and print the figures'
	@echo 'make clean    remove everything that make made'

demo: ready
	@$(BIN)/majal demo

test: lint browser server
	$(BIN)/python -m pytest

lint: ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/installed
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: ready
	@for bench in tests/bench/*.py; do echo "== $$bench"; $(BIN)/python "$$bench" || exit 1; done

docs: ready
	$(BIN)/python tests/house/pages.py

compile: .venv/installed
	rm -rf $(COMPILED) .venv/ready
	@$(MAKE) ready

lock: .venv/installed
	$(BIN)/python -m venv .venv/lock
	.venv/lock/bin/pip install --quiet uv
	.venv/lock/bin/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --upgrade \
	  --generate-hashes --no-annotate --no-header --no-emit-index-url --quiet --output-file requirements.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf dist majal-out outputs/web/node_modules $(COMPILED)
	find geo layers outputs tests -name __pycache__ -prune -exec rm -rf {} +

# majal itself. The build hook compiles what its sources' hashes say is missing or stale, and nothing else.
ready: .venv/installed
	@stale=$$(find pyproject.toml geo/place.py geo/gazetteer outputs/basemap outputs/web \
	  \( -name node_modules -o -name compiled -o -name __pycache__ \) -prune \
	  -o -type f -newer .venv/ready -print 2>&1); \
	if [ -f .venv/ready ] && [ -z "$$stale" ]; then exit 0; fi; \
	echo 'majal: installing, and compiling what is missing (the first time about a minute)'; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable . && touch .venv/ready

# The pinned packages, of which the lock holds the hashes.
.venv/installed: requirements.lock
	@set -e; \
	for python in $(PYTHON) python3.13 python3.12 python3.11 none; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then break; fi; done; \
	if [ "$$python" = none ]; then \
	  echo 'majal needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3' >&2; exit 1; fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	  package=$$("$$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "majal: installing $$package"; apt-get update -qq; \
	    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$$package" >/dev/null; \
	  else echo "majal needs Python's venv module; on Debian: sudo apt-get install $$package" >&2; exit 1; fi; fi; \
	$(BIN)/python -m pip --version >/dev/null 2>&1 || { rm -rf .venv; "$$python" -m venv .venv; }; \
	echo 'majal: installing the pinned packages into .venv (about a minute, once)'; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; \
	touch .venv/installed

# A Chromium for the browser tests: an installed one, else from apt as root, else playwright's own.
# playwright's driver is a Node that needs libatomic, which a minimal Debian lacks.
browser: .venv/installed
	@$(BIN)/python tests/chromium.py >/dev/null 2>&1 && exit 0; \
	echo 'majal: installing a Chromium for the browser tests (once)'; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq; \
	  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium libatomic1 >/dev/null; fi; \
	$(BIN)/python tests/chromium.py >/dev/null 2>&1 && exit 0; \
	$(BIN)/playwright install chromium; \
	$(BIN)/python tests/chromium.py >/dev/null && exit 0; \
	echo 'majal could start no Chromium; the error is above.' >&2; \
	echo 'On Debian: sudo apt-get install chromium libatomic1' >&2; \
	echo 'Elsewhere install one, and name it with: make MAJAL_CHROMIUM=/path/to/chromium test' >&2; \
	exit 1

# A PostgreSQL with PostGIS for the server tests: an installed one, else from apt as root; without one they are skipped,
# which fails in CI. The tests start it themselves, so Debian is kept from making and starting a cluster of its own.
server: .venv/installed
	@$(BIN)/python tests/postgres.py >/dev/null 2>&1 && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo 'majal: installing a PostgreSQL with PostGIS for the server tests (once)'; \
	  apt-get update -qq; \
	  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends postgresql-common >/dev/null; \
	  kept=/etc/postgresql-common/createcluster.d/majal.conf; mkdir -p "$${kept%/*}"; \
	  echo 'create_main_cluster = false' >"$$kept"; \
	  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends postgresql-postgis >/dev/null; \
	  rm -f "$$kept"; \
	  $(BIN)/python tests/postgres.py >/dev/null && exit 0; fi; \
	echo 'majal found no PostgreSQL with PostGIS: its tests are skipped, which fails in CI.' >&2; \
	echo 'On Debian: sudo apt-get install postgresql-postgis; elsewhere name its programs: MAJAL_POSTGRES=/path/to/bin' >&2; \
	[ -z "$$CI" ]

.PHONY: help demo test lint format bench docs compile lock clean ready browser server
