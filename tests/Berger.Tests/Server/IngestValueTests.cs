using System.Net;
using System.Text.Json;
using Berger.Formats.Npy;

namespace Berger.Tests.Server;

/// <summary>Samples come back exactly as they were sent.</summary>
[Collection(RunningProgram.Name)]
public sealed class IngestValueTests(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly string id = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task JsonValues_OfEveryMagnitude_ComeBackBitForBit()
    {
        double[] values = [-0.0, 0.0, 1e-300, 0.1 + 0.2, double.Epsilon, double.MaxValue, -double.MaxValue, 1 / 3.0, 123456789.12345678, -1e22, 4503599627370497.5, 1.1];
        var answer = await server.Client.IngestAsync(Wire.Recording(id), Wire.Field("channels", new[] { "x" }), Wire.Field("samples", new[] { values }));

        Assert.Equal(Wire.Checksum(values), answer.Expect(HttpStatusCode.Created).Json.GetProperty("checksum").GetString());
        Assert.Equal(values.Length, answer.Json.GetProperty("num_samples").GetInt32());
        var window = await server.Client.GetJsonAsync(Wire.Eeg(id, 0, 3));
        Assert.Equal(values.Bits(), window.Values()["x"].Bits());
        var csv = (await server.Client.GetAsync(Wire.Eeg(id, 0, 3), "text/csv")).Text.Split("\r\n")[1..^1];
        Assert.Equal(values.Bits(), csv.Select(line => double.Parse(line.Split(',')[1])).Bits());
    }

    [Fact]
    public async Task JsonValues_OnTheCalibrationsGrid_AreKeptAsCountsAndComeBackBitForBit()
    {
        await DeclareAsync(("a", 256, -800, 800, -2048, 2047), ("b", 256, 500, -500, -32768, 32767));
        int[] counts = [-2048, -1, 0, 1, 2047, 5000, -9, 3, 77, -32768, 32767, 1];
        double[][] values = [Physical(counts[..6], -800, 800, -2048, 2047), Physical(counts[6..], 500, -500, -32768, 32767)];
        var onGrid = await SendAsync(0, values);
        Assert.Equal(Wire.Checksum(counts), onGrid.Json.GetProperty("checksum").GetString());

        double[][] off = [[.. values[0]], [.. values[1]]];
        off[1][5] = Math.BitIncrement(off[1][5]);
        var offGrid = await SendAsync(1, off);
        Assert.Equal(Wire.Checksum<double>([.. off[0], .. off[1]]), offGrid.Json.GetProperty("checksum").GetString());

        foreach (var (start, expected) in new[] { (0, values), (1, off) })
        {
            var read = (await server.Client.GetJsonAsync(Wire.Eeg(id, start, start + 1))).Values();
            Assert.Equal(expected[0].Bits(), read["a"].Bits());
            Assert.Equal(expected[1].Bits(), read["b"].Bits());
        }
    }

    [Fact]
    public async Task Float32Arrays_OfEveryMagnitude_ComeBackBitForBit()
    {
        float[] values = [-0f, 0f, float.Epsilon, float.MaxValue, float.MinValue, 0.1f, -1e-40f, 1 / 3f, 16777217f, 3.4e-38f, 1f, -2.5f];
        await DeclareAsync(("a", 4, null, null, null, null), ("b", 4, -800, 800, -2048, 2047));
        Assert.Equal(HttpStatusCode.Created, (await server.Client.IngestNpyAsync($"patient_id=p&recording_id={id}&start_sec=0", 2, values)).Status);

        var answer = (await server.Client.GetAsync(Wire.Eeg(id, 0, 1.5), NpyHeader.MediaType)).Expect(HttpStatusCode.OK);
        Assert.Equal(values.Chunk(6).SelectMany(row => row.Bits()), answer.Rows().SelectMany(row => row.Bits()));
    }

    [Fact]
    public async Task Float32Arrays_OnTheCalibrationsGrid_AreKeptAsCounts()
    {
        await DeclareAsync(("a", 4, -187500, 187499.97764825821, -8388608, 8388607));
        int[] counts = [-8388608, 8388607, 0, 1, -1, 12345];
        float[] values = [.. Physical(counts, -187500, 187499.97764825821, -8388608, 8388607).Select(v => (float)v)];
        var answer = await server.Client.IngestNpyAsync($"patient_id=p&recording_id={id}&start_sec=0", 1, values);
        Assert.Equal(Wire.Checksum(counts), answer.Expect(HttpStatusCode.Created).Json.GetProperty("checksum").GetString());
        var read = (await server.Client.GetAsync(Wire.Eeg(id, 0, 1.5), NpyHeader.MediaType)).Rows();
        Assert.Equal(values.Bits(), read[0].Bits());
    }

    [Fact]
    public async Task Counts_OfSixteenAndThirtyTwoBits_AreCalibratedAsDeclared()
    {
        await DeclareAsync(("a", 2, -800, 800, -2048, 2047), ("b", 2, 3276.7, -3276.8, -32768, 32767));
        short[] narrow = [short.MinValue, -1, 0, short.MaxValue];
        int[] wide = [int.MinValue, int.MaxValue, 65536, -65537];
        string query = $"patient_id=p&recording_id={id}";
        var first = await server.Client.IngestNpyAsync(query + "&start_sec=0&end_sec=1", 2, narrow);
        var second = await server.Client.IngestNpyAsync(query + "&start_sec=1", 2, wide);

        Assert.Equal(Wire.Checksum<int>([.. narrow]), first.Expect(HttpStatusCode.Created).Json.GetProperty("checksum").GetString());
        Assert.Equal(Wire.Checksum(wide), second.Expect(HttpStatusCode.Created).Json.GetProperty("checksum").GetString());
        var read = (await server.Client.GetJsonAsync(Wire.Eeg(id, 0, 2))).Values();
        Assert.Equal(Physical([narrow[0], narrow[1], wide[0], wide[1]], -800, 800, -2048, 2047).Bits(), read["a"].Bits());
        Assert.Equal(Physical([narrow[2], narrow[3], wide[2], wide[3]], 3276.7, -3276.8, -32768, 32767).Bits(), read["b"].Bits());
    }

    [Fact]
    public async Task Channels_InAnotherOrder_AreStoredInTheDeclaredOne()
    {
        (await server.Client.IngestAsync(Wire.Recording(id))).Expect(HttpStatusCode.Created);
        var again = await server.Client.IngestAsync(Wire.Recording(id), Wire.Field("channels", new[] { "b", "a" }), ("samples", "[[5,6,7,8],[1,2,3,4]]"));
        Assert.True(again.Expect(HttpStatusCode.OK).Json.GetProperty("duplicate").GetBoolean());
        (await server.Client.IngestAsync(Wire.Recording(id), ("start_sec", "1"), Wire.Field("channels", new[] { "b", "a" }), ("samples", "[[50,60],[10,20]]"))).Expect(HttpStatusCode.Created);
        var read = (await server.Client.GetJsonAsync(Wire.Eeg(id, 0, 2))).Values();
        Assert.Equal([1, 2, 3, 4, 10, 20], read["a"]);
        Assert.Equal([5, 6, 7, 8, 50, 60], read["b"]);
    }

    [Fact]
    public async Task Channels_OfTheSameLabel_AreTakenByTheirPlaceOrByTheirNames()
    {
        (await server.Client.IngestAsync(Wire.Recording(id), Wire.Field("channels", new[] { "T8-P8", "T8-P8" }))).Expect(HttpStatusCode.Created);
        (await server.Client.IngestAsync(Wire.Recording(id), ("start_sec", "1"), Wire.Field("channels", new[] { "T8-P8-1", "T8-P8-0" }))).Expect(HttpStatusCode.Created);
        var read = (await server.Client.GetJsonAsync(Wire.Eeg(id, 0, 2))).Values();
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], read["T8-P8-0"]);
        Assert.Equal([5, 6, 7, 8, 1, 2, 3, 4], read["T8-P8-1"]);
    }

    [Theory]
    [InlineData("'; DROP TABLE sample_blocks; --", "<script>alert(1)</script>")]
    [InlineData("Müller 北京 🧠", "%27 OR 1=1 /* ?&=#+")]
    [InlineData("../../etc/passwd", "\"quoted\" {json} \\u0000")]
    public async Task Ids_OfAnyText_NameTheirRecordingOnly(string patient, string recording)
    {
        var key = new[] { Wire.Field("patient_id", patient), Wire.Field("recording_id", recording) };
        (await server.Client.IngestAsync(key)).Expect(HttpStatusCode.Created);
        string query = $"patient_id={Uri.EscapeDataString(patient)}&recording_id={Uri.EscapeDataString(recording)}";
        (await server.Client.PostAsync("/recordings/complete?" + query, "")).Expect(HttpStatusCode.NoContent);

        var listed = Assert.Single((await server.Client.GetJsonAsync($"/recordings?patient_id={Uri.EscapeDataString(patient)}")).EnumerateArray());
        Assert.Equal((patient, recording, "complete"), (listed.GetProperty("patient_id").GetString(), listed.GetProperty("recording_id").GetString(), listed.GetProperty("state").GetString()));
        var line = Assert.Single((await server.Client.GetJsonAsync("/ingestion-log?" + query)).EnumerateArray());
        Assert.Equal(recording, line.GetProperty("recording_id").GetString());
        var window = await server.Client.GetJsonAsync(Wire.Eeg(recording, 0, 1, patient: patient));
        Assert.Equal([1, 2, 3, 4], window.Values()["a"]);
        Assert.Equal(patient, window.GetProperty("patient_id").GetString());
    }

    private static double[] Physical(int[] counts, double physicalMin, double physicalMax, int digitalMin, int digitalMax)
    {
        double gain = (physicalMax - physicalMin) / ((double)digitalMax - digitalMin), offset = physicalMin - gain * digitalMin;
        return [.. counts.Select(count => count * gain + offset)];
    }

    private async Task DeclareAsync(params (string Label, double Rate, double? PhysicalMin, double? PhysicalMax, int? DigitalMin, int? DigitalMax)[] channels)
    {
        string json = JsonSerializer.Serialize(new
        {
            patient_id = "p",
            recording_id = id,
            channels = channels.Select(c => new
            {
                label = c.Label, unit = "uV", sampling_rate = c.Rate,
                physical_min = c.PhysicalMin, physical_max = c.PhysicalMax, digital_min = c.DigitalMin, digital_max = c.DigitalMax,
            }),
        });
        (await server.Client.PostAsync("/recordings", json)).Expect(HttpStatusCode.Created);
        (await server.Client.PostAsync("/recordings", json)).Expect(HttpStatusCode.OK);
    }

    private async Task<Answer> SendAsync(double start, double[][] values) => (await server.Client.IngestAsync(
        Wire.Recording(id), ("sampling_rate", "256"), Wire.Field("start_sec", start), Wire.Field("samples", values))).Expect(HttpStatusCode.Created);
}
