// What the catalogue of a migrated database must not show: each rule is a query for its violations.
package de.belegbote.platform.db;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The border between tenants as the database holds it (docs/adr/0002): who owns, who sees, who may.
 * Looked at as superuser, over every schema that is not PostgreSQL's own.
 *
 * @param name what is wrong, as a violation says it
 * @param sql gives one text column, a row for each violation
 */
record SchemaRules(String name, String sql) {
  static final List<SchemaRules> ALL =
      List.of(
          rule(
              "table without tenant",
              "select relname from %s t where relkind in ('r', 'p') and not exists (select from"
                  + " pg_attribute a where a.attrelid = t.oid and attname = 'tenant_id'"
                  + " and attnotnull and atttypid = 'uuid'::regtype)",
              RoleRules.TABLES),
          rule(
              "foreign key not (tenant_id, …) to (tenant_id, id)",
              "select conname from pg_constraint k where contype = 'f' and (cardinality(conkey) <> 2"
                  + " or (select attname from pg_attribute where attrelid = conrelid"
                  + " and attnum = conkey[1]) <> 'tenant_id'"
                  + " or (select array_agg(attname::text order by i) from unnest(confkey)"
                  + " with ordinality as u (num, i) join pg_attribute on attrelid = confrelid"
                  + " and attnum = num) <> array['tenant_id', 'id'])"),
          rule(
              "unique index not led by tenant_id",
              "select i.indexrelid::regclass from pg_index i join %s t on t.oid = i.indrelid"
                  + " where (indisunique or indisexclusion) and relkind in ('r', 'p') and not exists"
                  + " (select from pg_attribute where attrelid = indrelid and attnum = indkey[0]"
                  + " and attname = 'tenant_id')",
              RoleRules.TABLES),
          rule(
              "view that does not ask with its caller's rights",
              "select relname from %s t where relkind in ('m', 'f') or relkind = 'v'"
                  + " and not coalesce('security_invoker=true' = any(reloptions), false)",
              RoleRules.TABLES),
          rule(
              "rule that rewrites queries",
              "select rulename from pg_rewrite r join %s t on t.oid = r.ev_class"
                  + " where rulename <> '_RETURN'",
              RoleRules.TABLES),
          rule(
              "role that nobody foresaw",
              "select rolname from pg_roles where rolname !~ '^pg_' and rolname not in ('postgres',"
                  + " 'belegbote_owner', 'belegbote_tenant', 'belegbote_queue', 'belegbote_lookup')"),
          rule(
              "way in without a password, or from elsewhere",
              "select line_number || ' ' || coalesce(auth_method, error) from pg_hba_file_rules"
                  + " where auth_method is distinct from 'scram-sha-256' or error is not null"
                  + " or coalesce(address, '') not in ('127.0.0.1', '::1')"));

  @FormatMethod
  private static SchemaRules rule(String name, @FormatString String sql, Object... parts) {
    return new SchemaRules(name, sql.formatted(parts));
  }

  /** All violations, each with the rule it breaks; empty when all is well. */
  static List<String> violations(Connection superuser) throws SQLException {
    List<String> found = new ArrayList<>();
    var all = new ArrayList<>(ALL);
    RoleRules.ALL.forEach(rule -> all.add(new SchemaRules(rule.name(), rule.sql())));
    for (SchemaRules rule : all) {
      try (Statement statement = superuser.createStatement();
          ResultSet rows = statement.executeQuery(rule.sql)) {
        while (rows.next()) {
          found.add(rule.name + ": " + rows.getString(1));
        }
      } catch (SQLException broken) {
        throw new SQLException("rule \"" + rule.name + "\": " + broken.getMessage(), broken);
      }
    }
    return found;
  }
}
