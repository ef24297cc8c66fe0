#!/bin/sh
# Makes the secrets that compose.yaml mounts; one that exists is kept. They lie beside, never in git.
set -eu
cd "$(dirname "$0")"
mkdir -p secrets
chmod 700 secrets
for name in admin_password owner_password service_password directory_password; do
  [ -e "secrets/$name" ] || openssl rand -hex 24 | tr -d '\n' >"secrets/$name"
done
# Seals the personal numbers: whoever loses it loses them, so keep a copy where the backups are not.
[ -e secrets/person_key ] || openssl rand -base64 32 | tr -d '\n' >secrets/person_key
# The containers read them as uid 1000 or 999, whose numbers mean nothing here; the folder keeps others out.
chmod 644 secrets/*
