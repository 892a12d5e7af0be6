-- Passwords of the trial in docker-compose.yaml; never use them elsewhere.
alter role belegbote_owner password 'trial-owner';
alter role belegbote_tenant password 'trial-tenant';
alter role belegbote_queue password 'trial-queue';
