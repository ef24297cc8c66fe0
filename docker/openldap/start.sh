#!/bin/sh
# Runs the directory. The first time it makes a CA with a certificate for DIRECTORY_NAME, and the entries that the
# service needs: its own, which is let in with the password in DIRECTORY_PASSWORD_FILE, ou=people and ou=groups.
set -eu
umask 077
name=${DIRECTORY_NAME:-openldap}
base=${DIRECTORY_BASE:-dc=grindvakt,dc=local}
data=${DIRECTORY_DATA:-/var/lib/directory}
ca=${DIRECTORY_CA:-/var/lib/directory-ca}
port=${DIRECTORY_PORT:-1636}
home=$(dirname "$0")
PATH=$PATH:/usr/sbin

if [ "${1:-}" = check ]; then
  LDAPTLS_CACERT=$ca/ca.pem exec ldapwhoami -x -H "ldaps://$name:$port" \
    -D "cn=grindvakt,$base" -y "$DIRECTORY_PASSWORD_FILE" >/dev/null
fi

if [ ! -f "$data/server.pem" ]; then
  openssl req -x509 -newkey rsa:3072 -nodes -days 3650 -subj '/CN=Grindvakt directory CA' \
    -keyout "$data/ca.key" -out "$data/ca.pem" \
    -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
  openssl req -newkey rsa:3072 -nodes -subj "/CN=$name" \
    -keyout "$data/server.key" -out "$data/server.csr" 2>/dev/null
  printf 'subjectAltName=DNS:%s,DNS:localhost\nextendedKeyUsage=serverAuth\n' "$name" >"$data/server.ext"
  openssl x509 -req -in "$data/server.csr" -CA "$data/ca.pem" -CAkey "$data/ca.key" -CAcreateserial \
    -days 3650 -extfile "$data/server.ext" -out "$data/server.pem.new" 2>/dev/null
  mv "$data/server.pem.new" "$data/server.pem"
fi
install -m 644 "$data/ca.pem" "$ca/ca.pem"

sed -e "s|@SCHEMA@|/etc/ldap/schema|; s|@DATA@|$data|; s|@BASE@|$base|" "$home/slapd.conf" >"$data/slapd.conf"

if [ ! -d "$data/db" ]; then
  rm -rf "$data/db.new"
  mkdir "$data/db.new"
  sed "s|^directory .*|directory $data/db.new|" "$data/slapd.conf" >"$data/first.conf"
  dc=$(printf '%s' "$base" | sed 's/^dc=\([^,]*\).*/\1/')
  password=$(slappasswd -n -T "$DIRECTORY_PASSWORD_FILE")
  slapadd -q -f "$data/first.conf" <<LDIF
dn: $base
objectClass: domain
dc: $dc

dn: cn=grindvakt,$base
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: grindvakt
userPassword: $password
pwdPolicySubentry: cn=service,ou=policies,$base

dn: ou=policies,$base
objectClass: organizationalUnit
ou: policies

dn: cn=default,ou=policies,$base
objectClass: device
objectClass: pwdPolicy
cn: default
pwdAttribute: userPassword
pwdLockout: TRUE
pwdMaxFailure: 5
pwdLockoutDuration: 900

dn: cn=service,ou=policies,$base
objectClass: device
objectClass: pwdPolicy
cn: service
pwdAttribute: userPassword
pwdLockout: FALSE

dn: ou=people,$base
objectClass: organizationalUnit
ou: people

dn: ou=groups,$base
objectClass: organizationalUnit
ou: groups
LDIF
  mv "$data/db.new" "$data/db"
fi

# -d 0 keeps it in the foreground; exec gives it the signals.
exec slapd -d 0 -f "$data/slapd.conf" -h "ldaps://:$port/"
