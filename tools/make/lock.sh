#!/bin/sh
# Writes requirements/*.txt: every package, its one version and its hashes, for Python 3.12 and up, and no address.
set -eu
cd "$(dirname "$0")/../../requirements"
lock() {
    name=$1
    shift
    ../.venv/bin/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links "$name.in" --output-file "$name.txt" "$@"
}
lock base "$@"
lock dev --constraint base.txt "$@"
lock pdf --constraint dev.txt "$@"
lock meaning --constraint base.txt "$@"
lock uv --constraint dev.txt
