// What Chromium needs of its pods.
package de.belegbote.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FetchPodTest {
  @Test
  void givesBrowsersMemoryToWriteToAndTheProfileOfTheNode() {
    var chart =
        RenderedChart.with(
            as ->
                as.set("fetchSeccompProfile.type", "Localhost")
                    .set("fetchSeccompProfile.localhostProfile", "chromium.json"));
    for (String role : List.of("api", "fetch", "webhooks")) {
      var pod =
          chart.one(Deployment.class, "acme-belegbote-" + role).getSpec().getTemplate().getSpec();
      var inMemory =
          pod.getVolumes().stream()
              .filter(v -> v.getEmptyDir() != null && v.getEmptyDir().getMedium() != null)
              .collect(
                  Collectors.toMap(
                      v -> v.getName(), v -> v.getEmptyDir().getSizeLimit().toString()));
      boolean fetch = role.equals("fetch");
      assertEquals(
          fetch ? Map.of("tmp", "512Mi", "shm", "512Mi") : Map.of("tmp", "256Mi"), inMemory);
      var profile = pod.getSecurityContext().getSeccompProfile();
      assertEquals(fetch ? "Localhost" : "RuntimeDefault", profile.getType());
      assertEquals(fetch ? "chromium.json" : null, profile.getLocalhostProfile());
    }
  }
}
