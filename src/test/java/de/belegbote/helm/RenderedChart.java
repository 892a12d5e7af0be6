// The chart as Helm renders it, as objects of Kubernetes.
package de.belegbote.helm;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Reading fails on a key or type that Kubernetes does not know. */
final class RenderedChart {
  static final Path CHART = Path.of("helm/belegbote").toAbsolutePath();
  static final Path VALUES = Path.of("src/test/resources/chart/values.yaml").toAbsolutePath();

  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "v1/ConfigMap", ConfigMap.class,
          "v1/Service", Service.class,
          "v1/ServiceAccount", ServiceAccount.class,
          "apps/v1/Deployment", Deployment.class,
          "batch/v1/Job", Job.class,
          "autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
          "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
          "networking.k8s.io/v1/Ingress", Ingress.class,
          "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class);

  /** A kind of the Prometheus operator, which the models do not know. */
  private static final String MONITOR = "monitoring.coreos.com/v1/ServiceMonitor";

  // The models keep what they do not know in a map of each object; here it is an error.
  private static final ObjectMapper STRICT =
      new ObjectMapper(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                @Override
                public Boolean hasAnySetter(Annotated member) {
                  return false;
                }
              });

  private final List<HasMetadata> objects = new ArrayList<>();
  private final List<JsonNode> monitors = new ArrayList<>();

  private RenderedChart() {}

  /** Renders with the example values and what the test changes of them. */
  static RenderedChart with(UnaryOperator<TemplateCommand> change) {
    var command =
        new Helm(HookLess.COPY)
            .template()
            .withName("acme")
            .withNamespace("belege")
            .withKubeVersion("1.30.0")
            .withValuesFile(VALUES);
    return of(change.apply(command).call());
  }

  /** Helm's template command keeps hooks to itself, so it is given a copy that has none. */
  private static final class HookLess {
    private static final String HOOK = "    helm.sh/hook";
    private static final Path COPY = copy();

    private static Path copy() {
      try (var files = Files.walk(CHART)) {
        Path copy = Files.createTempDirectory("chart");
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path to = copy.resolve(CHART.relativize(file));
          Files.createDirectories(to.getParent());
          var lines = Files.readAllLines(file).stream().filter(line -> !line.startsWith(HOOK));
          Files.write(to, lines.toList());
          to.toFile().deleteOnExit();
        }
        return copy;
      } catch (IOException trouble) {
        throw new UncheckedIOException(trouble);
      }
    }
  }

  /** Reads what was rendered. */
  static RenderedChart of(String yaml) {
    var chart = new RenderedChart();
    try (var parser = STRICT.getFactory().createParser(yaml);
        var documents = STRICT.readValues(parser, JsonNode.class)) {
      while (documents.hasNext()) {
        JsonNode document = documents.next();
        if (document != null && document.isObject()) {
          chart.add(document);
        }
      }
      return chart;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private void add(JsonNode document) throws IOException {
    String kind = document.path("apiVersion").asText() + "/" + document.path("kind").asText();
    if (kind.equals(MONITOR)) {
      monitors.add(document);
    } else if (KINDS.containsKey(kind)) {
      objects.add(STRICT.treeToValue(document, KINDS.get(kind)));
    } else {
      throw new AssertionError("the test does not know the kind " + kind);
    }
  }

  <T extends HasMetadata> List<T> all(Class<T> kind) {
    return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  <T extends HasMetadata> T one(Class<T> kind, String name) {
    return all(kind).stream()
        .filter(each -> each.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(kind.getSimpleName() + " " + name + " is missing"));
  }

  List<JsonNode> monitors() {
    return monitors;
  }

  /** Pods of all deployments and jobs. */
  List<PodTemplateSpec> pods() {
    return Stream.concat(
            all(Deployment.class).stream().map(each -> each.getSpec().getTemplate()),
            all(Job.class).stream().map(each -> each.getSpec().getTemplate()))
        .toList();
  }
}
