// The key files of an installation.
package de.belegbote.platform.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * All processes of an installation work with the same four files. Without them nothing that was
 * sealed can be opened again.
 *
 * @param api seals what the API hands out and gets back: page cursors, shown codes
 * @param secrets seals passwords and seeds in the database
 * @param prints fingerprints of seeds, numbers and bodies
 * @param tokens sign what the token endpoint hands out
 */
public record KeyFiles(SealingKey api, SealingKey secrets, PrintKey prints, TokenKeys tokens) {
  private static final String API = "api.keyset.json";
  private static final String SECRETS = "secrets.keyset.json";
  private static final String PRINTS = "print.key";
  private static final String TOKENS = "token.keyset.json";

  /** The names of the four files. */
  public static final List<String> NAMES = List.of(API, SECRETS, PRINTS, TOKENS);

  /**
   * Reads the files of a folder and makes those that are missing, and the folder, for the owner
   * alone; blocks. Two processes that do so at the same time end with the same keys.
   */
  public static KeyFiles in(Path folder) {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      return new KeyFiles(
          SealingKey.at(folder.resolve(API)),
          SealingKey.at(folder.resolve(SECRETS)),
          PrintKey.at(folder.resolve(PRINTS)),
          TokenKeys.at(tokens(folder)));
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  /** The file of {@link TokenKeys}, the only one whose keys can be changed. */
  public static Path tokens(Path folder) {
    return folder.resolve(TOKENS);
  }

  /** Names of the files that the folder lacks. */
  public static List<String> missing(Path folder) {
    return NAMES.stream().filter(name -> !Files.isRegularFile(folder.resolve(name))).toList();
  }
}
