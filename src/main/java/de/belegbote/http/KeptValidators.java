// Keeps the OpenAPI library from building a validator anew for each parameter of each request.
package de.belegbote.http;

import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.openapi.contract.OpenAPIContract;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * vertx-json-schema 5.0.7 copies the whole repository into each validator, and vertx-openapi asks
 * for one per parameter and request: measured, most of the time of a list route. A validator holds
 * no state of a call, so one per schema does.
 */
final class KeptValidators {
  // Far more than a contract has; a library that makes schemas anew must not fill the memory.
  private static final int MOST = 2_000;

  private KeptValidators() {}

  /** The same contract, whose validators are made once. */
  static OpenAPIContract in(OpenAPIContract contract) {
    SchemaRepository repository = contract.getSchemaRepository();
    Map<Object, Object> kept = Collections.synchronizedMap(new IdentityHashMap<>());
    SchemaRepository keeping =
        proxy(
            SchemaRepository.class,
            (self, method, arguments) -> {
              boolean ofSchema =
                  method.getName().equals("validator")
                      && arguments.length == 1
                      && arguments[0] instanceof JsonSchema;
              if (!ofSchema) {
                return call(repository, method, arguments);
              }
              Object validator = kept.get(arguments[0]);
              if (validator == null) {
                validator = call(repository, method, arguments);
                if (kept.size() < MOST) {
                  kept.put(arguments[0], validator);
                }
              }
              return validator;
            });
    return proxy(
        OpenAPIContract.class,
        (self, method, arguments) ->
            method.getName().equals("getSchemaRepository")
                ? keeping
                : call(contract, method, arguments));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object call(Object target, java.lang.reflect.Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }
}
