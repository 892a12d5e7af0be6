// Tells addresses of the public Internet from all others.
package de.belegbote.platform.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * What counts as public: IPv4 without the blocks that the IANA special-purpose registry sets aside;
 * of IPv6 only 2000::/3 (all that is assigned as global unicast, so v4-mapped, NAT64, unique local
 * and link-local fall out), and of that without tunnels and documentation.
 */
public final class PublicAddress {
  private static final Block GLOBAL_UNICAST = Block.of("2000::/3");

  private static final List<Block> NOT_PUBLIC =
      Arrays.stream(
              """
              0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12
              192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15
              198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
              2001::/23 2001:db8::/32 2002::/16 3fff::/20
              """
                  .split("\\s+"))
          .map(Block::of)
          .toList();

  private PublicAddress() {}

  /** Whether a call out may go to this address. */
  public static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    return NOT_PUBLIC.stream().noneMatch(block -> block.holds(bytes))
        && (bytes.length == 4 || GLOBAL_UNICAST.holds(bytes));
  }

  /** Addresses that share the first bits; an IPv4 block holds no IPv6 address and back. */
  private static final class Block {
    private final byte[] start;
    private final int bits;

    private Block(byte[] start, int bits) {
      this.start = start;
      this.bits = bits;
    }

    static Block of(String text) {
      int slash = text.indexOf('/');
      try {
        return new Block(
            InetAddress.getByName(text.substring(0, slash)).getAddress(),
            Integer.parseInt(text, slash + 1, text.length(), 10));
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException("not a block of addresses: " + text, e);
      }
    }

    boolean holds(byte[] address) {
      if (address.length != start.length) {
        return false;
      }
      int whole = bits / 8;
      int rest = 8 - bits % 8;
      return Arrays.equals(start, 0, whole, address, 0, whole)
          && (rest == 8 || (start[whole] & 0xff) >> rest == (address[whole] & 0xff) >> rest);
    }
  }
}
