// The chart: accepted by Helm, of a shape Kubernetes knows, and as careful as it has to be.
package de.belegbote.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.marcnuri.helm.Helm;
import de.belegbote.platform.config.Config;
import de.belegbote.platform.config.ConfigReader;
import de.belegbote.platform.config.VaultSettings.Right;
import de.belegbote.platform.config.VaultSettings.SignIn;
import de.belegbote.platform.crypto.KeyFiles;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChartTest {
  private static final List<String> ROLES = List.of("api", "fetch", "webhooks");

  private final RenderedChart chart = RenderedChart.with(as -> as);

  private static String name(String role) {
    return "acme-belegbote-" + role;
  }

  private Container container(String role) {
    return chart
        .one(Deployment.class, name(role))
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .get(0);
  }

  @Test
  void isAcceptedByHelmWithNothingToRemark() {
    var result = new Helm(RenderedChart.CHART).lint().strict().call();

    assertFalse(result.isFailed(), result.getMessages().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"publicUrl", "database.host", "vault.address", "s3.bucket"})
  void asksForWhatOnlyTheOperatorKnows(String value) {
    var refused =
        assertThrows(
            IllegalStateException.class, () -> RenderedChart.with(as -> as.set(value, "")));

    assertTrue(refused.getMessage().contains(value + ":"), refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "publicUrl, http://belege.example.com",
    "publicUrl, https://belege.example.com/path",
    "vault.address, http://vault:8200",
    "api.replicas, many",
    "api.autoscaling.maxreplicas, 3",
    "database.pool, 1"
  })
  void refusesValuesThatCannotBeRight(String value, String text) {
    var refused =
        assertThrows(
            IllegalStateException.class, () -> RenderedChart.with(as -> as.set(value, text)));

    assertTrue(refused.getMessage().contains("schema"), refused.getMessage());
  }

  @Test
  void refusesAnObjectThatKubernetesDoesNotKnow() {
    String misspelt = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {port: []}\n";

    assertThrows(RuntimeException.class, () -> RenderedChart.of(misspelt));
  }

  @Test
  void startsEachRoleAloneWithItsOwnImageAndAccount() {
    for (String role : ROLES) {
      var pod = chart.one(Deployment.class, name(role)).getSpec().getTemplate().getSpec();

      assertTrue(container(role).getArgs().contains("--roles=" + role));
      assertEquals(name(role), pod.getServiceAccountName());
      assertEquals(
          role.equals("fetch") ? "belegbote-fetch" : "belegbote",
          container(role).getImage().split(":", 2)[0]);
    }
  }

  @Test
  void runsNothingAsRootAndWritesNowhereButInVolumes() {
    var pods = chart.pods();

    assertEquals(4, pods.size());
    for (var pod : pods) {
      assertTrue(pod.getSpec().getSecurityContext().getRunAsNonRoot());
      assertEquals(
          "RuntimeDefault", pod.getSpec().getSecurityContext().getSeccompProfile().getType());
      for (var container : pod.getSpec().getContainers()) {
        var security = container.getSecurityContext();
        assertTrue(security.getReadOnlyRootFilesystem());
        assertTrue(security.getRunAsNonRoot());
        assertFalse(security.getAllowPrivilegeEscalation());
        assertEquals(List.of("ALL"), security.getCapabilities().getDrop());
        assertNotNull(container.getResources().getLimits().get("memory"));
      }
      var named = pod.getSpec().getVolumes().stream().map(v -> v.getName()).toList();
      for (var mount : pod.getSpec().getContainers().get(0).getVolumeMounts()) {
        assertTrue(named.contains(mount.getName()), mount + " has no volume");
      }
    }
  }

  @Test
  void givesPasswordsByReferenceAndToThoseWhoNeedThem() {
    Map<String, Set<String>> secrets = new java.util.TreeMap<>();
    for (var pod : chart.pods()) {
      String part = pod.getMetadata().getLabels().get("app.kubernetes.io/component");
      for (EnvVar variable : pod.getSpec().getContainers().get(0).getEnv()) {
        boolean password = variable.getName().matches(".*(PASSWORD|KEY)");
        assertEquals(password, variable.getValueFrom() != null, variable.getName());
        if (password) {
          assertNull(variable.getValue());
          secrets.computeIfAbsent(part, none -> new TreeSet<>()).add(variable.getName());
        }
      }
    }

    var each =
        Set.of(
            "BELEGBOTE_DATABASE_TENANT_PASSWORD",
            "BELEGBOTE_DATABASE_QUEUE_PASSWORD",
            "BELEGBOTE_S3_ACCESS_KEY",
            "BELEGBOTE_S3_SECRET_KEY");
    assertEquals(each, secrets.get("api"));
    assertEquals(each, secrets.get("webhooks"));
    assertTrue(secrets.get("fetch").contains("BELEGBOTE_TEST_PASSWORD"));
    assertEquals(Set.of("BELEGBOTE_DATABASE_OWNER_PASSWORD"), secrets.get("migration"));
  }

  @Test
  void migratesBeforeTheNewProgramStarts() throws IOException {
    var job = chart.all(Job.class).get(0).getSpec().getTemplate().getSpec();

    assertTrue(
        Files.readString(RenderedChart.CHART.resolve("templates/migration.yaml"))
            .contains("helm.sh/hook: pre-install,pre-upgrade"));
    assertEquals(List.of("migrate"), job.getContainers().get(0).getArgs());
  }

  @Test
  void writesSettingsThatHoldNoPassword() {
    String settings =
        chart.one(ConfigMap.class, "acme-belegbote-config").getData().get("belegbote.yaml");

    assertTrue(settings.contains("public-url: https://belege.example.com"), settings);
    assertTrue(settings.contains("authority: /etc/belegbote/database/ca.crt"), settings);
    assertTrue(settings.contains("log: warn"), settings);
    assertFalse(settings.contains("password"), settings);
  }

  @ParameterizedTest
  @ValueSource(strings = {"api", "fetch", "webhooks"})
  void writesSettingsThatTheProgramTakes(String role, @TempDir Path etc) throws IOException {
    for (String folder : List.of("tenants", "database", "vault")) {
      Files.createDirectory(etc.resolve(folder));
    }
    for (String authority : List.of("database/ca.crt", "vault/ca.crt")) {
      Files.createFile(etc.resolve(authority));
    }
    var unused = KeyFiles.in(etc.resolve("keys"));
    String settings =
        chart.one(ConfigMap.class, "acme-belegbote-config").getData().get("belegbote.yaml");
    Path file =
        Files.writeString(
            etc.resolve("belegbote.yaml"), settings.replace("/etc/belegbote", etc.toString()));

    Config config =
        ConfigReader.read(
            List.of("--config=" + file, "--roles=" + role),
            Map.of(
                "BELEGBOTE_DATABASE_TENANT_PASSWORD", "a",
                "BELEGBOTE_DATABASE_QUEUE_PASSWORD", "b",
                "BELEGBOTE_S3_ACCESS_KEY", "c",
                "BELEGBOTE_S3_SECRET_KEY", "d"));

    assertEquals("https://belege.example.com", config.publicUrl().toString());
    assertTrue(config.documents().inS3(), "a pod's own files are lost with it");
    var signIn = config.vault().orElseThrow().signIn(Right.valueOf(role.toUpperCase(Locale.ROOT)));
    assertEquals("belegbote-" + role, ((SignIn.Kubernetes) signIn).role());
  }

  @Test
  void restartsPodsWhenSettingsChange() {
    String before = checksum(chart);

    assertFalse(before.equals(checksum(RenderedChart.with(as -> as.set("config.log", "debug")))));
  }

  private static String checksum(RenderedChart chart) {
    return chart
        .one(Deployment.class, name("api"))
        .getSpec()
        .getTemplate()
        .getMetadata()
        .getAnnotations()
        .get("checksum/config");
  }

  @Test
  void probesAndMeasuresTheManagementPort() {
    for (String role : ROLES) {
      var container = container(role);
      assertEquals("/health/live", container.getLivenessProbe().getHttpGet().getPath());
      assertEquals("/health/ready", container.getReadinessProbe().getHttpGet().getPath());
      assertEquals(
          List.of(8081),
          container.getPorts().stream()
              .filter(port -> port.getName().equals("management"))
              .map(port -> port.getContainerPort())
              .toList());
      assertNotNull(chart.one(Service.class, name(role) + "-metrics"));
    }
    assertEquals(1, chart.monitors().size());
    assertEquals("/metrics", chart.monitors().get(0).at("/spec/endpoints/0/path").asText());
  }

  @Test
  void letsOnlyTheApiBeCalledAndPrivateNetworksAlone() {
    var policies = chart.all(NetworkPolicy.class);

    assertEquals(3, policies.size());
    for (var policy : policies) {
      boolean api = policy.getMetadata().getName().endsWith("-api");
      var ports = new ArrayList<String>();
      policy
          .getSpec()
          .getIngress()
          .forEach(rule -> rule.getPorts().forEach(port -> ports.add(port.getPort().getStrVal())));
      assertEquals(api ? List.of("http", "management") : List.of("management"), ports);
      var outside =
          policy.getSpec().getEgress().stream()
              .flatMap(rule -> rule.getTo().stream())
              .filter(peer -> peer.getIpBlock() != null)
              .collect(Collectors.toList());
      assertEquals(1, outside.size());
      assertTrue(outside.get(0).getIpBlock().getExcept().contains("169.254.0.0/16"));
    }
  }

  @Test
  void scalesOnlyWhereItIsSwitchedOn() {
    assertEquals(1, chart.all(HorizontalPodAutoscaler.class).size());
    assertNull(chart.one(Deployment.class, name("api")).getSpec().getReplicas());
    assertEquals(1, chart.one(Deployment.class, name("fetch")).getSpec().getReplicas());
    assertEquals(3, chart.all(PodDisruptionBudget.class).size());

    var fixed = RenderedChart.with(as -> as.set("api.autoscaling.enabled", false));
    assertEquals(2, fixed.one(Deployment.class, name("api")).getSpec().getReplicas());
  }

  @Test
  void leadsTheOutsideToTheApi() {
    var ingress = chart.one(Ingress.class, "acme-belegbote");
    var service = chart.one(Service.class, "acme-belegbote");

    assertEquals("belege.example.com", ingress.getSpec().getRules().get(0).getHost());
    assertEquals("api", service.getSpec().getSelector().get("app.kubernetes.io/component"));
    assertEquals("http", service.getSpec().getPorts().get(0).getTargetPort().getStrVal());
  }
}
