using System.Diagnostics;
using System.Net;
using Berger.Tests.Server;

namespace Berger.Tests.EndToEnd;

/// <summary>When the disk is full, chunks are held back by their devices, and nothing that was acknowledged is lost.</summary>
[Collection(RunningProgram.Name)]
public sealed class FullDiskTests : IDisposable
{
    private const int Rate = 4000;

    private readonly string folder = Directory.CreateTempSubdirectory("berger-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Ingest_OnAFullDisk_Is503_AndGoesOnWhenThereIsRoom()
    {
        int stored = 0;
        var (full, address) = await BergerProcess.ServeAsync(folder, largestFile: 4096);
        using (full)
        {
            using var client = new HttpClient { BaseAddress = address };
            Answer answer;
            while ((answer = await SendAsync(client, stored)).Status == HttpStatusCode.Created && stored < 1000) stored++;
            Assert.Equal("1", answer.ExpectProblem(503, null).Header("Retry-After"));
            Assert.Contains("space", answer.Text);
            Assert.Equal(stored, (await client.GetJsonAsync("/ingestion-log")).GetArrayLength());
            (await client.GetAsync(Wire.Eeg("r", 0, stored, "&max_points=100"), null)).Expect(HttpStatusCode.OK);

            using (var prlimit = Process.Start("prlimit", ["--pid", $"{full.Id}", "--fsize=unlimited"])) await prlimit.WaitForExitAsync();
            (await SendAsync(client, stored)).Expect(HttpStatusCode.Created);
            for (int second = 0; second <= stored; second++) (await SendAsync(client, second)).Expect(HttpStatusCode.OK);
            (await full.InterruptAsync()).Expect(0);
        }

        (await BergerProcess.RunAsync(folder, "verify")).Expect(0);
    }

    private static Task<Answer> SendAsync(HttpClient client, int second)
    {
        var random = new Random(second);
        return client.IngestAsync(Wire.Field("sampling_rate", Rate), Wire.Field("start_sec", second), Wire.Field("channels", new[] { "noise" }),
            Wire.Field("samples", new[] { Enumerable.Range(0, Rate).Select(_ => random.NextDouble()) }));
    }
}
