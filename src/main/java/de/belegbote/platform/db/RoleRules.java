// What roles and rights of a migrated database must not be: each rule is a query for its
// violations.
package de.belegbote.platform.db;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.List;

/**
 * The border between tenants as the database holds it (docs/adr/0002): who owns, who sees, who may.
 * Every role that signs in can ask; a test holds the migrations to the same rules.
 *
 * @param name what is wrong, as a violation says it
 * @param remedy what an operator does about it
 * @param sql gives one text column, a row for each violation
 */
record RoleRules(String name, String remedy, String sql) {
  // The migrations' own diary: no tenant's data, and no right for the service roles (rule "right").
  static final String TABLES =
      """
      (select c.*, n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
         and c.relname <> 'flyway_schema_history')
      """;

  // As PostgreSQL prints the policy of V1.
  private static final String OWN_ROWS =
      "(tenant_id = (NULLIF(current_setting(''belegbote.tenant''::text, true), ''''::text))::uuid)";

  // Queue tables are claimed across tenants; the three look-ups come before the tenant is known.
  private static final String POLICIES =
      """
      ^(tenant on \\w+ PERMISSIVE {belegbote_tenant} ALL own own
      |queue on (login_lease|fetch_queue|delivery_queue) PERMISSIVE {belegbote_queue} ALL true true
      |lookup on (api_key|upload_link|sms_message|connect_session) PERMISSIVE {belegbote_lookup} SELECT true none)$
      """
          .replace("\n", "");

  // Everything a role may do. The diaries (audit, secrets, time steps) are append-only. The queue
  // role changes what a claim changes. The look-up role compares hashes and tells whose they are.
  private static final String RIGHTS =
      """
      ^(belegbote_tenant (SELECT|INSERT) belegbote\\.\\w+
      |belegbote_tenant (UPDATE|DELETE) belegbote\\.(?!(audit_event|secret_use|step_ledger)\\M)\\w+
      |belegbote_queue SELECT belegbote\\.(login_lease|fetch_queue|delivery_queue)\\.\\w+
      |belegbote_queue UPDATE belegbote\\.login_lease\\.(claimed_until|claim)
      |belegbote_queue UPDATE belegbote\\.(fetch|delivery)_queue\\.(due|claimed_until|claim|attempts)
      |belegbote_lookup SELECT belegbote\\.api_key\\.(tenant_id|id|key_hash)
      |belegbote_lookup SELECT belegbote\\.upload_link\\.(tenant_id|id|token_hash)
      |belegbote_lookup SELECT belegbote\\.connect_session\\.(tenant_id|id|token_hash)
      |belegbote_lookup SELECT belegbote\\.sms_message\\.(tenant_id|id|callback_hash))(\\.\\w+)?$
      """
          .replace("\n", "");

  // Hash in, tenant and row id out; each stands for one public way in (Database.Lookup).
  private static final String LOOKUPS =
      "find_api_key(bytea)|find_upload_link(bytea)|find_sms_message(bytea)"
          + "|find_connect_session(bytea)";

  private static final String SERVICE_ROLES =
      "(values ('belegbote_tenant'), ('belegbote_queue'), ('belegbote_lookup')) as r (role)";

