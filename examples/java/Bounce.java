// An e-mail that bounces fails its order. It needs JDK 17.
//   altinn-mock serve &
//   ALTINN_MOCK_URL=http://localhost:5090 java examples/java/Bounce.java

import java.net.URI;
import java.net.http.*;

public class Bounce {
    static final String SERVER = System.getenv().getOrDefault("ALTINN_MOCK_URL", "http://localhost:5090");
    static final String WORLD = SERVER + "/w/java-bounce-" + ProcessHandle.current().pid();
    static final HttpClient CLIENT = HttpClient.newHttpClient();

    public static void main(String[] args) throws Exception {
        call("POST", "/_mock/reset", "{'now': '2026-01-05T10:00:00Z', 'mode': 'frozen'}");
        call("POST", "/_mock/outcomes", "{'to': 'gone@example.com', 'result': 'Failed_Bounced'}");
        call("POST", "/notifications/api/v1/future/orders", """
            {'idempotencyId': 'welcome-1', 'recipient': {'recipientEmail': {
              'emailAddress': 'gone@example.com', 'emailSettings': {'subject': 'S', 'body': 'Hei'}}}}""");
        call("POST", "/_mock/clock/advance", "{'by': 'PT5M'}");
        expect("\"result\":\"Failed_Bounced\"", call("GET", "/_mock/inbox?to=gone@example.com", ""));
        expect("Email_Failed_Bounced", call("GET", "/notifications/api/v1/future/shipment/feed", ""));
        System.out.println("passed");
    }

    static String call(String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(WORLD + path)).header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))).build();
        var response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 300) throw new AssertionError(response.statusCode() + " " + response.body());
        return response.body();
    }

    static void expect(String text, String answer) {
        if (!answer.contains(text)) throw new AssertionError("expected " + text + " in " + answer);
    }
}
