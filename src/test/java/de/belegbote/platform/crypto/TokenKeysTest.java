// One token key signs, two are taken, and each step of a change keeps the tokens that are out good.
package de.belegbote.platform.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.crypto.tink.jwt.JwtValidator;
import com.google.crypto.tink.jwt.RawJwt;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenKeysTest {
  private static final RawJwt TOKEN =
      RawJwt.newBuilder().setSubject("x").withoutExpiration().build();
  private static final JwtValidator ANY =
      JwtValidator.newBuilder().allowMissingExpiration().build();

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("token.keyset.json");
  }

  private TokenKeys start() {
    return TokenKeys.at(file);
  }

  private static boolean takes(TokenKeys keys, String token) {
    return keys.verify(token, ANY).isPresent();
  }

  private static String kid(String token) {
    byte[] header = Base64.getUrlDecoder().decode(token.split("\\.", 2)[0]);
    var json = new JsonObject(new String(header, StandardCharsets.UTF_8));
    assertEquals("ES256", json.getString("alg"));
    return json.getString("kid");
  }

  @Test
  void changesTheKeyWithoutRefusingAGoodToken() throws IOException {
    var before = start();
    String old = before.sign(TOKEN);

    TokenKeys.add(file);
    var added = start();
    assertEquals(kid(old), kid(added.sign(TOKEN)), "a key signs that not every process has yet");

    TokenKeys.use(file);
    var used = start();
    String fresh = used.sign(TOKEN);
    assertNotEquals(kid(old), kid(fresh));
    assertTrue(takes(added, fresh), "a process that was not restarted yet refuses it");
    assertTrue(takes(used, old));
    assertFalse(takes(before, fresh));

    TokenKeys.drop(file);
    assertTrue(takes(start(), fresh));
    assertFalse(takes(start(), old));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    try (var left = Files.list(folder)) {
      assertEquals(1, left.count(), "something half written is left");
    }
  }

  @Test
  void saysWhichStepComesFirst() throws IOException {
    var unused = start();
    assertThrows(IllegalStateException.class, () -> TokenKeys.use(file));
    assertThrows(IllegalStateException.class, () -> TokenKeys.drop(file));
    TokenKeys.add(file);
    String two = Files.readString(file);
    assertThrows(IllegalStateException.class, () -> TokenKeys.add(file));
    assertEquals(two, Files.readString(file));
  }

  @Test
  void refusesADamagedFile() throws IOException {
    Files.writeString(file, "{}");
    String said = assertThrows(IllegalStateException.class, this::start).getMessage();
    assertTrue(said.contains("token.keyset.json is damaged"), said);
  }
}
