// Ends TLS on loopback in front of a server that speaks plainly.
package de.belegbote.testing;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;

/** As a reverse proxy does; what comes in goes on byte by byte, and back. */
public final class TlsFront implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final NetClient client = vertx.createNetClient();
  private final NetServer server;

  /** Listens on any free port; shows these keys and goes on to that port of loopback. */
  public TlsFront(PfxOptions keys, int port) {
    var options = new NetServerOptions().setHost("127.0.0.1").setSsl(true).setKeyCertOptions(keys);
    server =
        Wait.until(vertx.createNetServer(options).connectHandler(in -> join(in, port)).listen(0));
  }

  private void join(NetSocket in, int port) {
    in.pause();
    client
        .connect(port, "127.0.0.1")
        .onSuccess(
            out -> {
              in.pipeTo(out);
              out.pipeTo(in);
            })
        .onFailure(away -> in.close());
  }

  /** Its port. */
  public int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    Wait.until(vertx.close());
  }
}
