#!/bin/sh
# Prints the path of a Python 3.13 or 3.12 that can make virtual environments, the newer one first.
# PATH's python3 may be older or newer. PYTHON=... names one. As root on Debian, Debian's own is installed if it fits.
set -u

fits() {
    "$1" -c "
import sys, venv, ensurepip
if sys.version_info[:2] != ($2): sys.exit(1)
print(getattr(sys, '_base_executable', sys.executable))" 2>/dev/null
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        fits "$PYTHON" "3, 13" || fits "$PYTHON" "3, 12"
        return
    fi
    for minor in 13 12; do
        for candidate in "python3.$minor" python3 python \
            "/usr/bin/python3.$minor" "/usr/local/bin/python3.$minor" \
            "${PYENV_ROOT:-${HOME:-/root}/.pyenv}/versions/3.$minor".*/bin/python3 \
            "${HOME:-/root}/.local/share/uv/python/cpython-3.$minor".*/bin/python3; do
            fits "$candidate" "3, $minor" && return 0
        done
    done
    return 1
}

debian_has_one() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    apt-get -o DPkg::Lock::Timeout=300 -qq update >/dev/null 2>&1
    apt-cache show python3 2>/dev/null | grep -qE '^Version: 3\.1[23]\.'
}

find_python && exit 0
if [ -z "${PYTHON:-}" ] && debian_has_one; then
    echo "Installing Debian's Python with venv." >&2
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq install -y --no-install-recommends \
        python3 python3-venv >/dev/null || exit 1
    find_python && exit 0
fi
echo "Buurtnet needs Python 3.13 or 3.12 with venv and finds neither: install one (on Debian 13:" \
    "apt install python3 python3-venv) or name it with PYTHON=/path/to/python3.13." >&2
exit 1
