-- Text messages: one row per attempt, committed before the carrier is asked.

create table sms_message (
  tenant_id      uuid        not null,
  id             uuid        not null,
  -- No foreign keys: the limits go on counting after a link or login is gone.
  upload_link_id uuid        not null,
  login_id       uuid        not null,
  -- Hash of the token in the address that the carrier reports to.
  callback_hash  bytea       not null,
  -- Keyed HMAC of the number, and its country code; the number itself is not here.
  number_print   bytea       not null,
  dial_code      integer     not null,
  -- "unknown" from the start: so it stays if the process dies before it hears an answer.
  state          text        not null
    check (state in ('unknown', 'queued', 'sent', 'delivered', 'undelivered', 'failed')),
  reference      text,
  error_code     integer,
  created_at     timestamptz not null,
  changed_at     timestamptz not null,
  primary key (tenant_id, id)
);
create index sms_message_callback on sms_message (callback_hash);
create index sms_message_age on sms_message (tenant_id, created_at);

alter table sms_message enable row level security;
alter table sms_message force row level security;
create policy tenant on sms_message to belegbote_tenant
  using (tenant_id = nullif(current_setting('belegbote.tenant', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('belegbote.tenant', true), '')::uuid);
grant select, insert, update, delete on sms_message to belegbote_tenant;

-- The carrier's report comes before the tenant is known: a hash in, tenant and row id out.
create policy lookup on sms_message for select to belegbote_lookup using (true);
grant select (tenant_id, id, callback_hash) on sms_message to belegbote_lookup;
create function find_sms_message(hash bytea) returns table (tenant_id uuid, id uuid)
  language sql stable security definer set search_path = ${flyway:defaultSchema}, pg_temp
  as $$ select m.tenant_id, m.id from sms_message m where m.callback_hash = hash $$;
grant create on schema ${flyway:defaultSchema} to belegbote_lookup;
alter function find_sms_message(bytea) owner to belegbote_lookup;
set role belegbote_lookup;
revoke all on function find_sms_message(bytea) from public;
grant execute on function find_sms_message(bytea) to belegbote_tenant;
reset role;
revoke create on schema ${flyway:defaultSchema} from belegbote_lookup;

-- Counting moved to sms_message. Number and token stay sealed (by a key that is not in the database)
-- while the link is open, so that the same link can be sent again; then they are erased.
alter table upload_link
  drop column sms_print,
  add column sms_id     uuid,
  add column sms_at     timestamptz,
  add column sms_reason text,
  add column sms_sealed bytea;
create index upload_link_sealed on upload_link (tenant_id, expires_at) where sms_sealed is not null;

-- A request whose process died before its end keeps its first answer.
alter table idempotency add column ended boolean not null default true;
