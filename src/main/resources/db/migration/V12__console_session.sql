-- Sign-ins of a tenant's staff to the console.
create table console_session (
  tenant_id    uuid        not null,
  id           uuid        not null,
  -- Of the cookie; what it proves stands below.
  token_hash   bytea       not null,
  subject      text        not null,
  name         text        not null,
  scopes       text[]      not null,
  -- Whose word it is: the session ends when the tenant's file trusts them no more.
  issuer       text        not null,
  -- As the person switched it; empty for the browser's.
  language     text,
  created_at   timestamptz not null,
  last_used_at timestamptz not null,
  expires_at   timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, token_hash)
);
create index console_session_end on console_session (tenant_id, expires_at);

alter table console_session enable row level security;
alter table console_session force row level security;
create policy tenant on console_session to belegbote_tenant
  using (tenant_id = nullif(current_setting('belegbote.tenant', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('belegbote.tenant', true), '')::uuid);
grant select, insert, update, delete on console_session to belegbote_tenant;
