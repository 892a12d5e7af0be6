// A tenant's colours and logo, as files of ours.
package de.belegbote.pages;

import de.belegbote.http.Ending;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.tenancy.Brand;
import de.belegbote.platform.tenancy.Tenant;
import de.belegbote.platform.tenancy.TenantFiles;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Pages allow no style of their own, so the colours are a sheet beside page.css. */
final class BrandAssets implements Consumer<Router> {
  private final TenantFiles tenants;

  BrandAssets(TenantFiles tenants) {
    this.tenants = tenants;
  }

  /** The address of the colours as seen from a page one level below the root; empty without. */
  String colors(Tenant tenant) {
    return sheet(tenant.brand())
        .map(css -> address(tenant, "colors.css", css.hashCode()))
        .orElse("");
  }

  /** The address of the logo; empty without. */
  String logo(Tenant tenant) {
    return tenant.brand().logo().map(png -> address(tenant, "logo.png", png.hashCode())).orElse("");
  }

  private static String address(Tenant tenant, String file, int version) {
    return "../assets/brand/" + tenant.id() + "/" + file + "?v=" + Integer.toHexString(version);
  }

  private static Optional<String> sheet(Brand brand) {
    return brand
        .light()
        .map(
            light ->
                ":root{"
                    + colors(light)
                    + "}@media (prefers-color-scheme: dark){:root{"
                    + colors(brand.dark().orElseThrow())
                    + "}}");
  }

  private static String colors(String color) {
    return "--main:"
        + color
        + ";--main-ink:"
        + Brand.inkOn(color)
        + ";--tint:color-mix(in srgb,"
        + color
        + " 12%,var(--card));--on-tint:var(--ink)";
  }

  @Override
  public void accept(Router router) {
    router.get("/assets/brand/:tenant/:file").handler(this::send);
  }

  private void send(RoutingContext ctx) {
    Optional<Brand> brand = brand(ctx.pathParam("tenant"));
    boolean css = ctx.pathParam("file").equals("colors.css");
    boolean png = ctx.pathParam("file").equals("logo.png");
    Optional<Buffer> content =
        css
            ? brand.flatMap(BrandAssets::sheet).map(Buffer::buffer)
            : brand.filter(there -> png).flatMap(Brand::logo);
    if (content.isEmpty()) {
      ctx.fail(404);
      return;
    }
    ctx.response()
        .putHeader("Content-Type", css ? "text/css; charset=utf-8" : "image/png")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader("Cache-Control", "public, max-age=3600");
    var unused = Ending.end(ctx.request(), content.get());
  }

  private Optional<Brand> brand(String id) {
    try {
      return tenants.byId(new TenantId(UUID.fromString(id))).map(Tenant::brand);
    } catch (IllegalArgumentException noId) {
      return Optional.empty();
    }
  }
}
