# The API may put a secret where nothing is yet. It cannot read, change, list or destroy one.
# KV v2 asks for "create" where there is nothing and for "update" where there is something.
path "belegbote/data/login/+/+" {
  capabilities = ["create"]
}

path "belegbote/data/webhook/+/+" {
  capabilities = ["create"]
}
