# A thin front to .ci/tasks.py, where the work is done, so that it is the same under Debian and Windows.
#   make run | test | check | bench | installer | installer-check | lock | clean
#        make test QT=6.9.3        make test ARGS="-k targets"
.PHONY: help setup run test check bench installer installer-check installer-stage lock clean python
.DEFAULT_GOAL := help

QT ?=
ARGS ?=

ifeq ($(OS),Windows_NT)
PYTHON ?= py -3
python: ;
else
PYTHON ?= python3
# A minimal Debian has make but no Python: as root fetch it, otherwise say so in one line.
python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 python3-venv >/dev/null; \
	} || { echo '请先以管理员身份安装 Python 3.11 或更高版本：apt-get install python3 python3-venv' >&2; exit 3; }
endif

help: python
	@$(PYTHON) .ci/tasks.py --help

setup run test check bench installer installer-check installer-stage lock: python
	@$(PYTHON) .ci/tasks.py $@ --qt "$(QT)" -- $(ARGS)

clean: python
	@$(PYTHON) .ci/tasks.py clean
