// The engine KV version 2 of the double.
package de.belegbote.testing.vault;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * data, metadata, delete, undelete, destroy and config
 * (developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2). Vault keeps 10 versions unless told.
 */
final class VaultKv {
  private static final int USUAL_VERSIONS = 10;

  private static final class Version {
    final JsonObject data;
    final Instant made;
    Instant deleted;
    boolean destroyed;

    Version(JsonObject data, Instant made) {
      this.data = data;
      this.made = made;
    }

    JsonObject metadata() {
      return new JsonObject()
          .put("created_time", made.toString())
          .put("deletion_time", deleted == null ? "" : deleted.toString())
          .put("destroyed", destroyed);
    }
  }

  private static final class Key {
    final TreeMap<Integer, Version> versions = new TreeMap<>();
    int current;
    Instant made;
    Instant updated;
  }

  private final Clock clock;
  private final TreeMap<String, Key> keys = new TreeMap<>();
  private int maxVersions;
  private boolean casRequired;

  VaultKv(Clock clock) {
    this.clock = clock;
  }

  /** Vault decides by it whether a write is a "create" or an "update". */
  boolean exists(String path) {
    return path.startsWith("data/") && keys.containsKey(path.substring(5));
  }

  int size() {
    return keys.size();
  }

  VaultAnswer answer(VaultRequest request, String path) {
    if (path.equals("config")) {
      return config(request);
    }
    String[] parts = path.split("/", 2);
    String key = parts.length > 1 ? parts[1] : "";
    return switch (parts[0]) {
      case "data" -> data(request, key);
      case "metadata" -> metadata(request, key);
      case "delete", "undelete", "destroy" -> mark(parts[0], request, key);
      default -> VaultAnswer.error(404, "no handler for route \"" + request.path() + "\".");
    };
  }

  private VaultAnswer config(VaultRequest request) {
    if (request.is("write")) {
      maxVersions = request.body().getInteger("max_versions", maxVersions);
      casRequired = request.body().getBoolean("cas_required", casRequired);
      return VaultAnswer.DONE;
    }
    return VaultAnswer.data(
        new JsonObject()
            .put("max_versions", maxVersions)
            .put("cas_required", casRequired)
            .put("delete_version_after", "0s"));
  }

  private VaultAnswer data(VaultRequest request, String key) {
    return switch (request.operation()) {
      case "read" -> read(key, request.version());
      case "write" -> write(key, request.body());
      case "delete" -> deleteLatest(key);
      default -> VaultAnswer.error(405, "unsupported operation");
    };
  }

  private VaultAnswer read(String name, int wanted) {
    Key key = keys.get(name);
    Version version = key == null ? null : key.versions.get(wanted > 0 ? wanted : key.current);
    if (version == null) {
      return VaultAnswer.NOTHING;
    }
    boolean gone = version.destroyed || version.deleted != null;
    var metadata =
        version
            .metadata()
            .put("version", wanted > 0 ? wanted : key.current)
            .putNull("custom_metadata");
    var data = new JsonObject().put("metadata", metadata);
    return gone
        ? VaultAnswer.data(404, data.putNull("data"))
        : VaultAnswer.data(data.put("data", version.data));
  }

  private VaultAnswer write(String name, JsonObject body) {
    if (body.getJsonObject("data") == null) {
      return VaultAnswer.error(400, "no data provided");
    }
    Key key = keys.getOrDefault(name, new Key());
    Object cas = body.getJsonObject("options", new JsonObject()).getValue("cas");
    if (cas == null && casRequired) {
      return VaultAnswer.error(400, "check-and-set parameter required for this call");
    }
    if (cas != null && Integer.parseInt(cas.toString()) != key.current) {
      return VaultAnswer.error(400, "check-and-set parameter did not match the current version");
    }
    Instant now = clock.instant();
    key.current++;
    key.made = key.made == null ? now : key.made;
    key.updated = now;
    key.versions.put(key.current, new Version(body.getJsonObject("data").copy(), now));
    while (key.versions.size() > (maxVersions == 0 ? USUAL_VERSIONS : maxVersions)) {
      key.versions.pollFirstEntry();
    }
    keys.put(name, key);
    return VaultAnswer.data(
        key.versions
            .lastEntry()
            .getValue()
            .metadata()
            .put("version", key.current)
            .putNull("custom_metadata"));
  }

  private VaultAnswer deleteLatest(String name) {
    Key key = keys.get(name);
    if (key != null && key.versions.get(key.current).deleted == null) {
      key.versions.get(key.current).deleted = clock.instant();
    }
    return VaultAnswer.DONE;
  }

  private VaultAnswer mark(String what, VaultRequest request, String name) {
    Key key = keys.get(name);
    if (key == null) {
      return VaultAnswer.NOTHING;
    }
    for (Object number : request.body().getJsonArray("versions", new JsonArray())) {
      Version version = key.versions.get(Integer.parseInt(number.toString()));
      if (version != null && !version.destroyed) {
        version.destroyed = what.equals("destroy");
        version.deleted =
            switch (what) {
              case "delete" -> clock.instant();
              case "undelete" -> null;
              default -> version.deleted;
            };
        if (version.destroyed) {
          version.data.clear();
        }
      }
    }
    return VaultAnswer.DONE;
  }

  private VaultAnswer metadata(VaultRequest request, String name) {
    return switch (request.operation()) {
      case "list" -> VaultAnswer.keys(below(name));
      case "delete" -> {
        keys.remove(name);
        yield VaultAnswer.DONE;
      }
      case "read" -> keys.containsKey(name) ? described(keys.get(name)) : VaultAnswer.NOTHING;
      default -> VaultAnswer.error(405, "unsupported operation");
    };
  }

  // One level, in order; a folder ends with a slash.
  private SortedSet<String> below(String folder) {
    String prefix = folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/";
    var found = new TreeSet<String>();
    for (String name : keys.keySet()) {
      if (name.startsWith(prefix)) {
        String rest = name.substring(prefix.length());
        found.add(rest.contains("/") ? rest.substring(0, rest.indexOf('/') + 1) : rest);
      }
    }
    return found;
  }

  private VaultAnswer described(Key key) {
    var versions = new JsonObject();
    key.versions.forEach((number, one) -> versions.put(String.valueOf(number), one.metadata()));
    return VaultAnswer.data(
        new JsonObject()
            .put("cas_required", false)
            .put("created_time", key.made.toString())
            .put("current_version", key.current)
            .putNull("custom_metadata")
            .put("delete_version_after", "0s")
            .put("max_versions", 0)
            .put("oldest_version", key.versions.firstKey())
            .put("updated_time", key.updated.toString())
            .put("versions", versions));
  }
}
