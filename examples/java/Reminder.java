// A deadline reminder that is ordered in the evening is sent the next morning. It needs JDK 17.
//   altinn-mock serve &
//   ALTINN_MOCK_URL=http://localhost:5090 java examples/java/Reminder.java

import java.net.URI;
import java.net.http.*;

public class Reminder {
    static final String SERVER = System.getenv().getOrDefault("ALTINN_MOCK_URL", "http://localhost:5090");
    static final String WORLD = SERVER + "/w/java-reminder-" + ProcessHandle.current().pid();
    static final HttpClient CLIENT = HttpClient.newHttpClient();

    public static void main(String[] args) throws Exception {
        call("POST", "/_mock/reset", "{'now': '2026-01-05T19:00:00Z', 'mode': 'frozen'}");
        call("POST", "/notifications/api/v1/future/orders", """
            {'idempotencyId': 'deadline-1', 'recipient': {'recipientSms': {
              'phoneNumber': '+4799999999', 'smsSettings': {'body': 'Fristen er i morgen'}}}}""");
        call("POST", "/_mock/clock/advance", "{'by': 'PT10H'}");
        expect("\"count\":0", call("GET", "/_mock/inbox", ""));
        call("POST", "/_mock/clock/advance", "{'by': 'PT10H'}");
        expect("Fristen er i morgen", call("GET", "/_mock/inbox?channel=sms&to=99999999", ""));
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
