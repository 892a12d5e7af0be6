// The main job, step by step, over HTTP only: from the new company to the invoice in its webhook.
package de.belegbote.demo;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.sandbox.PracticePortal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One journey at a running server with its practice portal. The steps are to be called in the order
 * in which they stand here; one that cannot be done ends with {@link Stopped}.
 */
public final class Journey {
  /** Fictitious, as the Federal Network Agency reserves such numbers for films. */
  public static final String PHONE = "+4917139200999";

  private static final Duration SHORT = Duration.ofSeconds(15);
  private static final Duration FETCH = Duration.ofMinutes(2);
  private static final Duration CODE_IS_SLOW = Duration.ofSeconds(1);

  /** Where the server and its practice portal listen. */
  public record Places(URI api, URI management, URI practice) {}

  private final Places places;
  private final Partner partner;
  private final Receiver receiver;
  private final Story story;
  private final Customer customer;
  private final String username;
  private String company;
  private String account;
  private String login;
  private String uploadToken;
  private Partner phone;
  private String cookie;
  private String key;
  private JsonObject enrolled;
  private String code;

  /**
   * Nothing has happened yet.
   *
   * @param partner calls with a token that may do everything
   * @param who tells this journey's account at the practice portal from others
   */
  public Journey(Places places, Partner partner, Receiver receiver, Story story, String who) {
    this.places = places;
    this.partner = partner;
    this.receiver = receiver;
    this.story = story;
    this.customer = new Customer(places.practice());
    this.username = "good+" + who + "@" + PracticePortal.HOST;
  }

  /** Creates the company. */
  public void createCompany() {
    story.begin("company created");
    var body = new JsonObject().put("name", "Muster GmbH").put("externalId", "C-1042");
    company = partner.post("/v1/companies", body).is(201).json().getString("id");
    story.tell("The partner creates a company: Muster GmbH, known there as C-1042.");
  }

  /** Asks for webhooks and gives the secret they are signed with. */
  @CanIgnoreReturnValue
  public String orderWebhooks() {
    story.begin("webhook ordered");
    var body = new JsonObject().put("url", receiver.url()).put("description", "Bookkeeping");
    String secret = partner.post("/v1/webhook-endpoints", body).is(201).json().getString("secret");
    receiver.trust(secret);
    story.tell("The partner orders webhooks to %s. Their secret: ***", receiver.url());
    return secret;
  }

  /** Links the portal with user name and password. */
  public void linkPortal() {
    story.begin("portal account linked");
    var body =
        new JsonObject()
            .put("companyId", company)
            .put("portalId", "practice")
            .put(
                "credentials",
                new JsonObject().put("username", username).put("password", PracticePortal.PASSWORD))
            .put(
                "consent",
                new JsonObject()
                    .put("textVersion", "2026-01-en")
                    .put("acceptedAt", story.now().minusSeconds(1).toString())
                    .put("acceptedBy", "Maria Muster"))
            .put(
                "since", LocalDate.ofInstant(story.now(), ZoneOffset.UTC).minusYears(1).toString());
    var linked = partner.post("/v1/portal-accounts", body).is(201).json();
    account = linked.getString("id");
    login = linked.getString("loginId");
    story.tell("The portal account is linked: user name %s, password ***", username);
  }

  /** Has the link sent to the phone and takes it out of the outbox. */
  public void sendLink() {
    sendLink(this::outbox);
  }

  /**
   * Has the link sent to the phone.
   *
   * @param inbox the text of the first message to {@link #PHONE}, once it is there
   */
  public void sendLink(Supplier<Optional<String>> inbox) {
    story.begin("SMS in the outbox");
    var body =
        new JsonObject().put("delivery", "sms").put("phoneNumber", PHONE).put("language", "en");
    partner.post("/v1/logins/" + login + "/upload-links", body).is(201);
    story.tell("The customer's phone number is given: %s", PHONE);
    String text = until(SHORT, "no message to that number is in the outbox", inbox);
    Matcher link = Pattern.compile("https?://\\S+/u/([A-Za-z0-9_-]+)").matcher(text);
    if (!link.find()) {
      throw new Stopped("The message has no link.");
    }
    uploadToken = link.group(1);
    phone = Partner.at(places.api()).with("X-Upload-Token", uploadToken);
    story.tell("The SMS is in the outbox: \"%s\"", text.replace(uploadToken, "***"));
  }

  private Optional<String> outbox() {
    var messages = new JsonArray(Partner.at(places.management()).get("/dev/outbox").is(200).text());
    return messages.stream()
        .map(JsonObject.class::cast)
        .filter(message -> message.getString("to").equals(PHONE))
        .map(message -> message.getString("text"))
        .findFirst();
  }

