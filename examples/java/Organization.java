// An organisation is notified at its own address and at that of a user of the resource. It needs JDK 17.
//   altinn-mock serve &
//   ALTINN_MOCK_URL=http://localhost:5090 java examples/java/Organization.java

import java.net.URI;
import java.net.http.*;

public class Organization {
    static final String SERVER = System.getenv().getOrDefault("ALTINN_MOCK_URL", "http://localhost:5090");
    static final String WORLD = SERVER + "/w/java-organization-" + ProcessHandle.current().pid();
    static final HttpClient CLIENT = HttpClient.newHttpClient();

    public static void main(String[] args) throws Exception {
        call("POST", "/_mock/reset", "{'now': '2026-01-05T10:00:00Z', 'mode': 'frozen'}");
        call("PATCH", "/_mock/directory", """
            {'resources': [{'resourceId': 'ttd-skjema', 'title': {'nb': 'Skjema'}}], 'organizations': [{
              'organizationNumber': '991825827', 'name': 'Testbedrift AS', 'emailList': ['post@example.com'],
              'users': [{'userId': 20077, 'email': 'leder@example.com', 'resources': ['ttd-skjema']}]}]}""");
        call("POST", "/notifications/api/v1/future/orders", """
            {'idempotencyId': 'form-1', 'recipient': {'recipientOrganization': {
              'orgNumber': '991825827', 'resourceId': 'urn:altinn:resource:ttd-skjema',
              'channelSchema': 'Email', 'emailSettings': {'subject': 'Skjema', 'body': 'Hei'}}}}""");
        call("POST", "/_mock/clock/advance", "{'by': 'PT5M'}");
        expect("\"count\":1,", call("GET", "/_mock/inbox?to=post@example.com", ""));
        expect("\"count\":1,", call("GET", "/_mock/inbox?to=leder@example.com", ""));
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
