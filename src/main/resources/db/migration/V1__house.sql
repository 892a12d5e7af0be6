-- The whole house at its start: who may see a row is decided here, by row-level security, not in Java.
-- Rules (held by SchemaIT): every table has tenant_id, forced RLS with one policy text, keys and
-- foreign keys that begin with tenant_id. Roles come from db/roles.sql.

grant usage on schema ${flyway:defaultSchema} to belegbote_tenant, belegbote_queue, belegbote_lookup;

create table company (
  tenant_id   uuid        not null,
  id          uuid        not null,
  external_id text,
  name        text        not null,
  country     text,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  version     integer     not null default 1,
  deleted_at  timestamptz,
  primary key (tenant_id, id)
);
create unique index company_external_id on company (tenant_id, external_id) where deleted_at is null;

-- One user name at one sign-in realm of one company: what several portal accounts share.
create table login (
  tenant_id     uuid        not null,
  id            uuid        not null,
  company_id    uuid        not null,
  realm         text        not null,
  username      text        not null,
  password_ref  text,
  seed_ref      text,
  -- Keyed HMAC of the seed: logins that share a seed share its time steps.
  seed_print    bytea,
  seed_period   integer,
  factor        text        not null default 'none'
                check (factor in ('none', 'seed_stored', 'confirmed', 'proven', 'not_asked_yet')),
  factor_issuer text,
  factor_label  text,
  factor_stored_at    timestamptz,
  factor_confirmed_at timestamptz,
  factor_proven_at    timestamptz,
  confirm_tries integer     not null default 0,
  -- Outcome that closed the door (LOGIN_REJECTED, CODE_REJECTED, ACCOUNT_LOCKED); nobody knocks until it is cleared.
  closed_by     text,
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  deleted_at    timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, company_id) references company (tenant_id, id)
);
create unique index login_name on login (tenant_id, company_id, realm, username) where deleted_at is null;

create table portal_account (
  tenant_id     uuid        not null,
  id            uuid        not null,
  company_id    uuid        not null,
  portal_id     text        not null,
  login_id      uuid        not null,
  label         text,
  settings      jsonb       not null default '{}',
  state         text        not null
                check (state in ('new', 'verifying', 'active', 'waiting_for_customer', 'needs_attention', 'paused')),
  attention     text,
  schedule      jsonb       not null,
  since         date        not null,
  consent_text  text        not null,
  consent_at    timestamptz not null,
  consent_by    text        not null,
  next_fetch_at timestamptz,
  last_fetch    jsonb,
  -- Counter behind the events' sequence numbers: gapless per account.
  sequence      bigint      not null default 0,
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  version       integer     not null default 1,
  deleted_at    timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, company_id) references company (tenant_id, id),
  foreign key (tenant_id, login_id) references login (tenant_id, id)
);
create unique index portal_account_use on portal_account (tenant_id, login_id, portal_id, settings)
  where deleted_at is null;
create index portal_account_company on portal_account (tenant_id, company_id, id);

create table upload_link (
  tenant_id    uuid        not null,
  id           uuid        not null,
  login_id     uuid        not null,
  delivery     text        not null check (delivery in ('sms', 'link')),
  token_hash   bytea       not null,
  state        text        not null check (state in ('open', 'used', 'revoked')),
  language     text        not null,
  tries        integer     not null default 0,
  opens        integer     not null default 0,
  expires_at   timestamptz not null,
  opened_at    timestamptz,
  used_at      timestamptz,
  -- Hash of the cookie that binds codes and confirmation to the browser that sent the photo.
  browser_hash bytea,
  sms_state    text,
  -- Last digits only; the number itself is handed to the sender and not kept.
  sms_to       text,
  -- Keyed HMAC of the number, for limits per number.
  sms_print    bytea,
  created_at   timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, token_hash),
  foreign key (tenant_id, login_id) references login (tenant_id, id) on delete cascade
);
create index upload_link_token on upload_link (token_hash);
create index upload_link_login on upload_link (tenant_id, login_id, id);
create index upload_link_number on upload_link (tenant_id, sms_print, created_at);

-- A time step is used once: the row is committed before the code is typed or after it was shown.
create table step_ledger (
  tenant_id  uuid        not null,
  seed_print bytea       not null,
  step       bigint      not null,
  login_id   uuid        not null,
  fetch_id   uuid,
  used_at    timestamptz not null,
  primary key (tenant_id, seed_print, step)
);