  /** Opens the link on the phone. */
  public void openLink() {
    story.begin("link opened");
    var opened = phone.get("/v1/upload-link").is(200).json();
    story.tell(
        "The customer opens the link on the phone. It is for the portal \"%s\" and has %d tries.",
        opened.getString("portalName"), opened.getInteger("triesLeft"));
  }

  /** Gives a photo of the barcode that the portal shows. */
  public byte[] photograph() {
    story.begin("barcode photographed");
    customer.openSecurity(username, PracticePortal.PASSWORD);
    key = customer.shownKey();
    story.tell("On a computer the customer signs in at the practice portal and opens Security.");
    byte[] photo = Camera.photo(customer.barcode(), username.hashCode());
    story.tell(
        "The barcode on that page is photographed, a little askew: JPEG, %d KB.",
        photo.length / 1024);
    return photo;
  }

  /** Sends the photo from the phone. */
  public void sendPhoto(byte[] photo) {
    story.begin("photo uploaded");
    var answer = phone.photo("/v1/upload-link/photo", photo).is(200);
    enrolled = answer.json();
    cookie = answer.header("Set-Cookie").replaceFirst(";.*", "");
    phone = phone.with("Cookie", cookie);
    story.tell(
        "The photo is uploaded and read: \"%s\", account %s. The seed is sealed and never shown.",
        enrolled.getString("issuer"), enrolled.getString("account"));
    var first = codes().get(0);
    story.tell(
        "The phone shows %d codes. The first, of the practice portal: %s, good until %s.",
        codes().size(), first.getString("code"), first.getString("validUntil"));
  }

  /** Types the first code into the portal, which switches its authenticator on. */
  public void activate() {
    story.begin("code typed into the portal");
    code = codes().get(0).getString("code");
    customer.activate(code);
    story.tell("The customer types it into the practice portal: the authenticator is on.");
  }

  /** Tells the server, from the phone, that the portal took the code. */
  public void confirm() {
    story.begin("activation confirmed");
    var body =
        new JsonObject().put("code", code).put("confirmToken", enrolled.getString("confirmToken"));
    String state = phone.post("/v1/upload-link/confirm", body).is(200).json().getString("state");
    story.tell("The phone confirms it: second factor \"%s\". The first fetch is due.", state);
  }

  /** Waits for the newest fetch of the account and gives it; its steps are told as they come. */
  public JsonObject awaitFetch() {
    story.begin("invoices fetched");
    String id =
        until(SHORT, "no fetch is queued", () -> newest().map(fetch -> fetch.getString("id")));
    var teller = new FetchTeller(story, CODE_IS_SLOW);
    var fetch =
        until(
            FETCH,
            "the fetch is not over",
            () -> {
              var now = partner.get("/v1/fetches/" + id).is(200).json();
              teller.tell(now);
              return Optional.of(now).filter(f -> f.getString("state").equals("finished"));
            });
    String outcome = fetch.getString("outcome");
    if (!List.of("OK", "NOTHING_NEW").contains(outcome)) {
      throw new Stopped("The fetch ended with " + outcome + ".");
    }
    story.tell("The fetch is over: %s, %s.", outcome, counts(fetch.getJsonObject("counts")));
    return fetch;
  }

  private Optional<JsonObject> newest() {
    return partner.get("/v1/fetches?portalAccountId=" + account).is(200).items().stream()
        .findFirst();
  }

  private static String counts(JsonObject counts) {
    return "%d found, %d stored, %d known, %d failed"
        .formatted(
            counts.getInteger("found"),
            counts.getInteger("stored"),
            counts.getInteger("known"),
            counts.getInteger("failed"));
  }

  private List<JsonObject> codes() {
    return enrolled.getJsonArray("codes").stream().map(JsonObject.class::cast).toList();
  }

  /** Asks until there is an answer; the reason is told when there is none in time. */
  @CanIgnoreReturnValue
  static <T> T until(Duration patience, String reason, Supplier<Optional<T>> question) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      var answer = question.get();
      if (answer.isPresent()) {
        return answer.get();
      }
      if (System.nanoTime() > end) {
        throw new Stopped("After %d seconds %s.".formatted(patience.toSeconds(), reason));
      }
      Pause.shortly();
    }
  }

  /** The portal account that was linked. */
  public String account() {
    return account;
  }

  /** Its login. */
  public String login() {
    return login;
  }

  /** What the phone calls with: token of the link and, after the photo, the cookie. */
  public Partner phone() {
    return phone;
  }

  /** The token of the upload link. */
  public String uploadToken() {
    return uploadToken;
  }

  /** The cookie that binds the link to the phone's browser: name, equals sign, value. */
  public String cookie() {
    return cookie;
  }

  /** The seed as the portal's page groups it. */
  public String key() {
    return key;
  }

  /** The answer to the photo: codes and the token of the confirmation. */
  public JsonObject enrolled() {
    return enrolled.copy();
  }

  /** The user name at the portal. */
  public String username() {
    return username;
  }
}
