-- Who may do what in the journal's database. Run by a superuser with psql, connected to that database: once before the schema is there, and again
-- after every upgrade of the schema. It can be run as often as one likes.
--
--   granary_owner    owns the schema; used for upgrades only
--   granary_writer   the hosts: reads everything, appends through journal_append and in no other way, keeps snapshots and cursors
--   granary_auditor  reads
--
-- Passwords come from the environment of psql; a role whose variable is empty keeps the one it has.
\set ON_ERROR_STOP on
\set owner_password ''
\set writer_password ''
\set auditor_password ''
\getenv owner_password GRANARY_OWNER_PASSWORD
\getenv writer_password GRANARY_WRITER_PASSWORD
\getenv auditor_password GRANARY_AUDITOR_PASSWORD

begin;
set local log_statement = 'none';

select format('create role %I login nosuperuser nocreatedb nocreaterole', name)
from (values ('granary_owner'), ('granary_writer'), ('granary_auditor')) as wanted (name)
where not exists (select from pg_roles where rolname = name)
\gexec
select format('alter role %I password %L', name, password)
from (values ('granary_owner', :'owner_password'), ('granary_writer', :'writer_password'), ('granary_auditor', :'auditor_password')) as given (name, password)
where password <> ''
\gexec

-- Nobody by default, not even to make temporary tables.
select format('revoke all on database %I from public', current_database())
\gexec
select format('grant connect on database %I to granary_owner, granary_writer, granary_auditor', current_database())
\gexec
revoke all on schema public from public;
grant usage, create on schema public to granary_owner;
grant usage on schema public to granary_writer;
grant usage on schema public to granary_auditor;

alter default privileges for role granary_owner in schema public grant select on tables to granary_writer, granary_auditor;
alter default privileges for role granary_owner revoke execute on functions from public;

-- A transaction that somebody left open holds the head of a partition, and with it everybody.
alter role granary_writer set idle_in_transaction_session_timeout = '10s';
alter role granary_writer set synchronous_commit = on;
alter role granary_auditor set default_transaction_read_only = on;

do $$
declare
    name text;
begin
    if to_regclass('public.journal_line') is null then return; end if;
    -- An older schema may belong to whoever started the first host.
    for name in select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'public' loop
        execute format('alter table %s owner to granary_owner', name);
        execute format('revoke all on %s from public, granary_writer, granary_auditor', name);
        execute format('grant select on %s to granary_writer, granary_auditor', name);
    end loop;
    for name in select oid::regprocedure::text from pg_proc where pronamespace = 'public'::regnamespace and proname like 'journal\_%' loop
        execute format('alter function %s owner to granary_owner', name);
        execute format('revoke all on function %s from public', name);
    end loop;
    -- journal_append writes as its owner: so the hosts need no right at all on the rows, and what they can do is what that function does.
    for name in select oid::regprocedure::text from pg_proc where pronamespace = 'public'::regnamespace and proname = 'journal_append' loop
        execute format('alter function %s security definer', name);
        execute format('alter function %s set search_path = pg_catalog, public, pg_temp', name);
        execute format('grant execute on function %s to granary_writer', name);
    end loop;
    -- What hosts keep beside the journal: snapshots, cursors, observations, themselves. No money rests on it.
    for name in select format('%I.%I', schemaname, tablename) from pg_tables
                where schemaname = 'public' and tablename not like 'journal\_%' and tablename <> 'schema_version' loop
        execute format('grant insert, update, delete on %s to granary_writer', name);
    end loop;
end $$;
commit;