create table fetch_run (
  tenant_id         uuid        not null,
  id                uuid        not null,
  portal_account_id uuid        not null,
  company_id        uuid        not null,
  portal_id         text        not null,
  trigger           text        not null check (trigger in ('confirmation', 'schedule', 'request')),
  state             text        not null check (state in ('queued', 'running', 'finished')),
  outcome           text,
  page              text,
  detail            text,
  steps             jsonb       not null default '[]',
  found             integer     not null default 0,
  stored            integer     not null default 0,
  known             integer     not null default 0,
  failed            integer     not null default 0,
  recipe            text,
  queued_at         timestamptz not null,
  started_at        timestamptz,
  finished_at       timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, portal_account_id) references portal_account (tenant_id, id) on delete cascade
);
create index fetch_account on fetch_run (tenant_id, portal_account_id, id);

create table invoice (
  tenant_id         uuid        not null,
  id                uuid        not null,
  company_id        uuid        not null,
  portal_account_id uuid        not null,
  login_id          uuid        not null,
  portal_id         text        not null,
  kind              text        not null check (kind in ('invoice', 'receipt', 'credit_note', 'statement')),
  -- What makes it the same invoice again: the portal's number (and place inside its order) as the recipe states it.
  identity          text,
  number            text        not null,
  date              date        not null,
  amount            numeric,
  currency          text,
  due_date          date,
  title             text,
  sha256            bytea       not null,
  size              bigint      not null,
  content_type      text        not null,
  document_key      text        not null,
  source_address    text        not null,
  fetched_at        timestamptz not null,
  recipe            text        not null,
  fetch_id          uuid        not null,
  created_at        timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, login_id, portal_id, kind, identity),
  unique (tenant_id, document_key),
  foreign key (tenant_id, company_id) references company (tenant_id, id),
  foreign key (tenant_id, portal_account_id) references portal_account (tenant_id, id),
  foreign key (tenant_id, login_id) references login (tenant_id, id)
);
create index invoice_account on invoice (tenant_id, portal_account_id, id);
create index invoice_company on invoice (tenant_id, company_id, id);
create index invoice_hash on invoice (tenant_id, login_id, portal_id, sha256);

create table event (
  tenant_id         uuid        not null,
  id                uuid        not null,
  type              text        not null,
  company_id        uuid,
  portal_account_id uuid,
  sequence          bigint,
  -- The exact bytes that are signed and sent; stored once.
  payload           text        not null,
  occurred_at       timestamptz not null,
  primary key (tenant_id, id)
);
create index event_account on event (tenant_id, portal_account_id, id);

create table webhook_endpoint (
  tenant_id        uuid        not null,
  id               uuid        not null,
  url              text        not null,
  description      text,
  event_types      text[]      not null default '{}',
  company_id       uuid,
  state            text        not null default 'enabled' check (state in ('enabled', 'disabled')),
  disabled_reason  text,
  secret_ref       text        not null,
  old_secret_ref   text,
  old_secret_until timestamptz,
  -- Start of the unbroken row of failures; empty after a success.
  failing_since    timestamptz,
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  version          integer     not null default 1,
  primary key (tenant_id, id),
  foreign key (tenant_id, company_id) references company (tenant_id, id)
);

create table delivery (
  tenant_id       uuid        not null,
  id              uuid        not null,
  event_id        uuid        not null,
  endpoint_id     uuid        not null,
  state           text        not null check (state in ('pending', 'delivered', 'failed')),
  attempts        jsonb       not null default '[]',
  next_attempt_at timestamptz,
  created_at      timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, event_id) references event (tenant_id, id) on delete cascade,
  foreign key (tenant_id, endpoint_id) references webhook_endpoint (tenant_id, id) on delete cascade
);
create index delivery_endpoint on delivery (tenant_id, endpoint_id, id);

create table api_key (
  tenant_id    uuid        not null,
  id           uuid        not null,
  name         text        not null,
  key_hash     bytea       not null,
  prefix       text        not null,
  scopes       text[]      not null,
  created_at   timestamptz not null,
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_at   timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, key_hash)
);
create index api_key_hash on api_key (key_hash);

create table audit_event (
  tenant_id  uuid        not null,
  id         uuid        not null,
  at         timestamptz not null,
  actor_kind text        not null check (actor_kind in ('user', 'api_key', 'customer', 'system')),
  actor_id   text        not null,
  operation  text        not null,
  target_id  text,
  status     integer     not null,
  request_id text        not null,
  primary key (tenant_id, id)
);

create table secret_use (
  tenant_id uuid        not null,
  id        uuid        not null,
  at        timestamptz not null,
  login_id  uuid,
  secret    text        not null,
  purpose   text        not null,
  actor     text        not null,
  fetch_id  uuid,
  result    text        not null,
  primary key (tenant_id, id)
);
create index secret_use_login on secret_use (tenant_id, login_id, id);

-- Default secret store: ciphertexts only, the key set lies in a file outside the database.
create table sealed_secret (
  tenant_id  uuid        not null,
  id         uuid        not null,
  owner      text        not null,
  name       text        not null,
  sealed     bytea       not null,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);

