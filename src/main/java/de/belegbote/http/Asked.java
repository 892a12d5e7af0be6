// What a call says, whichever way it came.
package de.belegbote.http;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.LanguageHeader;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** The raw words of a call; {@link Call} makes checked values out of them. */
sealed interface Asked {
  /** Method and address without the query. */
  String target();

  String rawQuery();

  Buffer body();

  String path(String parameter);

  MultiMap query();

  Optional<String> header(String name);

  /** Tags of the languages the person reads, the dearest first. */
  List<String> languages();

  /** The request, of which an upload reads its picture. */
  HttpServerRequest request();

  /** A request to the contract's address. */
  record OverHttp(RoutingContext ctx) implements Asked {
    @Override
    public String target() {
      return ctx.request().method() + " " + ctx.request().path();
    }

    @Override
    public String rawQuery() {
      return Optional.ofNullable(ctx.request().query()).orElse("");
    }

    @Override
    public Buffer body() {
      return Optional.ofNullable(ctx.body().buffer()).orElse(Buffer.buffer());
    }

    @Override
    public String path(String parameter) {
      return ctx.pathParam(parameter);
    }

    @Override
    public MultiMap query() {
      return ctx.queryParams();
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.ofNullable(ctx.request().getHeader(name));
    }

    @Override
    public List<String> languages() {
      return ctx.acceptableLanguages().stream().map(LanguageHeader::tag).toList();
    }

    @Override
    public HttpServerRequest request() {
      return ctx.request();
    }
  }

  /** A question of one of our own pages. */
  record ByPage(Question question) implements Asked {
    @Override
    public String target() {
      return "page " + question.operation() + " " + question.path();
    }

    @Override
    public String rawQuery() {
      return question.query().toString();
    }

    @Override
    public Buffer body() {
      return question.body().map(json -> json.toBuffer()).orElseGet(Buffer::buffer);
    }

    @Override
    public String path(String parameter) {
      return question.path().get(parameter);
    }

    @Override
    public MultiMap query() {
      return MultiMap.caseInsensitiveMultiMap().addAll(question.query());
    }

    @Override
    public Optional<String> header(String name) {
      return name.equalsIgnoreCase("Idempotency-Key") ? question.key() : Optional.empty();
    }

    @Override
    public List<String> languages() {
      return List.of(question.language().getLanguage());
    }

    @Override
    public HttpServerRequest request() {
      throw new IllegalStateException("a page uploads nothing to an operation");
    }
  }
}
