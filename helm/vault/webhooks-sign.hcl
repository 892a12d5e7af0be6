# The webhooks role reads the keys it signs with, and destroys those that were replaced.
path "belegbote/data/webhook/+/+" {
  capabilities = ["read"]
}

path "belegbote/metadata/webhook/+/+" {
  capabilities = ["delete"]
}
