#!/bin/sh
# The one-shot job of compose.yaml and Kubernetes: databases and roles. Run before the schema is made and again afterwards; running it twice is harmless.
# Uses PGHOST, PGUSER and PGPASSWORD of a superuser.
set -eu
here=$(dirname "$0")
psql -X -q -v ON_ERROR_STOP=1 -d postgres <<'SQL'
select 'create database granary' where not exists (select from pg_database where datname = 'granary')
\gexec
select 'create role granary_cluster login' where not exists (select from pg_roles where rolname = 'granary_cluster')
\gexec
\getenv cluster_password GRANARY_CLUSTER_PASSWORD
alter role granary_cluster password :'cluster_password';
-- Membership and reminders live apart: whoever has their password cannot even connect to the journal.
select 'create database granary_cluster owner granary_cluster' where not exists (select from pg_database where datname = 'granary_cluster')
\gexec
SQL
psql -X -q -d granary -f "$here/roles.sql"
