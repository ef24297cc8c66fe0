#!/bin/sh
# Secrets come as files: for every NAME_FILE in the environment, NAME is read from that file. Then the service
# takes this process's place, so that it gets the signals.
set -eu
for name in $(env | sed -n 's/^\([A-Z][A-Z0-9_]*\)_FILE=.*/\1/p'); do
  eval "file=\$${name}_FILE"
  if [ ! -r "$file" ]; then
    echo "${name}_FILE: cannot read $file" >&2
    exit 1
  fi
  export "$name=$(cat "$file")"
  unset "${name}_FILE"
done
exec node /app/dist/src/main.js "$@"
