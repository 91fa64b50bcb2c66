package example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

/** The mock in a container that Testcontainers starts once per class. */
@Testcontainers
class ReminderTest {

  @Container
  static final GenericContainer<?> ALTINN =
      new GenericContainer<>("altinn-notifications-mock:latest")
          .withExposedPorts(5090)
          .waitingFor(Wait.forHttp("/health").forPort(5090).forStatusCode(200));

  private final HttpClient http = HttpClient.newHttpClient();
  private final String world =
      "http://" + ALTINN.getHost() + ":" + ALTINN.getMappedPort(5090) + "/w/" + UUID.randomUUID();

  @Test
  void aPersonIsNotified() throws Exception {
    call("POST", "/_mock/reset", "{\"now\": \"2026-01-05T10:00:00Z\", \"mode\": \"frozen\"}");

    call(
        "POST",
        "/notifications/api/v1/future/orders",
        """
        {"idempotencyId": "1",
         "recipient": {"recipientSms": {"phoneNumber": "+4799999999",
                                        "smsSettings": {"body": "Fristen er i morgen"}}}}
        """);
    call("POST", "/_mock/clock/advance", "{\"by\": \"PT1M\"}");

    String inbox = call("GET", "/_mock/inbox?channel=sms&to=99999999", "");
    assertTrue(inbox.contains("\"body\":\"Fristen er i morgen\""), inbox);
  }

  private String call(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(world + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertTrue(response.statusCode() < 300, response.body());
    return response.body();
  }
}
