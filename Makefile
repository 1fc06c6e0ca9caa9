# `make` alone lists the commands.

SHELL = /bin/sh
.DEFAULT_GOAL = help
MAKEFLAGS += --no-builtin-rules --no-print-directory

# Settings of another environment would change these.
unexport PYTHONHOME PYTHONPATH VIRTUAL_ENV PIP_PREFIX PIP_TARGET PIP_USER

python = .venv/bin/python
sam = SAM_CLI_TELEMETRY=0 .venv-sam/bin/sam

.PHONY: help
help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

.PHONY: setup
setup: ## install the kickoff command into .venv (PYTHON=... chooses the interpreter)
	@scripts/venv .venv requirements/cli.txt pyproject.toml

.PHONY: demo
demo: setup ## run a fixture day against the simulator
	@.venv/bin/kickoff demo

.PHONY: check
check: lint types test ## check everything: lint, types, test

.PHONY: test
test: dev tools account ## run every test
	@echo "kickoff: tests"
	@$(python) -m pytest -n 2 --dist loadfile

.PHONY: lint
lint: dev ## check style, format and import rules
	@echo "kickoff: style, format and import rules"
	@$(python) -m ruff check
	@$(python) -m ruff format --check
	@.venv/bin/lint-imports

.PHONY: types
types: dev ## check the types
	@echo "kickoff: types"
	@$(python) -m mypy

.PHONY: verify-aws
verify-aws: setup ## verify recorded rules in your AWS account, for less than a dollar (VERIFY=--help)
	@$(python) -m tests.recorded.verify $(VERIFY)

.PHONY: audit
audit: ## find vulnerable dependencies, secrets in git's files, and weaknesses of the templates
	@scripts/venv .venv-audit requirements/audit.txt
	@echo "kickoff: vulnerable dependencies"
	@.venv-audit/bin/python scripts/audit.py
	@echo "kickoff: secrets"
	@# Stored records of tests hold compressed text, which begins with eJ in Base64.
	@git ls-files -z ':!requirements/*.txt' | xargs -0 .venv-audit/bin/detect-secrets-hook \
	    --disable-plugin KeywordDetector --exclude-secrets '^s3cret' --exclude-secrets '^eJ[A-Za-z0-9+/]{99}'
	@# checkov brings a detect-secrets of its own, which finds other things.
	@scripts/venv .venv-checkov requirements/checkov.txt
	@echo "kickoff: templates"
	@.venv-checkov/bin/checkov --config-file .checkov.yaml

.PHONY: build
build: setup tools ## build the functions for deployment
	@$(sam) build

DIST ?= dist

.PHONY: release
release: setup ## build wheel, template, functions and layers into dist/, to deploy without this repository
	@$(python) -m scripts.release "$(DIST)" $(ARCH)

STACK = kickoff
# samconfig.toml has the same path.
KICKOFF_PARAMETERS ?= .aws-sam/parameters.yaml
BUILD_LOG = .aws-sam/build.log

.PHONY: deploy
deploy: setup tools ## deploy for the calendar KICKOFF_CONFIG (ALARM_EMAIL=... receives the alarms)
	@$(python) -m scripts.confirm_calendar
	@scripts/parameters $(KICKOFF_PARAMETERS)
	@echo "kickoff: building the functions"
	@# SAM's lines are of use in an error only.
	@mkdir -p $(dir $(BUILD_LOG))
	@$(sam) build >$(BUILD_LOG) 2>&1 || { cat $(BUILD_LOG) >&2; exit 1; }
	@$(sam) deploy --stack-name $(STACK) \
	    --parameter-overrides file://$(KICKOFF_PARAMETERS) $(ALARM_EMAIL:%=AlarmEmail=%) $(CAPS) $(PARAMETERS) $(SAM)
	@scripts/next-steps $(STACK) $(ALARM_EMAIL)

.PHONY: undeploy
undeploy: setup tools ## restore raised capacity, then delete the stack (STACK=...)
	@$(python) -m scripts.give_back $(STACK)
	@$(sam) delete --stack-name $(STACK) $(SAM)

# `sam build` calls these targets with ARTIFACTS_DIR. Emulators set ARCH=x86_64.
ARCH ?= arm64

.PHONY: build-WarmerFunction build-PrescalerFunction build-LearnerFunction
build-WarmerFunction: setup
	@scripts/build-function warmer "$(ARTIFACTS_DIR)" $(ARCH)
	@scripts/parameters "$(KICKOFF_PARAMETERS)" || echo "kickoff: no parameters to deploy with; fix the error above first" >&2
build-PrescalerFunction: setup
	@scripts/build-function prescaler "$(ARTIFACTS_DIR)" $(ARCH)
build-LearnerFunction: setup
	@scripts/build-function learner "$(ARTIFACTS_DIR)" $(ARCH)

.PHONY: build-PreflightFunction build-ValidatorFunction build-FeedsFunction
build-FeedsFunction: setup
	@scripts/build-function feeds "$(ARTIFACTS_DIR)" $(ARCH)
build-PreflightFunction: setup
	@scripts/build-function preflight "$(ARTIFACTS_DIR)" $(ARCH)
build-ValidatorFunction: setup
	@scripts/build-function validator "$(ARTIFACTS_DIR)" $(ARCH)

.PHONY: build-PythonGuard build-NodeGuard build-JavaGuard build-AnyGuard
build-AnyGuard:
	@scripts/build-any-guard "$(ARTIFACTS_DIR)"
build-PythonGuard:
	@mkdir -p "$(ARTIFACTS_DIR)/python" && cp guards/python/kickoff_guard.py "$(ARTIFACTS_DIR)/python"
build-NodeGuard:
	@mkdir -p "$(ARTIFACTS_DIR)/nodejs" && cp guards/node/kickoff-guard.* "$(ARTIFACTS_DIR)/nodejs"
build-JavaGuard:
	@scripts/build-java-guard "$(ARTIFACTS_DIR)"

.PHONY: lock
lock: dev ## pin the newest versions that pyproject.toml and requirements/*.in allow
	@scripts/lock

.PHONY: clean
clean: ## remove everything that make creates
	rm -rf .venv .venv-sam .venv-ministack .venv-audit .venv-checkov .aws-sam .mypy_cache .ruff_cache .import_linter_cache .pytest_cache .hypothesis dist

.PHONY: dev
dev: setup
	@scripts/venv .venv requirements/dev.txt

.PHONY: tools
tools:
	@scripts/venv .venv-sam requirements/sam.txt

.PHONY: account
account:
	@scripts/venv .venv-ministack requirements/ministack.txt
