// How a portal account is shown, and what of a request several of its operations read.
package de.belegbote.accounts;

import de.belegbote.http.Call;
import de.belegbote.http.Reply;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The account as the contract shows it.
 *
 * @param attention says what an outcome means and what to do, in a language
 */
record PortalAccountView(BiFunction<String, Locale, JsonObject> attention) {
  Reply reply(Function<JsonObject, Reply> status, PortalAccount account, Call call) {
    return status.apply(json(account, call.language())).header("ETag", etag(account));
  }

  JsonObject json(PortalAccount account, Locale language) {
    var json =
        new JsonObject()
            .put("id", account.id().toString())
            .put("companyId", account.companyId().toString())
            .put("portalId", account.portalId())
            .put("loginId", account.loginId().toString())
            .put("state", account.state().text())
            .put("settings", account.settings())
            .put("schedule", account.schedule().json())
            .put("since", account.since().toString())
            .put("consent", account.consent().json())
            .put("createdAt", account.createdAt().toString())
            .put("updatedAt", account.updatedAt().toString());
    account.label().ifPresent(label -> json.put("label", label));
    account.nextFetchAt().ifPresent(next -> json.put("nextFetchAt", next.toString()));
    account.lastFetch().ifPresent(last -> json.put("lastFetch", last));
    if (account.state() == PortalAccount.State.NEEDS_ATTENTION) {
      account
          .attention()
          .ifPresent(outcome -> json.put("attention", attention.apply(outcome, language)));
    }
    return json;
  }

  static void checkMatch(Call call, PortalAccount account) {
    var match = call.header("If-Match");
    if (match.isPresent() && !match.get().equals(etag(account)) && !match.get().equals("*")) {
      throw new Failure(
          Problem.PRECONDITION_FAILED, "Get the account again and repeat the change on it.");
    }
  }

  private static String etag(PortalAccount account) {
    return "\"" + account.version() + "\"";
  }

  static Schedule schedule(JsonObject json) {
    try {
      return Schedule.of(json);
    } catch (DateTimeException unknown) {
      throw invalid("/schedule/timeZone", "is no time zone of the IANA list");
    }
  }

  static Failure invalid(String pointer, String detail) {
    return new Failure(
        Problem.INVALID_REQUEST,
        "Correct what errors lists.",
        List.of(new Failure.Item(pointer, detail)));
  }
}
