// The kinds of files a picture may come in, by how they begin.
package de.belegbote.enrolment.barcode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What a file is by its magic numbers; its name and declared type count for nothing. */
enum PictureFormat {
  JPEG,
  PNG,
  GIF,
  WEBP,
  /** HEIC and AVIF, which share their container and are read by the same program. */
  HEIF,
  PDF;

  static Optional<PictureFormat> of(byte[] file) {
    if (startsWith(file, 0, "\u00ff\u00d8\u00ff")) {
      return Optional.of(JPEG);
    }
    if (startsWith(file, 0, "\u0089PNG\r\n\u001a\n")) {
      return Optional.of(PNG);
    }
    if (startsWith(file, 0, "GIF87a") || startsWith(file, 0, "GIF89a")) {
      return Optional.of(GIF);
    }
    if (startsWith(file, 0, "RIFF") && startsWith(file, 8, "WEBP")) {
      return Optional.of(WEBP);
    }
    if (isHeif(file)) {
      return Optional.of(HEIF);
    }
    return startsWith(file, 0, "%PDF-") ? Optional.of(PDF) : Optional.empty();
  }

  /** ISO base media files: heic, heix, hevc, mif1, msf1, avif … a video is the only other guess. */
  private static boolean isHeif(byte[] file) {
    return startsWith(file, 4, "ftyphe")
        || startsWith(file, 4, "ftypmif")
        || startsWith(file, 4, "ftypmsf")
        || startsWith(file, 4, "ftypavi");
  }

  private static boolean startsWith(byte[] file, int at, String latin1) {
    byte[] magic = latin1.getBytes(StandardCharsets.ISO_8859_1);
    return file.length >= at + magic.length
        && Arrays.equals(file, at, at + magic.length, magic, 0, magic.length);
  }
}
