// Turns every failure into application/problem+json; only the token endpoint has another form.
package de.belegbote.http;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorErrorType;
import io.vertx.openapi.validation.ValidatorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only renderer of problems (RFC 9457). What a caller did wrong is told; what failed on our
 * side is logged with the request's id and told without detail.
 */
public final class ProblemHandler implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);
  private static final Pattern PARAMETER =
      Pattern.compile("(header|query|path|cookie) parameter ([A-Za-z0-9_.-]+)");
  private static final int MOST_ITEMS = 20;

  private static final Map<Integer, Problem> BY_STATUS =
      Map.of(
          400, Problem.INVALID_REQUEST,
          401, Problem.UNAUTHENTICATED,
          403, Problem.FORBIDDEN,
          404, Problem.NOT_FOUND,
          405, Problem.METHOD_NOT_ALLOWED,
          406, Problem.NOT_ACCEPTABLE,
          413, Problem.TOO_LARGE,
          414, Problem.URI_TOO_LONG,
          415, Problem.UNSUPPORTED_MEDIA_TYPE,
          431, Problem.HEADERS_TOO_LARGE);

  @Override
  public void handle(RoutingContext ctx) {
    if (ctx.response().ended()) {
      return;
    }
    if (ctx.response().headWritten()) {
      // The body has begun: ending the connection is the only honest sign left.
      AccessLog.about(LOG.atError(), ctx)
          .setCause(ctx.failure())
          .log("request failed while its answer was sent");
      ctx.request().connection().close();
      return;
    }
    Failure failure = failure(ctx);
    report(ctx, failure);
    write(ctx, failure);
  }

  /**
   * Writes what an operator should know of: a bug of ours with its stack, and one line without it
   * for what failed outside. What a caller did wrong is no line.
   */
  public static void report(RoutingContext ctx, Failure failure) {
    if (failure.problem().isOutside()) {
      // The cause's own words may name people; its kind does not.
      Throwable cause = failure.getCause();
      AccessLog.about(LOG.atWarn(), ctx)
          .log(
              "request failed: {}: {} ({})",
              failure.problem(),
              failure.detail(),
              cause == null ? "no cause" : cause.getClass().getSimpleName());
    } else if (failure.problem().status() >= 500) {
      AccessLog.about(LOG.atError(), ctx)
          .setCause(failure)
          .log("request failed: {}", failure.problem());
    }
  }

  static Failure failure(RoutingContext ctx) {
    Throwable cause = ctx.failure();
    if (cause instanceof Failure failure) {
      return failure;
    }
    if (cause instanceof HttpException http && http.getCause() != null) {
      Failure contract = contract(http.getCause());
      if (contract != null) {
        return contract;
      }
    }
    int status = cause instanceof HttpException http ? http.getStatusCode() : ctx.statusCode();
    if (BY_STATUS.containsKey(status) && (cause == null || cause instanceof HttpException)) {
      return new Failure(BY_STATUS.get(status), hint(status), cause);
    }
    return new Failure(
        Problem.INTERNAL_ERROR, "Tell us the request id; it finds the cause in our log.", cause);
  }

  private static String hint(int status) {
    return switch (status) {
      case 404 -> "No operation has this address; the contract is at /openapi.yaml.";
      case 405 -> "The header Allow says which methods this address knows.";
      case 413 -> "Send less; the contract states the limits.";
      default -> "See the contract at /openapi.yaml.";
    };
  }

  /** What the contract's checks complain of, for the caller; null for anything else. */
  static Failure contract(Throwable cause) {
    if (cause instanceof SchemaValidationException schema) {
      if (schema.type() == ValidatorErrorType.ILLEGAL_VALUE) {
        return malformed(cause);
      }
      return new Failure(
          Problem.INVALID_REQUEST,
          "Correct what errors lists.",
          items(schema.getOutputUnit(), parameter(schema)));
    }
    if (cause instanceof ValidatorException validator) {
      if (validator.type() == ValidatorErrorType.UNSUPPORTED_VALUE_FORMAT) {
        return new Failure(
            Problem.UNSUPPORTED_MEDIA_TYPE, "Send application/json as the contract states.", cause);
      }
      if (validator.type() == ValidatorErrorType.ILLEGAL_VALUE) {
        return malformed(cause);
      }
      return new Failure(
          Problem.INVALID_REQUEST,
          "Correct what errors lists.",
          List.of(new Failure.Item(parameter(validator), clean(validator.getMessage()))));
    }
    return cause instanceof io.vertx.core.json.DecodeException ? malformed(cause) : null;
  }

  // Which parameter the library complains of stands in its message only; empty means the body.
  private static String parameter(ValidatorException complaint) {
    var place = PARAMETER.matcher(complaint.getMessage());
    return place.find() ? "/" + place.group(1) + "/" + place.group(2) : "";
  }

  private static Failure malformed(Throwable cause) {
    return new Failure(Problem.MALFORMED_BODY, "The body or a parameter cannot be read.", cause);
  }

  // The leaves of the validator's output; what merely encloses a deeper error is left out.
  private static List<Failure.Item> items(OutputUnit output, String place) {
    var items = new ArrayList<Failure.Item>();
    var all = output.getErrors() == null ? List.<OutputUnit>of() : output.getErrors();
    for (OutputUnit unit : all) {
      String keyword = String.valueOf(unit.getKeywordLocation());
      boolean encloses =
          keyword.endsWith("/properties")
              || keyword.endsWith("/$ref")
              || keyword.endsWith("/additionalProperties")
              || keyword.endsWith("/items");
      if (!encloses && items.size() < MOST_ITEMS) {
        items.add(
            new Failure.Item(
                place + unit.getInstanceLocation().replaceFirst("^#", ""), clean(unit.getError())));
      }
    }
    if (items.isEmpty() && !all.isEmpty()) {
      OutputUnit last = all.get(all.size() - 1);
      items.add(
          new Failure.Item(
              place + last.getInstanceLocation().replaceFirst("^#", ""), clean(last.getError())));
    }
    return items;
  }

  // The library repeats values in some messages; a value may be a password, so quotes are emptied.
  private static String clean(String message) {
    return String.valueOf(message).replaceAll("\"[^\"]*\"", "…").replaceAll("\\s+", " ");
  }

  static void write(RoutingContext ctx, Failure failure) {
    if (failure.problem() == Problem.UNAUTHENTICATED) {
      ctx.response().putHeader("WWW-Authenticate", "Bearer");
    }
    write(ctx, failure, "application/problem+json", json(failure, RequestId.of(ctx)));
  }

  /** Writes status and headers of a failure with a body of another form. */
  static void write(RoutingContext ctx, Failure failure, String type, JsonObject body) {
    var response = ctx.response();
    retryAfter(failure).ifPresent(wait -> response.putHeader("Retry-After", wait));
    response
        .setStatusCode(failure.problem().status())
        .putHeader("Content-Type", type)
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff");
    // An upload that is refused early is not read to its end: the connection goes.
    if (!ctx.request().isEnded()) {
      Ending.closing(ctx.request());
      ctx.request().resume();
    }
    var unused = Ending.end(ctx.request(), body.toBuffer());
  }

  private static Optional<String> retryAfter(Failure failure) {
    return switch (failure.problem()) {
      case REQUEST_IN_PROGRESS -> Optional.of("1");
      case UNAVAILABLE -> Optional.of("5");
      default ->
          failure.quota().map(quota -> String.valueOf(Math.max(1, quota.pause().toSeconds())));
    };
  }

  static JsonObject json(Failure failure, String requestId) {
    var json =
        new JsonObject()
            .put("type", "/problems/" + failure.problem().slug())
            .put("title", failure.problem().title())
            .put("status", failure.problem().status())
            .put("requestId", requestId);
    if (failure.detail() != null) {
      json.put("detail", failure.detail());
    }
    failure.reason().ifPresent(reason -> json.put("reason", reason));
    failure.spot().ifPresent(spot -> json.put("seen", spot.json()));
    failure
        .quota()
        .ifPresent(quota -> json.put("violated-policies", new JsonArray(quota.policies())));
    if (!failure.items().isEmpty()) {
      var errors = new JsonArray();
      failure
          .items()
          .forEach(
              item ->
                  errors.add(
                      new JsonObject()
                          .put("pointer", item.pointer())
                          .put("detail", item.detail())));
      json.put("errors", errors);
    }
    return json;
  }

  /** For requests that the server's HTTP parser refuses before any route sees them. */
  static void invalid(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    Problem problem =
        switch (cause == null ? "" : cause.getClass().getSimpleName()) {
          case "TooLongHttpLineException" -> Problem.URI_TOO_LONG;
          case "TooLongHttpHeaderException" -> Problem.HEADERS_TOO_LARGE;
          default -> Problem.MALFORMED_BODY;
        };
    var failure = new Failure(problem, "The request is no HTTP this server accepts.");
    String id = RequestId.fresh();
    AccessLog.refused(id, problem.status());
    request
        .response()
        .setStatusCode(problem.status())
        .putHeader("Content-Type", "application/problem+json")
        .putHeader("X-Request-Id", id);
    Ending.closing(request);
    var unused =
        Ending.end(request, json(failure, id).toBuffer())
            .eventually(() -> request.connection().close());
  }
}
