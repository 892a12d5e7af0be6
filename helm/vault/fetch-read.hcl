# The fetch role reads what sign-ins need, and sweeps up what no row names any more.
path "belegbote/data/login/+/+" {
  capabilities = ["read"]
}

# It keeps what a portal gave a signed-in browser, so that the next run need not sign in.
path "belegbote/data/session/+/+" {
  capabilities = ["create", "read"]
}

path "belegbote/metadata/session/+/+" {
  capabilities = ["delete"]
}

path "belegbote/metadata/session/+/" {
  capabilities = ["list"]
}

# Deleting the metadata destroys every version with it.
path "belegbote/metadata/login/+/+" {
  capabilities = ["delete"]
}

path "belegbote/metadata/login/+/" {
  capabilities = ["list"]
}

path "belegbote/metadata/webhook/+/+" {
  capabilities = ["delete"]
}

path "belegbote/metadata/webhook/+/" {
  capabilities = ["list"]
}

# To refuse to start on a mount that keeps old versions.
path "belegbote/config" {
  capabilities = ["read"]
}
