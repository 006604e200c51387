# Groundwork's commands. `make` alone lists them.
#
# DEMO=0         your own, empty database instead of the demo; the two are different files and never mix
# DATABASE_URL   another database than the SQLite files in var/, for example postgres://user:password@host/groundwork
# HOST, PORT     where `make run` answers (127.0.0.1, 8000)

.DEFAULT_GOAL := help
.SILENT:
MAKEFLAGS += --no-print-directory

DEMO ?= 1
database := $(if $(filter 0 no false off,$(DEMO)),own,demo)
DATABASE_URL ?= sqlite:///$(CURDIR)/var/$(database).sqlite3
export DEMO DATABASE_URL HOST PORT

python := .venv/bin/python
set_up = python3=$$(sh .ci/python.sh) && "$$python3" .ci/set_up.py

.PHONY: help run setup test test-fast check fix trust bench pictures demo-reset shell backup restore lock

help: ## this list
	sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | sort | \
		while IFS="$$(printf '\t')" read -r name what; do printf '  make %-12s %s\n' "$$name" "$$what"; done

run: ## set up what is missing, then Groundwork at http://127.0.0.1:8000/ with demo data (DEMO=0: your own)
	$(set_up)
	$(python) .ci/bring_up.py
	exec $(python) .ci/serve.py

setup: ## all of `make run` but the demo data and the servers
	$(set_up)
	$(python) .ci/bring_up.py --no-demo

test: ## every check and every test, on SQLite, on PostgreSQL and in the browser
	$(set_up) --dev
	$(python) .ci/check.py
	exec $(python) .ci/run_tests.py

test-fast: ## the tests on SQLite alone
	$(set_up) --dev
	exec $(python) .ci/run_tests.py --fast

check: ## format, lint, types, import contracts, templates and front end
	$(set_up) --dev
	exec $(python) .ci/check.py

fix: ## lay out code and mend what lint can mend
	$(set_up) --dev
	exec $(python) .ci/check.py --fix

trust: ## the figures of trust in their full form (long)
	$(set_up) --dev
	exec $(python) -m pytest -n 2 --full -o faulthandler_timeout=7200 tests/trust

bench: ## how fast pages, lists and exports are, beside a bare view
	$(set_up) --dev
	exec $(python) -m tests.speed

pictures: ## a picture of every page, in every width and look, into var/pictures (ONLY=--docs: those that the docs show)
	$(set_up) --dev
	exec $(python) -m tests.browser.pictures $(ONLY)

demo-reset: ## throw the demo data away and make it anew
	$(set_up)
	$(python) manage.py clear_demo
	$(python) manage.py seed_demo

shell: ## a Python prompt inside Groundwork
	$(set_up)
	exec $(python) manage.py shell

backup: one-database ## save database and uploads
	$(set_up)
	$(python) manage.py backup

restore: one-database ## put a backup back: make restore FILE=var/backups/…
	test -n "$(FILE)" || { echo "Say which backup: make restore FILE=var/backups/…" >&2; exit 1; }
	$(set_up)
	$(python) manage.py restore "$(FILE)"

# Where the demo and a database of one's own both exist, nobody should save or overwrite the wrong one by chance.
.PHONY: one-database
one-database:
	if [ "$(origin DEMO)$(origin DATABASE_URL)" = filefile ] && [ -e var/own.sqlite3 ]; then \
		echo "There is a database of your own and a demo: say DEMO=0 (your own) or DEMO=1 (the demo)." >&2; exit 1; fi

lock: ## resolve the dependencies in pyproject.toml and package.json anew
	$(set_up) --dev
	$(python) -m pip install --quiet --disable-pip-version-check uv
	$(python) -m uv pip compile --quiet --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements.txt
	$(python) -m uv pip compile --quiet --no-header --no-annotate --python-version 3.11 --extra dev -c requirements.txt \
		pyproject.toml -o requirements-dev.txt
	npm install --package-lock-only --ignore-scripts
	$(python) .ci/lock_node.py
	npm install --package-lock-only --ignore-scripts
