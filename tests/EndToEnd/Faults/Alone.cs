namespace Granary.EndToEnd;

/// <summary>One host with the embedded journal.</summary>
internal sealed class Alone(Store store, GranaryProcess granary) : IBesieged, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(5) };

    public string Shape => $"1 program on {(Programs.IsOrleans ? "Orleans" : "Embedded")} with SQLite";

    public Store Store => store;

    public GranaryClient Client(string role) => granary.Client(role);

    public Task UntilReadyAsync() => Wait.UntilAsync(async () =>
    {
        await http.GetStringAsync(new Uri($"{granary.Url}/health/ready"));
        return true;
    }, Patience, "the host ready");

    public void Dispose() => http.Dispose();
}
