# The project's commands. Each runs a small script in scripts/, which says more at its top.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help run test test-firefox faults dev check bench fmt screenshots letters

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Install what is missing, build, load demo data and serve on http://127.0.0.1:3000
	@scripts/run

test: ## Run every check and test (or some: ONLY="tidy lint rust e2e")
	@scripts/setup test
	@scripts/with-postgres scripts/test $(ONLY)

test-firefox: ## Take a few journeys in Firefox as well
	@scripts/setup test-firefox
	@scripts/test firefox

faults: ## Kill, stop and pester servers for minutes (how often to kill: TIMES=500)
	@scripts/setup test
	@scripts/with-postgres scripts/faults $(TIMES)

dev: ## Serve a debug build that is rebuilt on every change
	@scripts/dev

check: ## Type-check the server quickly
	@scripts/setup check
	@. scripts/lib/env.sh && cargo check --features ssr

bench: ## Run the benchmarks
	@scripts/bench $(FILTER)

fmt: ## Format the code
	@scripts/setup check
	@. scripts/lib/env.sh && cargo fmt --all

screenshots: ## Take screenshots of pages (which ones: PAGES="/ /search")
	@scripts/screenshots $(PAGES)

letters: ## Write every kind of email in three languages, and take pictures of them
	@scripts/letters
