#!/bin/sh
# As root on Debian: installs what the named parts of the tests need and the machine lacks. Elsewhere, and where
# apt cannot, nothing: the tests then say which part could not run.
set -u
[ "$(id -u)" = 0 ] && [ -e /etc/debian_version ] && command -v apt-get >/dev/null || exit 0

has() {
    PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null
}

missing=
for part in "$@"; do
    case $part in
    sqlite) # it looks at the proxy file of the operating manual
        has nginx || missing="$missing nginx openssl" ;;
    postgres)
        has initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql" ;;
    journeys)
        has chromium || has google-chrome || [ -n "${CHROMIUM:-}" ] || missing="$missing chromium fonts-liberation" ;;
    esac
done
[ -n "$missing" ] || exit 0

echo "Installing with apt:$missing"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
policy=
trap 'rm -f "$log" $policy' EXIT
if [ ! -e /usr/sbin/policy-rc.d ]; then # the tests bring up what they need: apt need not start Debian's services
    policy=/usr/sbin/policy-rc.d
    printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy
fi
if ! { apt-get -o DPkg::Lock::Timeout=600 -q update &&
    apt-get -o DPkg::Lock::Timeout=600 -q install -y --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
    tail -n 5 "$log"
    echo "apt could not install:$missing"
fi
exit 0
