using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Berger.Tests.Server;

/// <summary>A PostgreSQL server of this test's own, which it may stop.</summary>
[Collection(RunningProgram.Name)]
public sealed class UnreachableStoreTests : IDisposable
{
    private static readonly string? Bin = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Order().LastOrDefault()
        : null;

    private readonly string folder = Directory.CreateTempSubdirectory("berger-postgres-").FullName;
    private readonly int port = FreePort();

    [OwnPostgresFact]
    public async Task Ingest_WhileItsStoreIsDown_Is503AndGoesOnWhenItIsBack()
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        Run("initdb", "-D", Path.Combine(folder, "data"), "-A", "trust", "-U", "postgres", "-N");
        StartPostgres();
        await using var server = new Disposer(await RunningServer.StartAsync($"postgresql://postgres@127.0.0.1:{port}/postgres"));
        var client = server.Value.Client;
        (await client.IngestAsync()).Expect(HttpStatusCode.Created);
        (await client.GetAsync("/health/ready", null)).Expect(HttpStatusCode.OK);

        Run("pg_ctl", "-D", Path.Combine(folder, "data"), "-m", "immediate", "-w", "stop");
        var refused = (await client.IngestAsync(("start_sec", "1"))).ExpectProblem(503, null);
        Assert.Equal("1", refused.Header("Retry-After"));
        Assert.Contains($"127.0.0.1:{port}", refused.Text);
        foreach (string path in (string[])["/recordings", "/ingestion-log", Wire.Eeg("r", 0, 1)]) (await client.GetAsync(path, null)).ExpectProblem(503, null);
        Assert.Contains("unreachable", (await client.GetAsync("/health/ready", null)).Expect(HttpStatusCode.ServiceUnavailable).Text);
        (await client.GetAsync("/health/live", null)).Expect(HttpStatusCode.OK);

        StartPostgres();
        (await client.IngestAsync(("start_sec", "1"))).Expect(HttpStatusCode.Created);
        (await client.IngestAsync()).Expect(HttpStatusCode.OK);
        Assert.Equal(2, (await client.GetJsonAsync("/ingestion-log")).GetArrayLength());
    }

    public void Dispose()
    {
        if (File.Exists(Path.Combine(folder, "data", "postmaster.pid"))) Run("pg_ctl", "-D", Path.Combine(folder, "data"), "-m", "immediate", "-w", "stop");
        Directory.Delete(folder, recursive: true);
    }

    private void StartPostgres() => Run("pg_ctl", "-D", Path.Combine(folder, "data"), "-l", Path.Combine(folder, "data", "log"),
        "-o", $"-p {port} -k {folder}/data -c listen_addresses=127.0.0.1", "-w", "start");

    /// <summary>PostgreSQL refuses to run as root.</summary>
    private void Run(string program, params string[] arguments)
    {
        string[] asPostgres = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--"] : [];
        if (Environment.IsPrivilegedProcess) Process.Start("chown", ["postgres", folder])!.WaitForExit();
        string[] line = [.. asPostgres, Path.Combine(Bin!, program), .. arguments];
        using var process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { WorkingDirectory = "/" })!;
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', line)} ends with {process.ExitCode}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Disposer(RunningServer server) : IAsyncDisposable
    {
        public RunningServer Value => server;

        public async ValueTask DisposeAsync() => await server.DisposeAsync();
    }

    private sealed class OwnPostgresFactAttribute : FactAttribute
    {
        public OwnPostgresFactAttribute() => Skip = Bin is not null ? null : "no PostgreSQL binaries in /usr/lib/postgresql to start and stop; ./setup test installs them";
    }
}