  /** Asked where roles, schema and tables are there. */
  static final List<RoleRules> ALL =
      List.of(
          rule(
              "row-level security not enabled and forced",
              "as belegbote_owner: alter table … enable row level security; alter table … force row level security",
              "select relname from %s t where relkind in ('r', 'p')"
                  + " and not (relrowsecurity and relforcerowsecurity)",
              TABLES),
          rule(
              "table without the tenant policy",
              "restore it from a backup of the schema, or make the policy of V1 again",
              "select relname from %s t where relkind in ('r', 'p') and not exists"
                  + " (select from pg_policy p where p.polrelid = t.oid and polname = 'tenant')",
              TABLES),
          rule(
              "policy not foreseen",
              "drop it, or make the policy of V1 again",
              "select line from (select format('%%s on %%s %%s %%s %%s %%s %%s', policyname,"
                  + " tablename, permissive, roles, cmd, case qual when '%1$s' then 'own'"
                  + " else qual end, case with_check when '%1$s' then 'own' else"
                  + " coalesce(with_check, 'none') end) as line from pg_policies) p"
                  + " where line !~ '%2$s'",
              OWN_ROWS,
              POLICIES),
          rule(
              "function with its owner's rights not foreseen",
              "drop it",
              "select oid::regprocedure from pg_proc where prosecdef and pronamespace not in"
                  + " ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
                  + " and oid::regprocedure::text <> all"
                  + " (select m || f from unnest(array['', 'belegbote.']) m,"
                  + " unnest(string_to_array('%s', '|')) f)",
              LOOKUPS),
          rule(
              "look-up gives more than tenant and row, or to more than the service, or is not closed",
              "make it again as the migrations do",
              "select oid::regprocedure from pg_proc where prosecdef and pronamespace not in"
                  + " ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) and not ("
                  + "pg_get_function_result(oid) = 'TABLE(tenant_id uuid, id uuid)'"
                  + " and coalesce(proconfig = array['search_path=belegbote, pg_temp'], false)"
                  + " and proowner = 'belegbote_lookup'::regrole"
                  + " and proacl::text = '{belegbote_lookup=X/belegbote_lookup,"
                  + "belegbote_tenant=X/belegbote_lookup}')"),
          rule(
              "role with power over the house",
              "run roles.sql again",
              "select rolname from pg_roles where rolname ~ '^belegbote_' and (rolsuper"
                  + " or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)"),
          rule(
              "look-up role that signs in",
              "run roles.sql again",
              "select rolname from pg_roles where rolname = 'belegbote_lookup' and rolcanlogin"),
          rule(
              "role that inherits another's rights",
              "take it away: revoke … from …",
              "select member::regrole || ' of ' || roleid::regrole from pg_auth_members"
                  + " where member::regrole::text ~ '^belegbote_' and (inherit_option"
                  + " or member <> 'belegbote_owner'::regrole"
                  + " or roleid <> 'belegbote_lookup'::regrole)"),
          rule(
              "service role that owns something",
              "give it to belegbote_owner",
              "select role || ' ' || pg_describe_object(classid, objid, objsubid) from pg_shdepend d"
                  + " join %s on refobjid = role::regrole where deptype = 'o' and not (role ="
                  + " 'belegbote_lookup' and classid = 'pg_proc'::regclass) and dbid in"
                  + " (0, (select oid from pg_database where datname = current_database()))",
              SERVICE_ROLES),
          rule(
              "service role that may wait for ever",
              "run roles.sql again",
              "select rolname || ' ' || s from pg_roles, unnest(array['statement_timeout=5s',"
                  + " 'lock_timeout=3s', 'idle_in_transaction_session_timeout=10s',"
                  + " 'transaction_timeout=30s']) s where rolname in ('belegbote_tenant',"
                  + " 'belegbote_queue') and not s = any(coalesce(rolconfig, '{}'))"),
          rule(
              "right not foreseen",
              "take it away: revoke … from …",
              "select line from (select format('%%s %%s %%s.%%s', role, p, nspname, relname)"
                  + " as line from %1$s t, %2$s, unnest(array['DELETE', 'TRUNCATE', 'TRIGGER',"
                  + " 'MAINTAIN']) p where relkind in ('r', 'p', 'v', 'm', 'f')"
                  + " and has_table_privilege(role, t.oid, p) union all"
                  + " select format('%%s %%s %%s.%%s.%%s', role, p, nspname, relname, attname)"
                  + " from %1$s t join pg_attribute on attrelid = t.oid and attnum > 0"
                  + " and not attisdropped, %2$s, unnest(array['SELECT', 'INSERT', 'UPDATE',"
                  + " 'REFERENCES']) p where relkind in ('r', 'p', 'v', 'm', 'f')"
                  + " and has_column_privilege(role, t.oid, attnum, p)) x where line !~ '%3$s'",
              TABLES,
              SERVICE_ROLES,
              RIGHTS),
          rule(
              "right to the migrations' diary",
              "take it away: revoke … from …",
              "select role from %s, pg_class where relname = 'flyway_schema_history'"
                  + " and (has_table_privilege(role, oid, 'INSERT, UPDATE, DELETE, TRUNCATE')"
                  + " or has_any_column_privilege(role, oid, 'SELECT'))",
              SERVICE_ROLES),
          rule(
              "right to make objects",
              "run roles.sql again, and revoke create on the schema",
              "select role || ' in ' || nspname from %1$s, pg_namespace where"
                  + " has_schema_privilege(role, oid, 'CREATE') union all select role || ' in '"
                  + " || current_database() from %1$s where"
                  + " has_database_privilege(role, current_database(), 'CREATE, TEMPORARY')",
              SERVICE_ROLES),
          rule(
              "rights given in advance",
              "take them away: alter default privileges … revoke …",
              "select defaclrole::regrole || ' ' || defaclacl::text from pg_default_acl"),
          rule(
              "right that is missing",
              "give it back: grant … to …; or run migrate, if the schema is older than the program",
              "select line from (select format('belegbote_tenant %%1$s %%2$s', p, relname) as line"
                  + " from %1$s t, unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) p"
                  + " where relkind in ('r', 'p') and nspname = 'belegbote'"
                  + " and not has_table_privilege('belegbote_tenant', t.oid, p)"
                  + " and not (p in ('UPDATE', 'DELETE')"
                  + " and relname in ('audit_event', 'secret_use', 'step_ledger'))"
                  + " union all select format('belegbote_queue %%1$s %%2$s.%%3$s', p, relname, attname)"
                  + " from %1$s t join pg_attribute on attrelid = t.oid and attnum > 0"
                  + " and not attisdropped, unnest(array['SELECT', 'UPDATE']) p"
                  + " where relname in ('login_lease', 'fetch_queue', 'delivery_queue')"
                  + " and (p = 'SELECT' or attname in ('claimed_until', 'claim', 'due', 'attempts'))"
                  + " and not has_column_privilege('belegbote_queue', t.oid, attnum, p)"
                  + " union all select role || ' USAGE of the schema' from %2$s"
                  + " where not has_schema_privilege(role, 'belegbote', 'USAGE')"
                  + " union all select 'belegbote_tenant EXECUTE ' || proname from pg_proc"
                  + " where prosecdef and pronamespace = 'belegbote'::regnamespace"
                  + " and not has_function_privilege('belegbote_tenant', oid, 'EXECUTE')) x",
              TABLES,
              SERVICE_ROLES));

  @FormatMethod
  private static RoleRules rule(
      String name, String remedy, @FormatString String sql, Object... parts) {
    return new RoleRules(name, remedy, sql.formatted(parts));
  }
}
