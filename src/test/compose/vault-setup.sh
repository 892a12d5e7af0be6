# Sets up the Vault of the trial in docker-compose.yaml; may run again.
set -eu
vault secrets enable -path=belegbote -version=2 kv || true
vault write belegbote/config max_versions=1 cas_required=true
for part in api:api-create-only fetch:fetch-read webhooks:webhooks-sign; do
  vault policy write "belegbote-${part#*:}" "/policies/${part#*:}.hcl"
  vault token create -id="trial-${part%%:*}" -policy="belegbote-${part#*:}" -period=24h >/dev/null || true
done
