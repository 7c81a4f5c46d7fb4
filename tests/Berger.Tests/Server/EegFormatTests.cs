using System.Net;
using Berger.Formats.Edf;
using Berger.Formats.Npy;
using Berger.Recordings.Devices;
using Berger.Recordings.Ingest;
using Berger.Signals;
using Berger.Tests.Formats.Edf;

namespace Berger.Tests.Server;

/// <summary>Windows of real recordings, in every representation, are what independent readers see in the files.</summary>
[Collection(RunningProgram.Name)]
public sealed class EegFormatTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Clip = "chbmit_seizure_clips/chb01_03_seizure_whole.edf";
    private const string Discontinuous = "stagpoint_cs/Discontinuous2.edf";
    private const string Uneven = "mne_python/test_uneven_samp.edf";

    private const string ReadWithMne =
        """
        import sys, mne, numpy as np
        raw = mne.io.read_raw(sys.argv[1], preload=True, verbose="ERROR")
        rate = raw.info["sfreq"]
        (raw.get_data(start=int(sys.argv[2]), stop=int(sys.argv[3])) * 1e6).astype("<f8").tofile(sys.argv[4])
        """;

    [MneFact(NeedsData = true)]
    public async Task Window_OfARealRecording_HasTheValuesThatMneReads()
    {
        string path = TestData.PathOf(Clip), id = await ImportAsync(Clip), output = Path.Combine(server.Folder, "mne.f8");
        foreach (var (start, count) in new[] { (0, 256), (1000, 1), (2561, 700) })
        {
            var (code, _, error) = MneFactAttribute.Run(ReadWithMne, path, $"{start}", $"{start + count}", output);
            Assert.True(code == 0, error);
            double[] expected = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(await File.ReadAllBytesAsync(output)).ToArray();
            string window = Wire.Eeg(id, start / 256.0, (start + count) / 256.0);
            double[] json = [.. (await server.Client.GetJsonAsync(window)).Values().Values.SelectMany(values => values)];
            Assert.All(expected.Zip(json, (a, b) => Math.Abs(a - b)), difference => Assert.True(difference < 1e-6));
            var npy = (await server.Client.GetAsync(window, NpyHeader.MediaType)).Rows();
            Assert.Equal(json.Select(v => (float)v), npy.SelectMany(row => row));
        }
    }

    [DataTheory]
    [InlineData(0, 1, 256)]
    [InlineData(1 / 3.0, 2 / 3.0, 85)]
    [InlineData(1.001, 1.0011, 0)]
    [InlineData(-2, 0.5, 128)]
    [InlineData(-20, -10, 0)]
    public async Task WindowEdges_AtAnyTime_CutAtTheSamplesWithin(double start, double end, int count)
    {
        string id = await ImportAsync(Clip);
        using var edf = EdfFile.Open(TestData.PathOf(Clip));
        var window = await server.Client.GetJsonAsync(Wire.Eeg(id, start, end, "&channels=F7-T7"));
        var points = window.GetProperty("channels").GetProperty("F7-T7").EnumerateArray().ToArray();
        Assert.Equal(count, points.Length);
        int first = (int)Math.Ceiling(Math.Max(0, start) * 256);
        for (int i = 0; i < points.Length; i++)
        {
            Assert.Equal((first + i) / 256.0, points[i].GetProperty("timestamp").GetDouble(), 1e-9);
            Assert.Equal(edf.Recording().Channels[1].Calibration!.Value.ToPhysical(CountAt(edf, first + i)), points[i].GetProperty("value").GetDouble());
        }

        static int CountAt(EdfFile edf, int sample)
        {
            int[] count = new int[1];
            edf.ReadDigital(1, sample, count);
            return count[0];
        }
    }

    [DataFact]
    public async Task Window_BeyondTheEnds_IsEmptyOrNaN()
    {
        string id = await ImportAsync(Clip);
        var rows = (await server.Client.GetAsync(Wire.Eeg(id, -1, 0.5), NpyHeader.MediaType)).Rows();
        Assert.All(rows, row => Assert.Equal((384, 256), (row.Length, row.TakeWhile(float.IsNaN).Count())));
        Assert.All((await server.Client.GetAsync(Wire.Eeg(id, 1e6, 1e6 + 1), NpyHeader.MediaType)).Rows(), row => Assert.All(row, v => Assert.True(float.IsNaN(v))));
        Assert.All((await server.Client.GetJsonAsync(Wire.Eeg(id, 1e6, 1e6 + 1))).Values().Values, Assert.Empty);
        Assert.Single((await server.Client.GetAsync(Wire.Eeg(id, 1e6, 1e6 + 1), "text/csv")).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
    }

    [DataFact]
    public async Task Gaps_OfADiscontinuousFile_StayGaps()
    {
        string id = await ImportAsync(Discontinuous);
        using var edf = EdfFile.Open(TestData.PathOf(Discontinuous));
        var recording = edf.Recording();
        var blocks = edf.ReadBlocks(0, Seconds.From(1e6)).ToArray();
        Assert.True(blocks.Length > 1);
        double end = blocks[^1].End.ToDouble();
        var json = (await server.Client.GetJsonAsync(Wire.Eeg(id, 0, end))).GetProperty("channels");
        var line = recording.Channels[0].Calibration!.Value;
        var expected = blocks.SelectMany(b => Enumerable.Range(0, b.SampleCount).Select(i => ((b.Start + b.Rate.DurationOf(new SampleCount(i))).ToDouble(), line.ToPhysical(b.DigitalOf(0)[i]))));
        Assert.Equal(expected, json.GetProperty(recording.ChannelNames[0]).EnumerateArray().Select(p => (p.GetProperty("timestamp").GetDouble(), p.GetProperty("value").GetDouble())));

        string group = string.Concat(recording.Groups[0].Channels.Select(c => "&channels=" + Uri.EscapeDataString(recording.ChannelNames[c])));
        var row = (await server.Client.GetAsync(Wire.Eeg(id, 0, end, group), NpyHeader.MediaType)).Rows()[0];
        Assert.Equal(blocks.Sum(b => b.SampleCount), row.Count(v => !float.IsNaN(v)));
        Assert.All(blocks, b => Assert.Equal((float)line.ToPhysical(b.DigitalOf(0)[0]), row[b.Rate.CountIn(b.Start).Value]));

        var answer = await server.Client.GetAsync(Wire.Eeg(id, 0, end), "application/edf");
        using var again = EdfBytes.Open(answer.Expect(HttpStatusCode.OK).Body);
        Assert.True(again.Header.IsDiscontinuous);
        foreach (var g in recording.Groups) Assert.Equal(edf.Checksums(g.Index), again.Checksums(g.Index));
    }

    [DataFact]
    public async Task EdfWindow_OfChosenChannels_HoldsThoseInThatOrder()
    {
        string id = await ImportAsync(Clip);
        var answer = (await server.Client.GetAsync(Wire.Eeg(id, 2, 5, "&channels=P7-O1,FP1-F7"), "application/edf")).Expect(HttpStatusCode.OK);
        using var window = EdfBytes.Open(answer.Body);
        using var edf = EdfFile.Open(TestData.PathOf(Clip));

        Assert.Equal(["P7-O1", "FP1-F7"], window.Recording().Channels.Select(c => c.Label));
        var labels = edf.Recording().Channels.Select(c => c.Label).ToList();
        foreach (var (signal, label) in new[] { (0, "P7-O1"), (1, "FP1-F7") })
        {
            int[] expected = new int[768], actual = new int[768];
            edf.ReadDigital(labels.IndexOf(label), 512, expected);
            window.ReadDigital(signal, 0, actual);
            Assert.Equal(expected, actual);
        }
    }

    [DataFact]
    public async Task MixedRates_ComeInJsonCsvEdfAndColumns_AndByRateAsArrays()
    {
        string id = await ImportAsync(Uneven);
        using var edf = EdfFile.Open(TestData.PathOf(Uneven));
        var recording = edf.Recording();
        Assert.True(recording.Groups.Count > 1);
        (await server.Client.GetAsync(Wire.Eeg(id, 0, 1), NpyHeader.MediaType)).ExpectProblem(422, "channels");
        var json = (await server.Client.GetJsonAsync(Wire.Eeg(id, 0, 2))).Values();
        foreach (var (channel, index) in recording.Channels.Select((c, i) => (c, i)))
        {
            int[] counts = new int[channel.Rate.CountIn(Seconds.From(2.0)).Value];
            edf.ReadDigital(index, 0, counts);
            double[] expected = [.. counts.Select(c => channel.Calibration!.Value.ToPhysical(c))];
            Assert.Equal(expected, json[recording.ChannelNames[index]]);
            var array = (await server.Client.GetAsync(Wire.Eeg(id, 0, 2, "&channels=" + Uri.EscapeDataString(recording.ChannelNames[index])), NpyHeader.MediaType)).Rows()[0];
            Assert.Equal(expected.Select(v => (float)v), array);
        }

        var lines = (await server.Client.GetAsync(Wire.Eeg(id, 0, 2), "text/csv")).Text.Split("\r\n")[1..^1];
        var times = recording.Groups.SelectMany(g => Enumerable.Range(0, (int)g.Rate.CountIn(Seconds.From(2.0)).Value).Select(i => g.Rate.DurationOf(new SampleCount(i)))).Distinct().Order();
        Assert.Equal(times.Select(time => time.ToString()), lines.Select(line => line.Split(',')[0]));
        using var window = EdfBytes.Open((await server.Client.GetAsync(Wire.Eeg(id, 0, 2), "application/edf")).Body);
        Assert.Equal(recording.Channels.Select(c => c.Rate), window.Recording().Channels.Select(c => c.Rate));
        Assert.Equal(recording.Channels.Count, (await server.Client.GetAsync(Wire.Eeg(id, 0, 2, "&max_points=20"), NpyHeader.MediaType)).Rows().Length);
    }

    /// <summary>Brings a file of the test data in, once.</summary>
    private async Task<string> ImportAsync(string file)
    {
        using var source = new EdfRecordingSource(EdfFile.Open(TestData.PathOf(file)), new RecordingKey("p", Path.GetFileName(file)), []);
        await server.Get<RecordingImport>().ImportAsync(source, "file:test", null, default);
        return Path.GetFileName(file);
    }
}
