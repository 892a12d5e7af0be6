// Keeps the OpenAPI library from taking a text that looks like JSON for something else.
package de.belegbote.http;

import io.vertx.core.Future;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatableRequest;
import io.vertx.openapi.validation.impl.RequestParameterImpl;
import java.util.HashMap;
import java.util.Map;

/**
 * vertx-openapi 5.0.7 decodes a parameter of type string as JSON unless it is one word: {@code
 * number=20.26} becomes a number and is refused, {@code "a"} loses its quotes. A text that comes as
 * a JSON string already is decoded to what was sent.
 */
final class PlainTexts implements RequestExtractor {
  private final RequestExtractor library = RequestExtractor.withBodyHandler();

  @Override
  public Future<ValidatableRequest> extractValidatableRequest(
      RoutingContext ctx, Operation operation) {
    return library.extractValidatableRequest(ctx, operation).map(request -> of(request, operation));
  }

  /** The same request, whose texts stay texts. */
  static ValidatableRequest of(ValidatableRequest request, Operation operation) {
    return new Request(request, operation);
  }

  private record Request(ValidatableRequest sent, Operation operation)
      implements ValidatableRequest {
    @Override
    public Map<String, RequestParameter> getCookies() {
      return texts(sent.getCookies(), Location.COOKIE);
    }

    @Override
    public Map<String, RequestParameter> getPathParameters() {
      return texts(sent.getPathParameters(), Location.PATH);
    }

    @Override
    public Map<String, RequestParameter> getQuery() {
      return texts(sent.getQuery(), Location.QUERY);
    }

    @Override
    public Map<String, RequestParameter> getHeaders() {
      return texts(sent.getHeaders(), Location.HEADER);
    }

    @Override
    public RequestParameter getBody() {
      return sent.getBody();
    }

    @Override
    public String getContentType() {
      return sent.getContentType();
    }

    private Map<String, RequestParameter> texts(
        Map<String, RequestParameter> values, Location place) {
      var texts = new HashMap<>(values);
      for (Parameter parameter : operation.getParameters()) {
        RequestParameter value = values.get(parameter.getName());
        if (parameter.getIn() == place
            && parameter.getSchemaType() == SchemaType.STRING
            && value != null
            && value.isString()) {
          texts.put(parameter.getName(), new RequestParameterImpl(Json.encode(value.getString())));
        }
      }
      return texts;
    }
  }
}
