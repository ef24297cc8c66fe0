#!/usr/bin/env bash
# Installs what the tests need and the machine lacks: OpenLDAP, Samba's domain controller, Chromium.
# As root, or by sudo without a password; otherwise says exactly what to install and fails.
set -uo pipefail

missing=()
lacks() { ! command -v "$1" >/dev/null 2>&1 && [ ! -x "/usr/sbin/$1" ]; }
lacks slapd && missing+=(slapd)
if lacks samba || lacks samba-tool || [ ! -d /usr/share/samba/setup ]; then
  missing+=(samba winbind)
  # Separate packages since Samba 4.19 and in Debian 12; elsewhere they are part of samba.
  for package in samba-ad-dc samba-ad-provision; do
    apt-cache show "$package" >/dev/null 2>&1 && missing+=("$package")
  done
fi
# An ordinary user's Samba runs in a network of its own, which `ip` switches on.
lacks ip && missing+=(iproute2)
lacks openssl && missing+=(openssl)
browser=''
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  lacks "$name" || browser=$name
done
# Ubuntu's chromium is a snap, which neither containers nor tests can use: there Playwright's own is fetched,
# into a folder that .ci/test.mjs puts in PATH.
own=node_modules/.cache/bin/chromium
[ -x "$own" ] && browser=$own
fetch=''
if [ -z "$browser" ]; then
  if grep -qs '^ID=ubuntu' /etc/os-release; then fetch=chromium; else missing+=(chromium); fi
fi
[ ${#missing[@]} -eq 0 ] && [ -z "$fetch" ] && exit 0

root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! sudo -n true 2>/dev/null; then
    echo "The tests need packages that are missing here. Install them and run the tests again:" >&2
    [ ${#missing[@]} -gt 0 ] &&
      echo "  sudo apt-get update && sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    [ -n "$fetch" ] && echo "  Chromium, as chromium or google-chrome in PATH" >&2
    exit 1
  fi
  root=(sudo -n)
fi

echo "Installing ${missing[*]} $fetch for the tests" >&2
# Installed to be started by the tests alone: an answer of 101 is Debian's way to say "start no service".
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap '"${root[@]}" rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee "$policy" >/dev/null && "${root[@]}" chmod 755 "$policy"
fi
echo 'slapd slapd/no_configuration boolean true' | "${root[@]}" debconf-set-selections
install=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends)
log=$(mktemp)
if [ ${#missing[@]} -gt 0 ] && ! "${install[@]}" "${missing[@]}" >"$log" 2>&1; then
  "${root[@]}" apt-get -q update >>"$log" 2>&1
  if ! "${install[@]}" "${missing[@]}" >>"$log" 2>&1; then
    tail -20 "$log" >&2
    echo "Could not install ${missing[*]}. Install them by hand and run the tests again." >&2
    exit 1
  fi
fi
if [ -n "$fetch" ]; then
  playwright=node_modules/playwright-core/cli.js
  if ! "${root[@]}" "$(command -v node)" "$playwright" install-deps chromium >>"$log" 2>&1 ||
    ! node "$playwright" install chromium >>"$log" 2>&1; then
    tail -20 "$log" >&2
    echo "Could not fetch Chromium. Install it as chromium or google-chrome in PATH and run the tests again." >&2
    exit 1
  fi
  mkdir -p "$(dirname "$own")"
  ln -sf "$(node -p 'require("playwright-core").chromium.executablePath()')" "$own"
fi
rm -f "$log"
for service in slapd smbd nmbd winbind samba-ad-dc; do
  "${root[@]}" update-rc.d "$service" disable >/dev/null 2>&1
done
exit 0
