// Ends TLS in front of a double, as production wants it of Vault.
package de.belegbote.image;

import de.belegbote.platform.tls.DevCertificates;
import de.belegbote.testing.Wait;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;

/** Listens on a free port of loopback; what goes in and out is passed on as it is. */
final class TlsFront implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final NetServer server;

  /**
   * Starts to listen.
   *
   * @param target port of loopback that speaks without TLS
   */
  TlsFront(DevCertificates certificates, int target) {
    var options = new NetServerOptions().setSsl(true).setKeyCertOptions(certificates.serverKeys());
    var client = vertx.createNetClient();
    server =
        Wait.until(
            vertx
                .createNetServer(options)
                .connectHandler(
                    outer -> {
                      outer.pause();
                      var unused =
                          client
                              .connect(target, "127.0.0.1")
                              .onSuccess(inner -> join(outer, inner))
                              .onFailure(gone -> outer.close());
                    })
                .listen(0, "127.0.0.1"));
  }

  private static void join(NetSocket outer, NetSocket inner) {
    outer.resume();
    var unused = Future.join(outer.pipeTo(inner), inner.pipeTo(outer));
  }

  int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    Wait.until(vertx.close());
  }
}
