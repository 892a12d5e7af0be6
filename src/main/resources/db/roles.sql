-- Roles and rights of a Belegbote database (PostgreSQL 17 or later).
--
-- Run it as a superuser inside the database, before Belegbote's first start and after an upgrade
-- that says so; running it again changes nothing that is right already:
--
--   createdb belegbote
--   psql -d belegbote -v ON_ERROR_STOP=1 -f roles.sql
--
-- Then give the three roles that sign in their passwords, with psql's \password, which keeps them
-- out of every log:  \password belegbote_owner   \password belegbote_tenant   \password belegbote_queue
--
-- belegbote_owner   owns schema and tables, runs the migrations and nothing else
-- belegbote_tenant  works within one tenant, held by row-level security
-- belegbote_queue   sees the queue columns of all tenants
-- belegbote_lookup  owns the few functions that find the tenant of a token; nobody signs in as it

do $$
declare
  role text;
begin
  foreach role in array array['belegbote_owner', 'belegbote_tenant', 'belegbote_queue', 'belegbote_lookup']
  loop
    if not exists (select from pg_catalog.pg_roles where rolname = role) then
      execute format(
        'create role %I nologin nosuperuser nocreatedb nocreaterole noreplication nobypassrls', role);
    elsif exists (
      select from pg_catalog.pg_roles
      where rolname = role
        and (rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls))
    then
      execute format(
        'alter role %I nosuperuser nocreatedb nocreaterole noreplication nobypassrls', role);
    end if;
  end loop;
end
$$;

alter role belegbote_owner login;
alter role belegbote_tenant login;
alter role belegbote_queue login;
alter role belegbote_lookup nologin;

-- The owner hands functions over to belegbote_lookup, but has none of its rights by itself.
grant belegbote_lookup to belegbote_owner with inherit false, set true;

-- No request and no worker may hold locks or an old snapshot for long: that slows every queue.
alter role belegbote_tenant set statement_timeout = '5s';
alter role belegbote_tenant set lock_timeout = '3s';
alter role belegbote_tenant set idle_in_transaction_session_timeout = '10s';
alter role belegbote_tenant set transaction_timeout = '30s';
alter role belegbote_queue set statement_timeout = '5s';
alter role belegbote_queue set lock_timeout = '3s';
alter role belegbote_queue set idle_in_transaction_session_timeout = '10s';
alter role belegbote_queue set transaction_timeout = '30s';

do $$
begin
  execute format('alter database %I owner to belegbote_owner', current_database());
  execute format('revoke all on database %I from public', current_database());
  execute format(
    'grant connect on database %I to belegbote_tenant, belegbote_queue', current_database());
end
$$;

revoke all on schema public from public;
