-- The session of a login's last good run: a reference into the secret store, as for password and seed.
alter table login add column session_ref text;
