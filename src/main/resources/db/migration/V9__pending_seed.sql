-- Accounts of an authenticator export that wait to be chosen from: one is taken, the others are destroyed.
create table pending_seed (
  tenant_id  uuid        not null,
  id         uuid        not null,
  login_id   uuid        not null,
  -- Empty when the export came over the API.
  link_id    uuid,
  -- An export can be split over several codes: its number, which of them this came from, and how many there are.
  batch      integer     not null,
  part       integer     not null,
  parts      integer     not null,
  place      integer     not null,
  issuer     text        not null,
  account    text        not null,
  -- Why it cannot be chosen; then there is no secret.
  refusal    text,
  secret_ref text,
  seed_print bytea,
  period     integer,
  -- The codes of the next minutes, sealed under the API's own key: the API may not read the seed back.
  codes      text,
  expires_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, login_id) references login (tenant_id, id) on delete cascade,
  foreign key (tenant_id, link_id) references upload_link (tenant_id, id) on delete cascade
);
create index pending_seed_login on pending_seed (tenant_id, login_id, part, place);
create index pending_seed_link on pending_seed (tenant_id, link_id);
create index pending_seed_age on pending_seed (tenant_id, expires_at);

alter table pending_seed enable row level security;
alter table pending_seed force row level security;
create policy tenant on pending_seed to belegbote_tenant
  using (tenant_id = nullif(current_setting('belegbote.tenant', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('belegbote.tenant', true), '')::uuid);
grant select, insert, update, delete on pending_seed to belegbote_tenant;
