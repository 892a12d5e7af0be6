# Lets hvac use a Vault as its own tests do, and checks what it gets back.
import os

import hvac
from hvac import exceptions

MOUNT = os.environ["MOUNT"]


def refused(kind, text, call, **arguments):
    try:
        call(**arguments)
    except kind as problem:
        assert text in str(problem), str(problem)
    else:
        raise AssertionError(f"not refused with {kind}")


client = hvac.Client(url=os.environ["VAULT_ADDR"], token="")
assert client.sys.is_initialized()
assert not client.sys.is_sealed()
login = client.auth.approle.login(
    role_id=os.environ["ROLE_ID"],
    secret_id=os.environ["SECRET_ID"],
    mount_point=os.environ["AUTH"],
)
assert login["auth"]["renewable"] and login["auth"]["lease_duration"] > 0
assert client.is_authenticated()
assert "default" in client.lookup_token()["data"]["policies"]

kv = client.secrets.kv.v2
one = {"path": "python/one", "mount_point": MOUNT}
made = kv.create_or_update_secret(secret={"word": "Öl"}, cas=0, **one)
assert made["data"]["version"] == 1
refused(
    exceptions.InvalidRequest,
    "did not match the current version",
    kv.create_or_update_secret,
    secret={},
    cas=0,
    **one,
)
assert kv.read_secret_version(**one)["data"]["data"]["word"] == "Öl"
assert kv.list_secrets(path="python", mount_point=MOUNT)["data"]["keys"] == ["one"]
assert kv.read_secret_metadata(**one)["data"]["current_version"] == 1
assert kv.create_or_update_secret(secret={"word": "2"}, cas=1, **one)["data"]["version"] == 2
refused(exceptions.InvalidPath, "", kv.read_secret_version, version=1, **one)

kv.delete_latest_version_of_secret(**one)
refused(exceptions.InvalidPath, "", kv.read_secret_version, **one)
kv.undelete_secret_versions(versions=[2], **one)
assert kv.read_secret_version(**one)["data"]["data"]["word"] == "2"
kv.destroy_secret_versions(versions=[2], **one)
assert kv.read_secret_metadata(**one)["data"]["versions"]["2"]["destroyed"]
kv.delete_metadata_and_all_versions(**one)
refused(exceptions.InvalidPath, "", kv.read_secret_metadata, **one)

refused(exceptions.Forbidden, "permission denied", client.sys.read_policy, name="root")
assert client.auth.token.renew_self()["auth"]["lease_duration"] > 0
client.auth.token.revoke_self()
assert not client.is_authenticated()
print("hvac agrees")
