using System.Net.Http.Json;
using System.Text.Json;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using Xunit;

namespace Example;

/// <summary>The mock in a container that Testcontainers starts once per class.</summary>
public sealed class AltinnMock : IAsyncLifetime
{
    private readonly IContainer _container = new ContainerBuilder()
        .WithImage("altinn-notifications-mock:latest")
        .WithPortBinding(5090, assignRandomHostPort: true)
        .WithWaitStrategy(
            Wait.ForUnixContainer()
                .UntilHttpRequestIsSucceeded(request => request.ForPort(5090).ForPath("/health"))
        )
        .Build();

    public Uri Server => new($"http://{_container.Hostname}:{_container.GetMappedPublicPort(5090)}");

    public Task InitializeAsync() => _container.StartAsync();

    public Task DisposeAsync() => _container.DisposeAsync().AsTask();
}

public sealed class ReminderTests(AltinnMock altinn) : IClassFixture<AltinnMock>
{
    [Fact]
    public async Task A_person_is_notified()
    {
        using var http = new HttpClient { BaseAddress = new Uri(altinn.Server, $"/w/{Guid.NewGuid()}/") };
        await Post(http, "_mock/reset", new { now = "2026-01-05T10:00:00Z", mode = "frozen" });

        await Post(
            http,
            "notifications/api/v1/future/orders",
            new
            {
                idempotencyId = "1",
                recipient = new
                {
                    recipientSms = new
                    {
                        phoneNumber = "+4799999999",
                        smsSettings = new { body = "Fristen er i morgen" },
                    },
                },
            }
        );
        await Post(http, "_mock/clock/advance", new { by = "PT1M" });

        var inbox = await http.GetFromJsonAsync<JsonElement>("_mock/inbox?channel=sms&to=99999999");
        var message = Assert.Single(inbox.GetProperty("messages").EnumerateArray());
        Assert.Equal("Fristen er i morgen", message.GetProperty("body").GetString());
    }

    private static async Task Post(HttpClient http, string path, object body)
    {
        var response = await http.PostAsJsonAsync(path, body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }
}
