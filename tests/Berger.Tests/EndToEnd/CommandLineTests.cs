using System.Runtime.InteropServices;
using System.Text.Json;
using Berger.Formats.Edf;
using Berger.Formats.Npy;
using Berger.Tests.Formats.Edf;
using Berger.Tests.Server;

namespace Berger.Tests.EndToEnd;

/// <summary>The program as people run it: commands, files, exit codes.</summary>
[Collection(RunningProgram.Name)]
public sealed class CommandLineTests : IDisposable
{
    private const string Clip = "chbmit_seizure_clips/chb01_03_seizure_whole.edf";
    private const string Discontinuous = "stagpoint_cs/Discontinuous2.edf";

    private readonly string folder = Directory.CreateTempSubdirectory("berger-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [DataFact]
    public async Task Import_OfAChbMitFolder_AttachesItsSeizures_AndTwiceIsHarmless()
    {
        string source = Directory.CreateDirectory(Path.Combine(folder, "chb05")).FullName;
        foreach (string name in (string[])["chb05_01.edf", "chb05_06.edf", "chb05_13.edf"]) File.Copy(TestData.PathOf("chbmit_crops/chb05/" + name), Path.Combine(source, name));
        File.Copy(TestData.PathOf("chbmit/chb05/chb05-summary.txt"), Path.Combine(source, "chb05-summary.txt"));

        var first = Json(await RunAsync("import", source, "--format", "json")).EnumerateArray().ToArray();
        Assert.Equal([("chb05", "chb05_01.edf", 0), ("chb05", "chb05_06.edf", 1), ("chb05", "chb05_13.edf", 1)],
            first.Select(f => (f.GetProperty("patient_id").GetString()!, f.GetProperty("recording_id").GetString()!, f.GetProperty("annotations").GetInt32())));
        var second = Json(await RunAsync("import", source, "--format", "json")).EnumerateArray().ToArray();
        Assert.Equal(first.Select(f => (0, f.GetProperty("stored_blocks").GetInt32())), second.Select(f => (f.GetProperty("stored_blocks").GetInt32(), f.GetProperty("known_blocks").GetInt32())));

        var (server, address) = await BergerProcess.ServeAsync(folder);
        using (server)
        {
            using var client = new HttpClient { BaseAddress = address };
            var seizure = Assert.Single((await client.GetJsonAsync("/annotations?patient_id=chb05&recording_id=chb05_06.edf")).EnumerateArray());
            Assert.Equal((417, 115, "seizure"), (seizure.GetProperty("onset").GetDouble(), seizure.GetProperty("duration").GetDouble(), seizure.GetProperty("text").GetString()));
            Assert.Equal(first.Sum(f => f.GetProperty("stored_blocks").GetInt32()), (await client.GetJsonAsync("/ingestion-log")).GetArrayLength());
            Assert.All((await client.GetJsonAsync("/recordings")).EnumerateArray(), r => Assert.Equal("complete", r.GetProperty("state").GetString()));
            (await server.InterruptAsync()).Expect(0);
        }
    }

    [DataFact]
    public async Task Import_OfGoodAndBadFiles_ReportsTheBadAndKeepsTheGood()
    {
        var imported = (await BergerProcess.RunAsync(folder, "import", TestData.PathOf(Clip), TestData.PathOf("hostile_derived/html_page.edf"), TestData.PathOf("hostile_derived/empty.edf"), "--format", "json")).Expect(3);
        var files = JsonDocument.Parse(imported.Output).RootElement.EnumerateArray().ToArray();
        Assert.Equal([false, true, true], files.Select(f => f.GetProperty("error").ValueKind == JsonValueKind.String));
        Assert.Contains("2 of 3", imported.Error);
        await RunAsync("verify");
    }

    [MneFact]
    public async Task Export_ToEveryFormat_IsReadByOthersWithTheSameSamples()
    {
        await RunAsync("import", TestData.PathOf(Clip), "--patient", "chb01");
        string[] of = ["export", "--patient", "chb01", "--recording", Path.GetFileName(Clip), "--to"];
        string Target(string extension) => Path.Combine(folder, "out" + extension);
        foreach (string extension in (string[])[".edf", ".bdf", ".npy"]) await RunAsync([.. of, Target(extension)]);
        await RunAsync([.. of, Target(".csv"), "--start", "10", "--end", "11.5"]);

        double[] original = ReadWithMne(TestData.PathOf(Clip));
        Assert.Equal(original, ReadWithMne(Target(".edf")));
        Assert.Equal(original.Length, ReadWithMne(Target(".bdf")).Length);
        Assert.All(original.Zip(ReadWithMne(Target(".bdf"))), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
        byte[] bytes = await File.ReadAllBytesAsync(Target(".npy"));
        var npy = new double[NpyMatrix.Read(bytes).Count];
        NpyMatrix.Read(bytes).CopyTo(npy);
        Assert.All(original.Zip(npy), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
        string[] lines = await File.ReadAllLinesAsync(Target(".csv"));
        Assert.Equal((385, "10"), (lines.Length, lines[1].Split(',')[0]));
        Assert.Equal(npy[2560], double.Parse(lines[1].Split(',')[1]), 1e-3);
    }

    [MneFact]
    public async Task Export_OfADiscontinuousRecording_KeepsItsGaps()
    {
        await RunAsync("import", TestData.PathOf(Discontinuous), "--patient", "p");
        string target = Path.Combine(folder, "out.edf");
        await RunAsync("export", "--patient", "p", "--recording", Path.GetFileName(Discontinuous), "--to", target);
        using var expected = EdfFile.Open(TestData.PathOf(Discontinuous));
        using var actual = EdfFile.Open(target);
        Assert.True(actual.Header.IsDiscontinuous);
        foreach (var group in expected.Recording().Groups) Assert.Equal(expected.Checksums(group.Index), actual.Checksums(group.Index));
        Assert.Equal(expected.ReadAnnotations(), actual.ReadAnnotations());
        Assert.NotEmpty(ReadWithMne(target));
    }

    [DataFact]
    public async Task Identify_AsJson_TellsWhatTheHeaderSays()
    {
        var files = Json(await RunAsync("identify", TestData.PathOf(Clip), TestData.PathOf(Discontinuous), "--format", "json"));
        Assert.Equal(("EDF", 40, 23, 256), (files[0].GetProperty("format").GetString(), files[0].GetProperty("duration_sec").GetDouble(),
            files[0].GetProperty("channels").GetArrayLength(), files[0].GetProperty("channels")[0].GetProperty("sampling_rate").GetDouble()));
        Assert.Equal("EDF+D", files[1].GetProperty("format").GetString());
    }

    [Theory]
    [InlineData(2, "--help", "frobnicate")]
    [InlineData(2, "", "import")]
    [InlineData(2, "no file or folder", "import", "/nowhere/at/all.edf")]
    [InlineData(2, "max or a number", "simulate", "--speed", "fast")]
    [InlineData(2, "other machines", "serve", "--urls", "http://0.0.0.0:0")]
    [InlineData(3, "no recording", "export", "--patient", "p", "--recording", "r", "--to", "x.edf")]
    [InlineData(3, "/nowhere.edf", "identify", "/nowhere.edf")]
    [InlineData(4, "--url", "simulate", "--url", "http://127.0.0.1:1", "--wait", "0.5", "--duration", "5")]
    public async Task Command_ThatCannotBeDone_SaysWhyByItsExitCode(int exitCode, string message, params string[] arguments) =>
        Assert.Contains(message, (await BergerProcess.RunAsync(folder, arguments)).Expect(exitCode).Error);

    [Theory]
    [InlineData("serve", "--urls", "http://127.0.0.1:0")]
    [InlineData("verify")]
    [InlineData("db", "init")]
    public async Task Command_WhosePostgresIsUnreachable_EndsWithFour(params string[] arguments) =>
        Assert.Contains("127.0.0.1:1", (await BergerProcess.RunOnAsync(folder, "postgresql://nobody@127.0.0.1:1/none", arguments)).Expect(4).Error);

    [DataFact]
    public async Task Import_Interrupted_EndsWithAMessage_AndGoesOnWhenRunAgain()
    {
        string[] command = ["import", TestData.PathOf("eegmat"), TestData.PathOf("chbmit_seizure_clips"), TestData.PathOf("siena_crops"), TestData.PathOf("hbn_eeg")];
        using (var import = BergerProcess.Start(folder, command))
        {
            while (!File.Exists(Path.Combine(folder, "berger.db"))) await Task.Delay(5);
            await Task.Delay(700);
            var ended = await import.InterruptAsync();
            Assert.True(ended.ExitCode == 1, ended.Output + ended.Error);
            Assert.Contains("Interrupted", ended.Error);
        }

        await RunAsync("verify");
        await RunAsync(command);
        await RunAsync("verify");
    }

    [Fact]
    public async Task Simulate_Interrupted_SaysWhatIsMissing_AndSendsItWhenRunAgain()
    {
        var (server, address) = await BergerProcess.ServeAsync(folder);
        using (server)
        {
            string[] command = ["simulate", "--url", address.ToString(), "--patient", "p", "--recording", "r", "--duration", "60", "--devices", "2"];
            using var client = new HttpClient { BaseAddress = address };
            using (var simulate = BergerProcess.Start(folder, [.. command, "--speed", "5"]))
            {
                while ((await client.GetJsonAsync("/ingestion-log")).GetArrayLength() < 6) await Task.Delay(20);
                Assert.Contains("The same command sends what is missing", (await simulate.InterruptAsync()).Expect(1).Error);
            }

            await RunAsync([.. command, "--speed", "max"]);
            Assert.Equal(120, (await client.GetJsonAsync("/ingestion-log")).GetArrayLength());
            Assert.All((await client.GetJsonAsync("/recordings")).EnumerateArray(), r =>
                Assert.Equal((60, "complete", 0), (r.GetProperty("duration_sec").GetDouble(), r.GetProperty("state").GetString(), r.GetProperty("gaps").GetArrayLength())));
            (await server.InterruptAsync()).Expect(0);
        }
    }

    private static double[] ReadWithMne(string path)
    {
        string output = path.StartsWith(Path.GetTempPath(), StringComparison.Ordinal) ? path + ".f8" : Path.GetTempFileName();
        try
        {
            var (code, _, error) = MneFactAttribute.Run(
                "import sys, mne; (mne.io.read_raw(sys.argv[1], preload=True, verbose='ERROR').get_data() * 1e6).astype('<f8').tofile(sys.argv[2])", path, output);
            Assert.True(code == 0, error);
            return MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(output)).ToArray();
        }
        finally
        {
            File.Delete(output);
        }
    }

    private static JsonElement Json(Ended ended) => JsonDocument.Parse(ended.Output).RootElement;

    private async Task<Ended> RunAsync(params string[] arguments) => (await BergerProcess.RunAsync(folder, arguments)).Expect(0);
}
