#!/bin/sh
# Run once by the postgres image, in an empty data folder: the owner that migrates, the service's own login,
# and the database. The service's login may not change what the owner made, the audit log above all.
set -eu
psql --set=ON_ERROR_STOP=1 --quiet --username "$POSTGRES_USER" --dbname postgres \
  --set=owner="$(cat /run/secrets/owner_password)" --set=service="$(cat /run/secrets/service_password)" <<'SQL'
CREATE ROLE grindvakt_owner LOGIN CREATEROLE PASSWORD :'owner';
CREATE ROLE grindvakt_service NOLOGIN;
CREATE ROLE grindvakt_app LOGIN PASSWORD :'service';
GRANT grindvakt_service TO grindvakt_app;
CREATE DATABASE grindvakt OWNER grindvakt_owner;
REVOKE CONNECT, TEMPORARY ON DATABASE grindvakt FROM PUBLIC;
GRANT CONNECT ON DATABASE grindvakt TO grindvakt_service;
SQL
