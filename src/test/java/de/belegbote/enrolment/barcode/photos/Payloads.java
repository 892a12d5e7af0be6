// Texts of set-up codes as the issuers make them.
package de.belegbote.enrolment.barcode.photos;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;

/** Key URIs and exports of one, three and ten accounts, with made-up names and secrets. */
final class Payloads {
  private static final String[] ISSUERS = {
    "Müller & Söhne GmbH",
    "Stadtwerke Köln",
    "GitHub",
    "Amazon Web Services",
    "Österreichische Post",
    "Microsoft",
    "Hetzner Online",
    "Buchhaltung Süd",
    "ACME Co",
    "Größer IT"
  };
  private static final String[] USERS = {
    "jürgen.weiß",
    "anna",
    "büro",
    "k.schäfer",
    "admin",
    "rechnung",
    "zoë.lefèvre",
    "m.o'neil",
    "it-ops+prod",
    "sören"
  };
  private static final String[] HOSTS = {
    "example.com", "kanzlei-bäcker.example", "corp.example.org", "example.de"
  };
  private final Chance chance;

  Payloads(Chance chance) {
    this.chance = chance;
  }

  private String base32(int n) {
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < n; i++) {
      s.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(chance.nextInt(32)));
    }
    return s.toString();
  }

  private static String enc(String s) {
    return URLEncoder.encode(s, StandardCharsets.UTF_8).replace("+", "%20").replace("%40", "@");
  }

  String payload(String kind, Set<String> tags) {
    String issuer = chance.pick(ISSUERS);
    String account = chance.pick(USERS) + "@" + chance.pick(HOSTS);
    switch (kind) {
      case "otp32", "otp52" -> {
        String secret = base32(kind.equals("otp32") ? 32 : 52);
        if (chance.chance(0.15)) { // some issuers put raw UTF-8 into the code
          tags.add("rawutf8");
          return "otpauth://totp/"
              + issuer.replace(" ", "%20").replace("&", "%26")
              + ":"
              + account
              + "?secret="
              + secret
              + "&issuer="
              + issuer.replace(" ", "%20").replace("&", "%26");
        }
        return "otpauth://totp/"
            + enc(issuer)
            + ":"
            + enc(account)
            + "?secret="
            + secret
            + "&issuer="
            + enc(issuer)
            + (chance.chance(0.6)
                ? "&algorithm=" + (kind.equals("otp32") ? "SHA1" : "SHA256") + "&digits=6&period=30"
                : "");
      }
      default -> {
        int n = Integer.parseInt(kind.substring(3));
        ByteArrayOutputStream b = new ByteArrayOutputStream();
        for (int i = 0; i < n; i++) {
          byte[] secret = new byte[chance.chance(0.7) ? 20 : 32];
          chance.nextBytes(secret);
          ByteArrayOutputStream e = new ByteArrayOutputStream();
          field(e, 1, secret);
          field(
              e,
              2,
              (chance.pick(USERS) + "@" + chance.pick(HOSTS)).getBytes(StandardCharsets.UTF_8));
          field(e, 3, chance.pick(ISSUERS).getBytes(StandardCharsets.UTF_8));
          number(e, 4, 1);
          number(e, 5, 1);
          number(e, 6, 2);
          field(b, 1, e.toByteArray());
        }
        number(b, 2, 1);
        number(b, 3, 1);
        number(b, 4, 0);
        number(b, 5, chance.nextInt(1 << 30));
        String data = Base64.getEncoder().encodeToString(b.toByteArray());
        return "otpauth-migration://offline?data="
            + URLEncoder.encode(data, StandardCharsets.UTF_8);
      }
    }
  }

  private static void varint(ByteArrayOutputStream o, int v) {
    while ((v & ~0x7f) != 0) {
      o.write((v & 0x7f) | 0x80);
      v >>>= 7;
    }
    o.write(v);
  }

  private static void field(ByteArrayOutputStream o, int no, byte[] v) {
    o.write(no << 3 | 2);
    varint(o, v.length);
    o.writeBytes(v);
  }

  private static void number(ByteArrayOutputStream o, int no, int v) {
    o.write(no << 3);
    varint(o, v);
  }
}
