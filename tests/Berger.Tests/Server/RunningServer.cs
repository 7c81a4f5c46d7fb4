using Berger.Recordings;
using Berger.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Berger.Tests.Server;

/// <summary>The real server in this process, on a free port, with stores of its own that are gone when it is disposed of.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private WebApplication app = null!;

    public string Folder { get; init; } = Directory.CreateTempSubdirectory("berger-").FullName;

    /// <summary>PostgreSQL for recordings; null for SQLite in <see cref="Folder"/>.</summary>
    public string? DatabaseUrl { get; init; }

    public HttpClient Client { get; private set; } = null!;

    public static async Task<RunningServer> StartAsync(string? databaseUrl = null)
    {
        var server = new RunningServer { DatabaseUrl = databaseUrl };
        await server.InitializeAsync();
        return server;
    }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        app = BergerServer.Build(new BergerSettings { DataFolder = Folder, DatabaseUrl = DatabaseUrl }, "http://127.0.0.1:0");
        await app.Services.PrepareStoresAsync(default);
        await app.StartAsync();
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromMinutes(2) };
    }

    /// <summary>Stops it in good order and starts it again on the same stores.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }

    public async Task StopAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
