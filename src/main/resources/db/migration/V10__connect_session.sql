-- Visits of customers to the hosted wizard.
create table connect_session (
  tenant_id         uuid        not null,
  id                uuid        not null,
  company_id        uuid        not null,
  -- Empty: all that the tenant may use.
  portals           text[]      not null default '{}',
  -- The account that is repaired, or that was made on the way.
  portal_account_id uuid,
  repair            boolean     not null,
  language          text        not null,
  return_url        text,
  -- Of the token in the address.
  token_hash        bytea       not null,
  state             text        not null check (state in ('created', 'opened', 'completed', 'exited')),
  exit_reason       text,
  -- Hash of the cookie of the one browser that may go on.
  browser_hash      bytea,
  -- What was chosen on the way.
  portal_id         text,
  consent_text      text,
  consent_at        timestamptz,
  has_app           boolean,
  expires_at        timestamptz not null,
  created_at        timestamptz not null,
  opened_at         timestamptz,
  ended_at          timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, token_hash),
  foreign key (tenant_id, company_id) references company (tenant_id, id),
  foreign key (tenant_id, portal_account_id) references portal_account (tenant_id, id)
);
create index connect_session_token on connect_session (token_hash);
create index connect_session_company on connect_session (tenant_id, company_id, id);
create index connect_session_account on connect_session (tenant_id, portal_account_id);

alter table connect_session enable row level security;
alter table connect_session force row level security;
create policy tenant on connect_session to belegbote_tenant
  using (tenant_id = nullif(current_setting('belegbote.tenant', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('belegbote.tenant', true), '')::uuid);
grant select, insert, update, delete on connect_session to belegbote_tenant;

-- A browser comes before the tenant is known: a hash in, tenant and row id out.
create policy lookup on connect_session for select to belegbote_lookup using (true);
grant select (tenant_id, id, token_hash) on connect_session to belegbote_lookup;
create function find_connect_session(hash bytea) returns table (tenant_id uuid, id uuid)
  language sql stable security definer set search_path = ${flyway:defaultSchema}, pg_temp
  as $$ select s.tenant_id, s.id from connect_session s where s.token_hash = hash $$;
grant create on schema ${flyway:defaultSchema} to belegbote_lookup;
alter function find_connect_session(bytea) owner to belegbote_lookup;
set role belegbote_lookup;
revoke all on function find_connect_session(bytea) from public;
grant execute on function find_connect_session(bytea) to belegbote_tenant;
reset role;
revoke create on schema ${flyway:defaultSchema} from belegbote_lookup;
