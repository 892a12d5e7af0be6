// Which addresses are public, one by one and at random.
package de.belegbote.platform.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.0.0.1",
        "0.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.0.0",
        "169.254.169.254",
        "169.254.170.2",
        "169.254.255.255",
        "172.16.0.0",
        "172.17.0.1",
        "172.31.255.255",
        "192.0.0.0",
        "192.0.0.8",
        "192.0.0.170",
        "192.0.0.255",
        "192.0.2.0",
        "192.0.2.255",
        "192.88.99.0",
        "192.88.99.255",
        "192.168.0.0",
        "192.168.255.255",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.0",
        "198.51.100.255",
        "203.0.113.0",
        "203.0.113.255",
        "224.0.0.0",
        "224.0.0.251",
        "239.255.255.255",
        "240.0.0.0",
        "255.255.255.254",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:0:8.8.8.8",
        "::127.0.0.1",
        "::8.8.8.8",
        "64:ff9b::",
        "64:ff9b::808:808",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::7f00:1",
        "64:ff9b:1::",
        "64:ff9b:1:ffff::1",
        "100::",
        "100::1",
        "100:0:0:1::1",
        "2001::",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:1ff:ffff::1",
        "2001:db8::",
        "2001:db8:ffff:ffff::1",
        "2002::",
        "2002:7f00:1::1",
        "2002:a00:1::",
        "2002:808:808::1",
        "2002:ffff:ffff::",
        "3fff::",
        "3fff:fff:ffff::1",
        "4000::1",
        "5f00::",
        "5f00::1",
        "5f00:ffff::1",
        "8000::1",
        "fc00::",
        "fc00::1",
        "fd00:ec2::254",
        "fdff::1",
        "fe80::",
        "fe80::1",
        "fe80::a9fe:a9fe",
        "febf::1",
        "fec0::1",
        "feff::1",
        "ff00::",
        "ff02::1",
        "ff02::fb",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
      })
  void refusesWhatIsNotPublic(String address) throws Exception {
    assertFalse(PublicAddress.isPublic(InetAddress.getByName(address)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.0.0",
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.0.3.0",
        "192.88.98.255",
        "192.88.100.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "198.51.99.255",
        "198.51.101.0",
        "203.0.112.255",
        "203.0.114.0",
        "223.255.255.255",
        "2000::1",
        "2001:200::",
        "2001:4860:4860::8888",
        "2001:db7:ffff::1",
        "2001:db9::1",
        "2003::1",
        "2606:4700:4700::1111",
        "2a00:1450:4001::1",
        "3ffe:ffff::1",
        "3fff:1000::1",
      })
  void allowsWhatIsPublic(String address) throws Exception {
    assertTrue(PublicAddress.isPublic(InetAddress.getByName(address)));
  }

  @Test
  void agreesWithAnIndependentReadingOfTheRegistry() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(bytes);
      if (bytes.length == 16 && random.nextInt(4) > 0) {
        bytes[0] = (byte) (0x20 | random.nextInt(0x20));
        bytes[1] = (byte) random.nextInt(4);
        bytes[2] = (byte) random.nextInt(16);
      }
      InetAddress address = InetAddress.getByAddress(bytes);
      assertEquals(
          expected(address), PublicAddress.isPublic(address), () -> address + " seed " + seed);
    }
  }

  /** Written with the JDK's own predicates and plain numbers, not with blocks. */
  private static boolean expected(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] b = address.getAddress();
    long head = (b[0] & 0xffL) << 24 | (b[1] & 0xffL) << 16 | (b[2] & 0xffL) << 8 | (b[3] & 0xffL);
    if (b.length == 4) {
      int first = b[0] & 0xff;
      long net24 = head >> 8;
      return first != 0
          && first != 127
          && first < 224
          && !(head >= 0x64400000L && head <= 0x647fffffL)
          && !(head >= 0xc6120000L && head <= 0xc613ffffL)
          && !Set.of(0xc00000L, 0xc00002L, 0xc05863L, 0xc63364L, 0xcb0071L).contains(net24);
    }
    return head >= 0x20000000L
        && head <= 0x3fffffffL
        && !(head >= 0x20010000L && head <= 0x200101ffL)
        && head != 0x20010db8L
        && head >> 16 != 0x2002L
        && !(head >= 0x3fff0000L && head <= 0x3fff0fffL);
  }
}