create table idempotency (
  tenant_id   uuid        not null,
  operation   text        not null,
  key_hash    bytea       not null,
  fingerprint bytea       not null,
  status      integer,
  body        text,
  headers     jsonb,
  created_at  timestamptz not null,
  primary key (tenant_id, operation, key_hash)
);
create index idempotency_age on idempotency (tenant_id, created_at);

-- Queue tables: narrow, rewritten often, claimed across tenants by the queue role.
create table login_lease (
  tenant_id     uuid not null,
  id            uuid not null,
  claimed_until timestamptz,
  claim         uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, id) references login (tenant_id, id) on delete cascade
) with (fillfactor = 70);

create table fetch_queue (
  tenant_id     uuid        not null,
  id            uuid        not null,
  login_id      uuid        not null,
  portal_id     text        not null,
  due           timestamptz not null,
  claimed_until timestamptz,
  claim         uuid,
  attempts      integer     not null default 0,
  fetch_id      uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, id) references portal_account (tenant_id, id) on delete cascade,
  foreign key (tenant_id, login_id) references login_lease (tenant_id, id)
) with (fillfactor = 70);
create index fetch_queue_due on fetch_queue (portal_id, due);

create table delivery_queue (
  tenant_id     uuid        not null,
  id            uuid        not null,
  endpoint_id   uuid        not null,
  -- Events of one account reach one endpoint in order; others have no account.
  account_id    uuid,
  sequence      bigint,
  due           timestamptz not null,
  claimed_until timestamptz,
  claim         uuid,
  attempts      integer     not null default 0,
  primary key (tenant_id, id),
  foreign key (tenant_id, id) references delivery (tenant_id, id) on delete cascade
) with (fillfactor = 70);
create index delivery_queue_due on delivery_queue (due);
create index delivery_queue_order on delivery_queue (tenant_id, endpoint_id, account_id, sequence);

do $$
declare t text;
begin
  foreach t in array array['company', 'login', 'portal_account', 'upload_link', 'step_ledger', 'fetch_run', 'invoice',
      'event', 'webhook_endpoint', 'delivery', 'api_key', 'audit_event', 'secret_use', 'sealed_secret', 'idempotency',
      'login_lease', 'fetch_queue', 'delivery_queue'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I to belegbote_tenant
        using (tenant_id = nullif(current_setting(''belegbote.tenant'', true), '''')::uuid)
        with check (tenant_id = nullif(current_setting(''belegbote.tenant'', true), '''')::uuid)', t);
    execute format('grant select, insert, update, delete on %I to belegbote_tenant', t);
  end loop;
  foreach t in array array['login_lease', 'fetch_queue', 'delivery_queue'] loop
    execute format('alter table %I set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500,
        autovacuum_vacuum_cost_delay = 0)', t);
    execute format('create policy queue on %I to belegbote_queue using (true) with check (true)', t);
  end loop;
end $$;
grant select, update (claimed_until, claim) on login_lease to belegbote_queue;
grant select, update (due, claimed_until, claim, attempts) on fetch_queue, delivery_queue to belegbote_queue;
-- The diaries are append-only for the service.
revoke update, delete on audit_event, secret_use, step_ledger from belegbote_tenant;

-- Look-ups that come before the tenant is known: a hash in, tenant and row id out, nothing else.
create policy lookup on api_key for select to belegbote_lookup using (true);
create policy lookup on upload_link for select to belegbote_lookup using (true);
grant select (tenant_id, id, key_hash) on api_key to belegbote_lookup;
grant select (tenant_id, id, token_hash) on upload_link to belegbote_lookup;

create function find_api_key(hash bytea) returns table (tenant_id uuid, id uuid)
  language sql stable security definer set search_path = ${flyway:defaultSchema}, pg_temp
  as $$ select k.tenant_id, k.id from api_key k where k.key_hash = hash $$;
create function find_upload_link(hash bytea) returns table (tenant_id uuid, id uuid)
  language sql stable security definer set search_path = ${flyway:defaultSchema}, pg_temp
  as $$ select l.tenant_id, l.id from upload_link l where l.token_hash = hash $$;

grant create on schema ${flyway:defaultSchema} to belegbote_lookup;
alter function find_api_key(bytea) owner to belegbote_lookup;
alter function find_upload_link(bytea) owner to belegbote_lookup;
set role belegbote_lookup;
revoke all on function find_api_key(bytea), find_upload_link(bytea) from public;
grant execute on function find_api_key(bytea), find_upload_link(bytea) to belegbote_tenant;
reset role;
revoke create on schema ${flyway:defaultSchema} from belegbote_lookup;
