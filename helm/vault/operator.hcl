# For "secrets move --to vault" alone: puts secrets in and reads each back to compare. Take the
# role away once the move is done.
path "belegbote/data/login/+/+" {
  capabilities = ["create", "read"]
}

path "belegbote/data/webhook/+/+" {
  capabilities = ["create", "read"]
}

path "belegbote/data/session/+/+" {
  capabilities = ["create", "read"]
}
