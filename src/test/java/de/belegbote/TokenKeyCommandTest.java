// The token key is changed step by step from the command line, or it is said what is wrong.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.crypto.KeyFiles;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenKeyCommandTest {
  @TempDir Path folder;

  private String says(int code, String... words) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      assertEquals(code, TokenKeyCommand.run(List.of(words), out, out));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void goesThroughTheSteps() {
    var unused = KeyFiles.in(folder);
    String keys = folder.toString();
    assertTrue(says(1, "use", keys).contains("\"add\" a second one first"));
    assertTrue(says(0, "add", keys).contains("token-key use"));
    assertTrue(says(1, "add", keys).contains("there are two keys already"));
    assertTrue(says(0, "use", keys).contains("wait 15 minutes"));
    assertTrue(says(0, "drop", keys).contains("Restart"));
    assertTrue(says(1, "drop", keys).contains("one key only"));
  }

  @Test
  void saysHowItIsCalled() {
    for (String[] words : new String[][] {{}, {"add"}, {"turn", "x"}, {"add", "x", "y"}}) {
      assertTrue(says(1, words).startsWith("Say: token-key add FOLDER"));
    }
    assertTrue(says(1, "add", folder.resolve("nowhere").toString()).contains("is not changed"));
  }
}
